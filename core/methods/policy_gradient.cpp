// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/policy_gradient.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <torch/torch.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/evaluation/sampled_pictures.h"
#include "core/methods/critic_input.h"
#include "core/methods/trajectory_record.h"
#include "core/runtime/random.h"

namespace tempera {
namespace {

/// Steps that move the mean by more of their own noise than this spoil the gradient of the others.
constexpr double kMaxSensitivity = 2.0;

std::uint64_t seed_of(const Config& config) {
    return static_cast<std::uint64_t>(config.integer("seed"));
}

RewardNormalizer make_normalizer(const Config& config, bool time_major) {
    using Mode = RewardNormalizer::Mode;
    const bool scaling = config.flag("train.reward_scaling");
    Mode mode = time_major ? Mode::Running : Mode::Batch;
    if (advantage_kind(config) == "group") {
        mode = Mode::Group;
    } else if (!scaling && !config.flag("train.reward_norm")) {
        mode = Mode::None;
    } else if (config.flag("per_prompt.tracking")) {
        mode = Mode::PerPrompt;
    }
    return RewardNormalizer(mode, config.integer("per_prompt.buffer_size"), config.integer("per_prompt.min_count"),
                            scaling ? RewardNormalizer::Form::Scaling : RewardNormalizer::Form::Norm);
}

std::optional<Critic> make_critic(MethodContext& context) {
    if (advantage_kind(context.config) != "critic") {
        return std::nullopt;
    }
    const bool decoded = context.config.text("critic.input") != "latent";
    if (decoded && context.image_encoder.width == 0) {
        context.image_encoder = context.reward.image_encoder();
    }
    if (decoded && context.image_encoder.width == 0) {
        throw Error(context.reward.name() + " has no image encoder for the critic to look through", "critic.encoder",
                    "name a judge that has one, or set critic.input = latent");
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
    : context_(std::move(context)),
      schedule_(context_.config, kind != Kind::Ddpo),
      ddim_(context_.model.scheduler, context_.config.integer("sample.num_steps"), context_.config.real("sample.eta"),
            context_.model.device),
      policy_(context_.model, context_.config),
      normalizer_(make_normalizer(context_.config, kind != Kind::Ddpo)),
      kl_(context_.config),
      critic_(make_critic(context_)),
      temporal_(context_.config),
      neurons_(context_.config, kind == Kind::TdpoR) {
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
    statistics.gather();
    report_updates(statistics, *experience, epoch, report);
    if (critic_) {
        report_critic(statistics, *experience, epoch, report);
        neurons_.run(*critic_, experience->features, plan.last, epoch, report);
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
    SamplerSettings sampler = sampler_settings(context_.config, batch);
    const std::int64_t followed = trajectories_of_epoch(context_.config, epoch);
    sampler.outputs_kept =
        critic_ && context_.config.text("critic.input") == "x0hat" ? samples_per_epoch(context_.config) : followed;
    // The base model's pass costs as much as the rollout, a critic's view of it about half as much.
    const double whole = 1.0 + (kl_.wanted() ? 1.0 : 0.0) + (critic_ ? 3.0 / 7.0 : 0.0);
    const double paths_done = 1.0 / whole;
    const double base_done = kl_.wanted() ? 2.0 / whole : paths_done;
    Experience experience;
    SampledPictures pictures(context_.model, {&context_.reward}, draw.prompts, batch);
    auto paths = rollout(context_.model, sampler, draw.prompts, draw.seeds,
                         phase_hooks(context_, "sampling", 0, paths_done), pictures.sampled());
    if (!paths) {
        return std::nullopt;
    }
    experience.paths = std::move(*paths);
    std::optional<at::Tensor> base_logp;
    if (kl_.wanted()) {
        base_logp = base_log_probs(context_.model, ddim_, policy_, experience.paths, sampler.guidance_scale, batch,
                                   phase_hooks(context_, "sampling", paths_done, base_done));
        if (!base_logp) {
            return std::nullopt;
        }
    }
    if (critic_ && !look(experience, phase_hooks(context_, "sampling", base_done, 1.0))) {
        return std::nullopt;
    }
    // What all pictures' outputs were kept for is done, and they are as large as the paths.
    experience.paths.outputs = followed > 0 ? experience.paths.outputs.slice(0, 0, followed).clone() : at::Tensor();
    const double sampled = steady_seconds();
    const WorkHooks scoring = phase_hooks(context_, "scoring");
    const auto images = pictures.decode(experience.paths.final_latents(), scoring);
    if (!images) {
        return std::nullopt;
    }
    const auto rewards = pictures.score(context_.reward, *images, scoring);
    if (!rewards) {
        return std::nullopt;
    }
    reward_queries_ += experience.paths.size();
    report_samples(report, *images, draw, *rewards);
    report.metrics["time/sampling_s"] = sampled - start;
    report.metrics["time/scoring_s"] = steady_seconds() - sampled;

    std::vector<double> normalized = normalizer_.normalize(draw.prompts, *rewards);
    const double limit = context_.config.real("train.clip_range_reward");
    if (limit > 0) {
        for (double& reward : normalized) {
            reward = std::clamp(reward, -limit, limit);
        }
    }
    at::Tensor step_rewards;
    if (base_logp) {
        const KlToBase::Verdict verdict = kl_.judge(experience.paths.logp_old, *base_logp);
        report_divergence(verdict, epoch, report);
        // What a critic would foresee: without one, the penalty that all samples of the step have in common would
        // push the policy away from everything it does.
        step_rewards = critic_ ? verdict.rewards : verdict.rewards - verdict.rewards.mean(0, true);
    }
    weigh(experience, normalized, step_rewards);
    if (followed > 0) {
        WorkHooks only_stop;
        only_stop.stop_asked = context_.stop_asked;
        auto trajectories = record_trajectories(context_.model, ddim_, experience, *rewards, epoch, batch, only_stop);
        if (!trajectories) {
            return std::nullopt;
        }
        report.trajectories = std::move(*trajectories);
    }
    return experience;
}

/// The critic's features and values of every candidate state. False when stopped.
bool PolicyGradient::look(Experience& experience, const WorkHooks& hooks) {
    const std::int64_t steps = schedule_.first_steps();
    const std::string& input = context_.config.text("critic.input");
    if (input == "latent") {
        experience.features = latent_features(experience.paths, steps);
    } else {
        const at::Tensor latents = input == "x0hat" ? predicted_x0(ddim_, experience.paths, steps)
                                                    : experience.paths.latents.slice(1, 0, steps);
        auto features =
            decoded_features(context_.model, context_.image_encoder, latents, schedule_.micro_batch(), hooks);
        if (!features) {
            return false;
        }
        experience.features = std::move(*features);
    }
    experience.values = critic_->value(experience.features.flatten(0, 1)).reshape({-1, steps});
    return true;
}

/// Returns and advantages of the candidate steps from normalised rewards.
void PolicyGradient::weigh(Experience& experience, const std::vector<double>& normalized,
                           const at::Tensor& step_rewards) {
    const Config& config = context_.config;
    const at::Tensor returns =
        discounted_returns(normalized, step_rewards, ddim_.num_steps(), config.real("train.gamma"));
    experience.returns =
        returns.slice(1, 0, schedule_.first_steps()).to(at::kFloat).contiguous().to(context_.model.device);
    experience.advantages = experience.returns.clone();
    if (critic_) {
        experience.advantages = temporal_.normalize(experience.paths.prompts, experience.returns - experience.values);
    }
    const double limit = config.real("train.adv_clip_max");
    if (limit > 0) {
        experience.advantages.clamp_(-limit, limit);
    }
}

void PolicyGradient::report_divergence(const KlToBase::Verdict& verdict, std::int64_t epoch,
                                       EpochReport& report) const {
    report.metrics["policy/kl_base"] = verdict.mean_kl;
    report.metrics["policy/kl_base_per_step"] = verdict.per_step.mean().item<double>();
    report.metrics["policy/kl_coefficient"] = verdict.coefficient;
    for (std::int64_t step = 0; step < ddim_.num_steps(); ++step) {
        add_timestep(report, epoch, ddim_.timesteps()[static_cast<std::size_t>(step)], "kl_base",
                     verdict.per_step[step].item<double>());
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
        add_timestep(report, epoch, time, "ratio_deviation", statistics.step_ratio_deviation(step));
        add_timestep(report, epoch, time, "clip_fraction", statistics.step_clip_fraction(step));
    }
    add_moments(report, epoch, "temporal_reward", experience.advantages);
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
    add_moments(report, epoch, "value", experience.values);
}

/// Mean and (population) deviation over the samples of every step, as `key`_mean and `key`_std.
void PolicyGradient::add_moments(EpochReport& report, std::int64_t epoch, const std::string& key,
                                 const at::Tensor& table) const {
    const at::Tensor values = table.to(at::kCPU, at::kDouble);
    const at::Tensor means = values.mean(0);
    const at::Tensor deviations = values.std(0, false);
    for (std::int64_t step = 0; step < table.size(1); ++step) {
        const std::int64_t time = ddim_.timesteps()[static_cast<std::size_t>(step)];
        add_timestep(report, epoch, time, key + "_mean", means[step].item<double>());
        add_timestep(report, epoch, time, key + "_std", deviations[step].item<double>());
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
    if (schedule_.trained_steps() < schedule_.first_steps() && !config.flag("train.shuffle_timestep")) {
        add_event(report, "warning",
                  "train.timestep_fraction is below 1 without train.shuffle_timestep: every epoch trains " +
                      std::to_string(schedule_.trained_steps()) +
                      " steps drawn at random, the same for all samples; "
                      "the official code would train the noisiest ones only, as train.first_steps does.");
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
    kl_.save(state);
    if (critic_) {
        critic_->save(state);
        neurons_.save(state);
        put_state(state, "temporal", temporal_.state_dict());
    }
    return state;
}

void PolicyGradient::load(const std::map<std::string, at::Tensor>& state) {
    policy_.load(state);
    normalizer_.load_state_dict(get_state(state, "rewards"));
    reward_queries_ = get_counter(state, "counter/reward_queries");
    kl_.load(state);
    if (critic_) {
        critic_->load(state);
        neurons_.load(state);
        temporal_.load_state_dict(get_state(state, "temporal"));
    }
}

}  // namespace tempera
