// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/selfcheck.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "core/base/clock.h"
#include "core/evaluation/evaluator.h"

namespace tempera {

namespace {

using Lines = std::vector<SelfcheckLine>;
using Measurement = SelfcheckMeasurement;

/// Steps that move the mean by more of their own noise than this spoil the gradient of the others.
constexpr double max_sensitivity = 2;

/// The clip range of the papers, and the latent that it was chosen for.
constexpr double official_clip_range = 1e-4;
constexpr double official_latent_size = 16384;
constexpr double clip_tolerance = 4;  // as a factor in both directions

/// Explained variance below which advantages would be better off without the critic, beyond doubt.
constexpr double harmful_critic = -0.5;

constexpr double mib = 1024.0 * 1024.0;

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", value);
    return text;
}

std::string size(double bytes) {
    char text[32];
    if (bytes < 1024 * mib) {
        std::snprintf(text, sizeof text, "%.0f MiB", std::max(bytes / mib, 1.0));
    } else {
        std::snprintf(text, sizeof text, "%.1f GiB", bytes / (1024 * mib));
    }
    return text;
}

std::string duration(double seconds) {
    return seconds < 10 ? number(seconds) + " s" : human_duration(seconds);
}

std::string parts_text(const std::vector<Measurement::Part>& parts) {
    std::string text;
    for (const Measurement::Part& part : parts) {
        text += (text.empty() ? "" : ", ") + part.name + " " + number(part.norm);
    }
    return text;
}

double spread_of(const std::vector<double>& values) {
    const double mean = mean_of(values);
    double squares = 0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return std::sqrt(squares / static_cast<double>(values.size()));
}

void judge_machine(const Measurement& m, Lines& lines) {
    lines.push_back({"program", m.program, {}, Verdict::Ok, "A run remembers these versions."});
    lines.push_back({"device", m.device, {}, Verdict::Ok, "Set device to choose another one."});
    lines.push_back({"threads", std::to_string(m.threads), static_cast<double>(m.threads), Verdict::Ok,
                     "Processor threads of LibTorch; set threads to change them."});
    lines.push_back({"dtype", m.dtype, {}, Verdict::Ok, "Latents and log-probabilities are fp32 in any case."});
}

void judge_ratio(const Config& config, const Measurement& m, Lines& lines) {
    if (!m.ratio_noise) {
        return;
    }
    const double clip = config.real("train.clip_range");
    SelfcheckLine line{"ratio noise", number(*m.ratio_noise), m.ratio_noise, Verdict::Ok,
                       "Training computes the very probabilities that sampling did."};
    if (!(*m.ratio_noise <= clip)) {
        line.verdict = Verdict::Bad;
    } else if (*m.ratio_noise > clip / 10) {
        line.verdict = Verdict::Look;
    }
    if (line.verdict != Verdict::Ok) {
        const bool unguided = !config.flag("train.cfg") && config.real("sample.guidance_scale") > 1;
        line.sentence = "Before any update every ratio must be 1, and this is " +
                        std::string(line.verdict == Verdict::Bad ? "outside" : "more than a tenth") +
                        " of the clip range " + number(clip) + ": " +
                        (unguided ? "samples are guided and training is not, so set train.cfg to true."
                                  : "use one device and one data type for both, or widen train.clip_range.");
    }
    lines.push_back(line);
}

void judge_reward(const Config& config, const Measurement& m, Lines& lines) {
    const std::string& reward = config.text("reward.name");
    const auto [low, high] = std::minmax_element(m.rewards.begin(), m.rewards.end());
    const double mean = mean_of(m.rewards);
    const double spread = spread_of(m.rewards);
    SelfcheckLine height{"reward", number(mean) + " (" + number(*low) + " to " + number(*high) + ")", mean, Verdict::Ok,
                         "What " + reward + " gives to pictures of the base model."};
    if (!std::isfinite(mean)) {
        height.verdict = Verdict::Bad;
        height.sentence = reward + " gave something that is no number: try it with 'tempera-run score'.";
    }
    lines.push_back(height);

    SelfcheckLine width{"reward spread", number(spread), spread, Verdict::Ok,
                        "Pictures differ in their reward, so there is something to learn from."};
    if (!(spread > 0)) {
        width.verdict = Verdict::Bad;
        width.sentence = "All pictures have the same reward, so every advantage is 0: choose another reward.name.";
    } else if (spread < 1e-5 * std::abs(mean)) {
        width.verdict = Verdict::Look;
        width.sentence = "Differences are near the rounding error of the reward: check it with 'tempera-run score'.";
    }
    lines.push_back(width);

    const double worse = mean_of(m.worse_rewards);
    SelfcheckLine sign{"reward sign", m.worse_pictures + " gets " + number(worse), worse, Verdict::Ok,
                       "That is less than the pictures get, as it must be."};
    if (!(worse < mean)) {
        const bool analytic = reward == "gold" || reward == "saturation" || reward.starts_with("jpeg-");
        sign.verdict = analytic ? Verdict::Bad : Verdict::Look;
        sign.sentence = analytic
                            ? "The pictures must get more than that: the base model is broken or the sign is wrong."
                            : "A judge of pictures should prefer them to that: look whether it knows such pictures.";
    }
    lines.push_back(sign);
}

void judge_policy(const Config& config, const Measurement& m, Lines& lines) {
    if (m.policy_grad_norm) {
        const double limit = config.real("train.max_grad_norm");
        SelfcheckLine line{"policy gradient", number(*m.policy_grad_norm), m.policy_grad_norm, Verdict::Ok,
                           "Mean length before clipping; train.max_grad_norm is " + number(limit) + "."};
        if (!(*m.policy_grad_norm > 0)) {
            line.verdict = Verdict::Bad;
            line.sentence = "Nothing reaches the adapter: check the reward, and train.clip_range above 0.";
        } else if (*m.policy_grad_norm > 10 * limit) {
            line.verdict = Verdict::Look;
            line.sentence = "Every update is cut to train.max_grad_norm = " + number(limit) +
                            ", less than a tenth of it: raise that, or weaken the loss.";
        }
        lines.push_back(line);
    }
    if (!m.policy_parts.empty()) {
        lines.push_back({"policy parts",
                         parts_text(m.policy_parts),
                         {},
                         Verdict::Ok,
                         "Root mean square gradient of the adapter in each part of the UNet, after clipping."});
    }
    if (m.up.matrices + m.down.matrices == 0) {
        return;
    }
    const auto share = [](const Measurement::Flow& flow) {
        return std::to_string(flow.reached) + " of " + std::to_string(flow.matrices);
    };
    SelfcheckLine flow{"adapter", "up " + share(m.up) + ", down " + share(m.down),
                       static_cast<double>(m.up.reached + m.down.reached), Verdict::Ok,
                       "All matrices learn; down gets nothing in the first update alone, because up begins at 0."};
    if (m.up.reached < m.up.matrices || (m.policy_steps > 1 && m.down.reached < m.down.matrices)) {
        flow.verdict = Verdict::Bad;
        flow.sentence = "Some matrices got no gradient in " + std::to_string(m.policy_steps) +
                        " updates: the model does not use them, or train.learning_rate is 0.";
    }
    lines.push_back(flow);
}

void judge_critic(const Measurement& m, Lines& lines) {
    if (m.critic_parts.empty()) {
        return;
    }
    if (m.critic_grad_norm) {
        SelfcheckLine line{"critic gradient", number(*m.critic_grad_norm), m.critic_grad_norm, Verdict::Ok,
                           "Mean length before clipping."};
        if (!(*m.critic_grad_norm > 0)) {
            line.verdict = Verdict::Bad;
            line.sentence = "Nothing reaches the critic: check critic.coef.";
        }
        lines.push_back(line);
    }
    double whole = 0;
    for (const Measurement::Part& part : m.critic_parts) {
        whole = std::hypot(whole, part.norm);
    }
    SelfcheckLine parts{"critic parts",
                        parts_text(m.critic_parts),
                        {},
                        Verdict::Ok,
                        "Root mean square gradient of each layer, from the input."};
    if (m.critic_parts.front().norm < 1e-3 * whole) {
        parts.verdict = Verdict::Look;
        parts.sentence =
            "Hardly anything comes through to the first layer: set critic.init to fan_in, or give the official tiny "
            "weights dozens of epochs.";
    }
    lines.push_back(parts);
    if (m.explained_variance && m.untrained_variance) {
        // So few updates teach little, and a good critic may still be at 0.
        SelfcheckLine line{
            "explained variance", number(*m.explained_variance) + " (untrained " + number(*m.untrained_variance) + ")",
            m.explained_variance, Verdict::Ok,
            "Share of the returns that the critic foresees after its first updates; watch it grow in a run."};
        if (!(*m.explained_variance > harmful_critic)) {
            line.verdict = Verdict::Look;
            line.sentence = "The critic adds more noise than it takes away: lower critic.learning_rate.";
        }
        lines.push_back(line);
    }
}

void judge_steps(const Config& config, const Measurement& m, Lines& lines) {
    if (m.steps.empty()) {
        return;
    }
    const auto worst = std::max_element(m.steps.begin(), m.steps.end(),
                                        [](const auto& a, const auto& b) { return a.sensitivity < b.sensitivity; });
    SelfcheckLine line{
        "sensitivity",
        number(worst->sensitivity) + " at step " + std::to_string(worst->number) + " of " + std::to_string(m.num_steps),
        worst->sensitivity, Verdict::Ok,
        "No trained step moves by much more than its own noise per unit of predicted noise."};
    if (worst->sensitivity > max_sensitivity) {
        std::int64_t calm = m.num_steps;
        for (const Measurement::Step& step : m.steps) {
            calm = step.sensitivity > max_sensitivity ? std::min(calm, step.number - 1) : calm;
        }
        line.verdict = Verdict::Look;
        line.sentence = "Steps above 2 drown the gradient of the others in noise: set train.first_steps to " +
                        std::to_string(std::max<std::int64_t>(calm, 1)) + " or less.";
    }
    lines.push_back(line);

    const double clip = config.real("train.clip_range");
    const double fitting = official_clip_range * official_latent_size / static_cast<double>(m.latent_size);
    SelfcheckLine range{"clip range", number(clip) + " for " + std::to_string(m.latent_size) + " numbers", clip,
                        Verdict::Ok, "Near " + number(fitting) + ", the official 1e-4 scaled to this latent."};
    if (clip > clip_tolerance * fitting || clip < fitting / clip_tolerance) {
        range.verdict = Verdict::Look;
        range.sentence = std::string(clip < fitting ? "It throttles" : "It hardly limits") +
                         " the updates: the official 1e-4 scaled to this latent is " + number(fitting) +
                         "; set train.clip_range near it.";
    }
    lines.push_back(range);
    lines.push_back({"updates",
                     std::to_string(m.epoch_updates.value_or(0)) + " an epoch, of " +
                         std::to_string(m.update_size.value_or(0)) + " transitions",
                     static_cast<double>(m.epoch_updates.value_or(0)), Verdict::Ok,
                     "Optimizer steps of the policy; a transition is one denoising step of one picture."});
}

void judge_costs(const Config& config, const Measurement& m, Lines& lines) {
    const SelfcheckEstimate cost = estimate_run(config, m);
    SelfcheckLine memory{"memory", size(cost.memory_mib * mib), cost.memory_mib * mib, Verdict::Ok,
                         "Estimated peak of the worker; micro_batch lowers it."};
    if (m.on_gpu) {
        memory.sentence = "Peak of the worker outside of the GPU, whose own memory is not measured.";
    }
    if (m.room_mib > 0 && cost.memory_mib > m.room_mib) {
        memory.verdict = Verdict::Bad;
        memory.sentence =
            "Only " + size(m.room_mib * mib) + " are there: lower micro_batch, or the samples of an epoch.";
    } else if (m.room_mib > 0 && cost.memory_mib > 0.8 * m.room_mib) {
        memory.verdict = Verdict::Look;
        memory.sentence = "That is most of the " + size(m.room_mib * mib) + " that are there: lower micro_batch.";
    }
    lines.push_back(memory);

    lines.push_back({"time of an epoch",
                     duration(cost.epoch_seconds) + " (sampling " + number(cost.sampling) + ", scoring " +
                         number(cost.scoring) + ", updating " + number(cost.updating) + ", evaluating " +
                         number(cost.evaluating) + ")",
                     cost.epoch_seconds, Verdict::Ok,
                     "Estimated from " + std::to_string(m.samples) + " pictures; without writing to the disk."});
    lines.push_back({"time of the run", duration(cost.run_seconds), cost.run_seconds, Verdict::Ok,
                     "Estimated for " + std::to_string(config.integer("num_epochs")) + " epochs (num_epochs)."});

    SelfcheckLine disk{"disk", size(cost.disk_bytes), cost.disk_bytes, Verdict::Ok,
                       "Estimated for checkpoints, pictures and tables of the run."};
    if (m.free_bytes && cost.disk_bytes > *m.free_bytes) {
        disk.verdict = Verdict::Bad;
        disk.sentence = "Only " + size(*m.free_bytes) +
                        " are free: use another --workspace, or lower checkpoint.keep and images.train_count.";
    } else if (m.free_bytes && cost.disk_bytes > 0.8 * *m.free_bytes) {
        disk.verdict = Verdict::Look;
        disk.sentence = "That is most of the " + size(*m.free_bytes) + " that are free: make room first.";
    }
    lines.push_back(disk);
}

}  // namespace

const char* to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::Ok:
            return "ok";
        case Verdict::Look:
            return "look";
        case Verdict::Bad:
            break;
    }
    return "bad";
}

std::vector<SelfcheckLine> judge_selfcheck(const Config& config, const SelfcheckMeasurement& measurement) {
    Lines lines;
    judge_machine(measurement, lines);
    judge_ratio(config, measurement, lines);
    judge_reward(config, measurement, lines);
    judge_policy(config, measurement, lines);
    judge_critic(measurement, lines);
    judge_steps(config, measurement, lines);
    judge_costs(config, measurement, lines);
    return lines;
}

std::optional<std::vector<SelfcheckLine>> selfcheck(const Config& config, const std::filesystem::path& workspace,
                                                    const SelfcheckHooks& hooks) {
    config.check();
    const std::optional<SelfcheckMeasurement> measurement = measure_selfcheck(config, workspace, hooks);
    return measurement ? std::optional(judge_selfcheck(config, *measurement)) : std::nullopt;
}

}  // namespace tempera
