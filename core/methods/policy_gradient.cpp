// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/policy_gradient.h"

#include <cmath>
#include <cstdint>

#include <torch/torch.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/methods/critic_input.h"
#include "core/runtime/random.h"

namespace tempera {
namespace {

/// Probe batch of the neuron statistics: 8 samples on each of the paper's 8 ranks.
constexpr std::int64_t kProbe = 64;

/// Steps that move the mean by more of their own noise than this spoil the gradient of the others.
constexpr double kMaxSensitivity = 2.0;

std::uint64_t seed_of(const Config& config) {
    return static_cast<std::uint64_t>(config.integer("seed"));
}

RewardNormalizer make_normalizer(const Config& config, bool with_critic) {
    using Mode = RewardNormalizer::Mode;
    const Mode untracked = with_critic ? Mode::Running : Mode::Batch;
    return RewardNormalizer(config.flag("per_prompt.tracking") ? Mode::PerPrompt : untracked,
                            config.integer("per_prompt.buffer_size"), config.integer("per_prompt.min_count"));
}

std::optional<Critic> make_critic(MethodContext& context) {
    const bool decoded = context.config.text("critic.input") == "decoded";
    if (decoded && !context.image_encoder.features) {
        context.image_encoder = default_image_encoder(context.reward, context.model.device);
    }
    const std::int64_t width = decoded ? context.image_encoder.width : latent_feature_width(context.model);
    return std::optional<Critic>(std::in_place, width, context.config, context.model.device);
}

/// 1 - Var(returns - values) / Var(returns); NaN when all returns are equal.
double explained_variance(const at::Tensor& returns, const at::Tensor& values) {
    const at::Tensor truth = returns.to(at::kCPU, at::kDouble);
    const double spread = truth.var(false).item<double>();
    const double rest = (truth - values.to(at::kCPU, at::kDouble)).var(false).item<double>();
    return spread > 0 ? 1.0 - rest / spread : std::nan("");
}

}  // namespace

PolicyGradient::PolicyGradient(Kind kind, MethodContext context)
    : kind_(kind),
      context_(std::move(context)),
      schedule_(context_.config, kind != Kind::Ddpo),
      ddim_(context_.model.scheduler, context_.config.integer("sample.num_steps"), context_.config.real("sample.eta"),
            context_.model.device),
      policy_(context_.model, context_.config),
      normalizer_(make_normalizer(context_.config, kind != Kind::Ddpo)),
      critic_(kind == Kind::Ddpo ? std::nullopt : make_critic(context_)) {
    ddim_.require_density();
}

EpochReport PolicyGradient::run_epoch(std::int64_t epoch) {
    EpochReport report;
    const auto stopped = [] {
        EpochReport empty;
        empty.stopped = true;
        return empty;
    };
    const std::optional<Experience> experience = collect(epoch, report);
    if (!experience) {
        return stopped();
    }
    const Config& config = context_.config;
    PolicyUpdateSettings settings;
    settings.guidance_scale = config.flag("train.cfg") ? config.real("sample.guidance_scale") : 1.0;
    settings.clip_range = config.real("train.clip_range");
    settings.estimator =
        config.text("train.estimator") == "sf" ? Estimator::ScoreFunction : Estimator::ImportanceSampling;
    const double start = steady_seconds();
    UpdateStatistics statistics(ddim_.num_steps());
    UpdatePlan plan;
    const std::int64_t inner_epochs = config.integer("train.num_inner_epochs");
    for (std::int64_t inner = 0; inner < inner_epochs; ++inner) {
        plan = schedule_.plan(epoch, inner);
        const std::int64_t first_update = statistics.updates;
        const auto dropout = [&](std::int64_t update) {
            return make_stream(seed_of(config), "critic_dropout", static_cast<std::uint64_t>(epoch),
                               static_cast<std::uint64_t>(first_update + update));
        };
        const WorkHooks hooks = phase_hooks(context_, "updating", static_cast<double>(inner) / inner_epochs,
                                            static_cast<double>(inner + 1) / inner_epochs);
        if (!run_updates(context_.model, ddim_, plan, *experience, settings, policy_, critic_ ? &*critic_ : nullptr,
                         dropout, hooks, statistics)) {
            return stopped();
        }
    }
    report_updates(statistics, *experience, epoch, report);
    if (critic_) {
        report_critic(statistics, *experience, epoch, report);
        study_neurons(*experience, plan, epoch, report);
    }
    if (epoch == 0) {
        warn_once(report);
    }
    report.metrics["time/updating_s"] = steady_seconds() - start;
    report.policy_steps = policy_.steps();
    report.reward_queries = reward_queries_;
    return report;
}

std::optional<Experience> PolicyGradient::collect(std::int64_t epoch, EpochReport& report) {
    const PromptDraw draw = draw_prompts(context_.config, context_.prompts, epoch);
    const std::int64_t batch = schedule_.micro_batch();
    const double start = steady_seconds();
    Experience experience;
    auto paths = rollout(context_.model, sampler_settings(context_.config, batch), draw.prompts, draw.seeds,
                         phase_hooks(context_, "sampling", 0, critic_ ? 0.7 : 1.0));
    if (!paths) {
        return std::nullopt;
    }
    experience.paths = std::move(*paths);
    if (critic_ && !look(experience)) {
        return std::nullopt;
    }
    const double sampled = steady_seconds();
    const WorkHooks scoring = phase_hooks(context_, "scoring");
    const auto images = decode_all(context_.model, experience.paths.final_latents(), batch, scoring);
    if (!images) {
        return std::nullopt;
    }
    const auto rewards = score_all(context_.reward, *images, draw.prompts, batch, scoring);
    if (!rewards) {
        return std::nullopt;
    }
    reward_queries_ += experience.paths.size();
    report_samples(report, *images, draw, *rewards);
    report.metrics["time/sampling_s"] = sampled - start;
    report.metrics["time/scoring_s"] = steady_seconds() - sampled;
    weigh(experience, normalizer_.normalize(draw.prompts, *rewards));
    return experience;
}

/// The critic's features and values of every candidate state. False when stopped.
bool PolicyGradient::look(Experience& experience) {
    const std::int64_t steps = schedule_.first_steps();
    if (context_.config.text("critic.input") == "latent") {
        experience.features = latent_features(experience.paths, steps);
    } else {
        auto features = decoded_features(context_.model, context_.image_encoder, experience.paths, steps,
                                         schedule_.micro_batch(), phase_hooks(context_, "sampling", 0.7, 1.0));
        if (!features) {
            return false;
        }
        experience.features = std::move(*features);
    }
    experience.values = critic_->value(experience.features.flatten(0, 1)).reshape({-1, steps});
    return true;
}

/// Returns and advantages of the candidate steps from normalised rewards.
void PolicyGradient::weigh(Experience& experience, const std::vector<double>& normalized) const {
    const std::int64_t steps = schedule_.first_steps();
    const at::Tensor final_rewards = torch::tensor(normalized, at::kDouble).unsqueeze(1);
    at::Tensor discount = at::ones({1, steps}, at::kDouble);
    if (critic_) {
        const at::Tensor to_go = static_cast<double>(ddim_.num_steps() - 1) - at::arange(steps, at::kDouble);
        discount = at::pow(context_.config.real("train.gamma"), to_go).unsqueeze(0);
    }
    const at::Device device = context_.model.device;
    experience.returns = (final_rewards * discount).to(at::kFloat).to(device);
    experience.advantages = experience.returns.clone();
    if (critic_) {
        experience.advantages -= experience.values;
        if (context_.config.flag("train.temporal_reward_norm")) {
            const at::Tensor& raw = experience.advantages;
            experience.advantages = (raw - raw.mean()) / (raw.std(false) + 1e-8);
        }
    }
    const double limit = context_.config.real("train.adv_clip_max");
    if (limit > 0) {
        experience.advantages.clamp_(-limit, limit);
    }
}

void PolicyGradient::report_updates(const UpdateStatistics& statistics, const Experience& experience,
                                    std::int64_t epoch, EpochReport& report) const {
    report.metrics["policy/loss"] = statistics.mean_loss();
    report.metrics["policy/approx_kl"] = statistics.approx_kl();
    report.metrics["policy/clip_fraction"] = statistics.clip_fraction();
    report.metrics["policy/ratio_noise"] = statistics.ratio_noise;
    report.metrics["policy/grad_norm"] = statistics.mean_grad_norm();
    report.metrics["policy/advantage_std"] = experience.advantages.std(false).item<double>();
    for (std::int64_t step = 0; step < ddim_.num_steps(); ++step) {
        const std::int64_t time = ddim_.timesteps()[static_cast<std::size_t>(step)];
        add_timestep(report, epoch, time, "sensitivity", ddim_.sensitivity(step));
        add_timestep(report, epoch, time, "approx_kl", statistics.step_kl(step));
        add_timestep(report, epoch, time, "grad_snr", statistics.step_snr(step));
    }
}

void PolicyGradient::report_critic(const UpdateStatistics& statistics, const Experience& experience, std::int64_t epoch,
                                   EpochReport& report) const {
    const auto updates = static_cast<double>(statistics.updates);
    report.metrics["critic/loss"] = statistics.critic_loss_sum / updates;
    report.metrics["critic/clip_fraction"] = statistics.critic_clip_sum / updates;
    report.metrics["critic/grad_norm"] = statistics.critic_norm_sum / updates;
    const double explained = explained_variance(experience.returns, experience.values);
    if (std::isfinite(explained)) {
        report.metrics["critic/explained_variance"] = explained;
    }
    for (std::int64_t step = 0; step < schedule_.first_steps(); ++step) {
        add_timestep(report, epoch, ddim_.timesteps()[static_cast<std::size_t>(step)], "critic_ev",
                     explained_variance(experience.returns.select(1, step), experience.values.select(1, step)));
    }
}

void PolicyGradient::study_neurons(const Experience& experience, const UpdatePlan& plan, std::int64_t epoch,
                                   EpochReport& report) {
    const Config& config = context_.config;
    std::vector<at::Tensor> probe;
    for (std::size_t i = 0; i < plan.last.size() && static_cast<std::int64_t>(i) < kProbe; ++i) {
        probe.push_back(experience.features[plan.last[i].sample][plan.last[i].step]);
    }
    const NeuronStatistics statistics =
        measure_neurons(*critic_, at::stack(probe), config.real("sample.dormant_threshold"));
    for (std::size_t layer = 0; layer < statistics.scores.size(); ++layer) {
        const at::Tensor scores = statistics.scores[layer].contiguous();
        const at::Tensor dormant = statistics.dormant[layer].to(at::kByte).contiguous();
        NeuronLayerRow row;
        row.epoch = epoch;
        row.layer = static_cast<int>(layer);
        row.scores.assign(scores.data_ptr<float>(), scores.data_ptr<float>() + scores.numel());
        row.dormant.assign(dormant.data_ptr<std::uint8_t>(), dormant.data_ptr<std::uint8_t>() + dormant.numel());
        report.neurons.push_back(std::move(row));
        report.metrics["neurons/dormant_share_layer" + std::to_string(layer)] =
            dormant.to(at::kDouble).mean().item<double>();
    }
    report.metrics["neurons/dormant_share"] =
        static_cast<double>(statistics.dormant_count()) / static_cast<double>(statistics.total());
    const double extra = config.real("sample.extra_dormant_threshold");
    if (extra > 0) {
        report.metrics["neurons/dormant_share_extra"] = share_at_most(statistics, extra);
    }
    const double overlap = dormant_overlap(previous_dormant_, statistics.dormant);
    if (overlap >= 0) {
        report.metrics["neurons/overlap"] = overlap;
    }
    previous_dormant_ = statistics.dormant;

    if (kind_ == Kind::TdpoR && (epoch + 1) % config.integer("sample.neuron_reset_freq") == 0) {
        const auto counts = reset_neurons(*critic_, statistics.dormant, reset_target_from(config.text("reset.target")),
                                          outgoing_weights_from(config.text("reset.outgoing")), seed_of(config));
        std::int64_t total = 0;
        for (std::size_t layer = 0; layer < counts.size(); ++layer) {
            ResetRow row;
            row.epoch = epoch;
            row.layer = static_cast<int>(layer);
            row.count = counts[layer];
            report.resets.push_back(row);
            total += counts[layer];
        }
        report.metrics["neurons/reset_count"] = static_cast<double>(total);
    }
}

void PolicyGradient::warn_once(EpochReport& report) const {
    const Config& config = context_.config;
    std::int64_t calm = 1;  // steps before the first that is too sensitive; at least one is trained
    while (calm < schedule_.first_steps() && ddim_.sensitivity(calm) <= kMaxSensitivity) {
        ++calm;
    }
    if (calm < schedule_.first_steps()) {
        char value[32];
        std::snprintf(value, sizeof value, "%.1f", ddim_.sensitivity(calm));
        add_event(report, "warning",
                  "Denoising step " + std::to_string(calm + 1) + " has a sensitivity of " + value +
                      ": its noise drowns the gradient of the other steps. Set train.first_steps to " +
                      std::to_string(calm) + " or less.");
    }
    if (!config.flag("train.cfg") && config.real("sample.guidance_scale") > 1.0) {
        add_event(report, "warning",
                  "train.cfg is false while samples are guided: the trained probabilities are not those that "
                  "sampled, and ratios do not start at 1.");
    }
    if (config.text("train.estimator") == "sf" && schedule_.updates_per_epoch() > 1) {
        add_event(report, "warning",
                  "The sf estimator is right only for one update per epoch; this configuration makes " +
                      std::to_string(schedule_.updates_per_epoch()) + ". Use train.estimator = is.");
    }
}

std::map<std::string, at::Tensor> PolicyGradient::save() const {
    StateMap state;
    policy_.save(state);
    put_state(state, "rewards", normalizer_.state_dict());
    put_counter(state, "counter/reward_queries", reward_queries_);
    if (critic_) {
        critic_->save(state);
        for (std::size_t layer = 0; layer < previous_dormant_.size(); ++layer) {
            state["dormant/" + std::to_string(layer)] = previous_dormant_[layer].clone();
        }
    }
    return state;
}

void PolicyGradient::load(const std::map<std::string, at::Tensor>& state) {
    policy_.load(state);
    normalizer_.load_state_dict(get_state(state, "rewards"));
    reward_queries_ = get_counter(state, "counter/reward_queries");
    previous_dormant_.clear();
    if (critic_) {
        critic_->load(state);
        for (const auto& [layer, mask] : get_state(state, "dormant")) {
            previous_dormant_.push_back(mask.to(at::kCPU, at::kBool).clone());
        }
    }
}

}  // namespace tempera
