// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/policy_update.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <torch/torch.h>

#include "core/methods/epoch_tools.h"
#include "core/runtime/parallel.h"
#include "core/runtime/ranks.h"

namespace tempera {
namespace {

/// Sample and step numbers as index tensors on `device`.
struct Places {
    at::Tensor samples;
    at::Tensor steps;
};

Places places_of(const std::vector<Transition>& transitions, at::Device device) {
    std::vector<std::int64_t> samples;
    std::vector<std::int64_t> steps;
    for (const Transition& transition : transitions) {
        samples.push_back(transition.sample);
        steps.push_back(transition.step);
    }
    return {torch::tensor(samples, at::kLong).to(device), torch::tensor(steps, at::kLong).to(device)};
}

at::Tensor pick(const at::Tensor& table, const Places& places) {
    return table.index({places.samples, places.steps});
}

bool same_step(const UpdateGroup& group) {
    const std::int64_t step = group.chunks.front().front().step;
    return std::all_of(group.chunks.begin(), group.chunks.end(), [&](const auto& chunk) {
        return std::all_of(chunk.begin(), chunk.end(), [&](const Transition& t) { return t.step == step; });
    });
}

/// |sum of the parts| = `norm` over the standard error of that sum, estimated from the spread of the parts, which
/// follows from the sum of their squared norms. NaN for parts that are equal but for rounding.
double signal_to_noise(double norm, double squares, double count) {
    const double spread = squares - norm * norm / count;
    return spread > 1e-12 * squares ? norm / std::sqrt(spread * count / (count - 1.0)) : std::nan("");
}

/// What one UNet call of an update gave. In double: at ratios this close to 1 fp32 leaves nothing of r - 1 - ln r.
struct ChunkOutcome {
    at::Tensor gradient;   // flat, of the group's mean loss
    at::Tensor log_ratio;  // [B] on the CPU
    at::Tensor outside;    // [B] on the CPU: 1 beyond the clip range, else 0
    double loss_sum = 0;
};

void add(const std::vector<Transition>& chunk, const ChunkOutcome& outcome, UpdateStatistics& statistics) {
    statistics.loss_sum += outcome.loss_sum;
    const at::Tensor change = outcome.log_ratio.expm1();
    const at::Tensor kl = change - outcome.log_ratio;
    const at::Tensor square = change.square();
    for (std::size_t row = 0; row < chunk.size(); ++row) {
        const auto step = static_cast<std::size_t>(chunk[row].step);
        statistics.kl_sum[step] += kl.data_ptr<double>()[row];
        statistics.square_sum[step] += square.data_ptr<double>()[row];
        statistics.outside_sum[step] += outcome.outside.data_ptr<double>()[row];
        ++statistics.transitions[step];
    }
    if (statistics.updates == 0) {
        statistics.ratio_noise = std::max(statistics.ratio_noise, change.abs().max().item<double>());
    }
}

double ratio_of(double sum, std::int64_t count) {
    return sum / static_cast<double>(count);
}

template <class Number>
Number total_of(const std::vector<Number>& values) {
    return std::accumulate(values.begin(), values.end(), Number{});
}

}  // namespace

UpdateStatistics::UpdateStatistics(std::int64_t steps)
    : kl_sum(static_cast<std::size_t>(steps)),
      square_sum(static_cast<std::size_t>(steps)),
      outside_sum(static_cast<std::size_t>(steps)),
      transitions(static_cast<std::size_t>(steps)),
      snr_sum(static_cast<std::size_t>(steps)),
      snr_count(static_cast<std::size_t>(steps)) {}

void UpdateStatistics::gather() {
    std::vector<double> values{loss_sum};
    for (const auto* sums : {&kl_sum, &square_sum, &outside_sum}) {
        values.insert(values.end(), sums->begin(), sums->end());
    }
    values.insert(values.end(), transitions.begin(), transitions.end());
    at::Tensor sums = torch::tensor(values, at::kDouble);
    sum_over_ranks(sums);
    const double* next = sums.data_ptr<double>();
    loss_sum = *next++;
    for (auto* sums : {&kl_sum, &square_sum, &outside_sum}) {
        for (double& sum : *sums) {
            sum = *next++;
        }
    }
    for (std::int64_t& count : transitions) {
        count = static_cast<std::int64_t>(*next++);
    }
    ratio_noise = max_over_ranks(ratio_noise);
}

double UpdateStatistics::mean_loss() const {
    return ratio_of(loss_sum, total_of(transitions));
}

double UpdateStatistics::approx_kl() const {
    return ratio_of(total_of(kl_sum), total_of(transitions));
}

double UpdateStatistics::clip_fraction() const {
    return ratio_of(total_of(outside_sum), total_of(transitions));
}

double UpdateStatistics::mean_grad_norm() const {
    return ratio_of(grad_norm_sum, updates);
}

double UpdateStatistics::step_kl(std::int64_t step) const {
    const auto place = static_cast<std::size_t>(step);
    return ratio_of(kl_sum[place], transitions[place]);
}

double UpdateStatistics::step_ratio_deviation(std::int64_t step) const {
    const auto place = static_cast<std::size_t>(step);
    return std::sqrt(ratio_of(square_sum[place], transitions[place]));
}

double UpdateStatistics::step_clip_fraction(std::int64_t step) const {
    const auto place = static_cast<std::size_t>(step);
    return ratio_of(outside_sum[place], transitions[place]);
}

double UpdateStatistics::step_snr(std::int64_t step) const {
    const auto place = static_cast<std::size_t>(step);
    return ratio_of(snr_sum[place], snr_count[place]);
}

at::Tensor transition_log_probs(DiffusionModel& model, const DdimSchedule& ddim, const Trajectories& paths,
                                const std::vector<Transition>& transitions, double guidance_scale) {
    const Places at_state = places_of(transitions, model.device);
    const Places at_next{at_state.samples, at_state.steps + 1};
    const at::Tensor states = pick(paths.latents, at_state);
    const at::Tensor times = pick(paths.timesteps, at_state);
    const Guidance guidance =
        model.guidance(paths.prompt_embeds.index_select(0, at_state.samples), paths.negative_embeds, guidance_scale);
    const at::Tensor output = model.predict(states, times, guidance);
    return ddim_log_prob(ddim, ddim_mean(ddim, output, times, states), times, pick(paths.latents, at_next));
}

bool run_updates(DiffusionModel& model, const DdimSchedule& ddim, const UpdatePlan& plan, const Experience& experience,
                 const PolicyUpdateSettings& settings, LoraPolicy& policy, Critic* critic,
                 const std::function<at::Generator(std::int64_t update)>& dropout, const WorkHooks& hooks,
                 UpdateStatistics& statistics) {
    const Trajectories& paths = experience.paths;
    SharedHooks shared(hooks, static_cast<std::int64_t>(plan.groups.size()));
    for (std::size_t index = 0; index < plan.groups.size(); ++index) {
        const UpdateGroup& group = plan.groups[index];
        std::vector<ChunkOutcome> outcomes(group.chunks.size());
        for_each_own_part(model.device, static_cast<std::int64_t>(outcomes.size()), [&](std::int64_t i) {
            if (shared.stop_asked()) {
                return;
            }
            const auto& chunk = group.chunks[static_cast<std::size_t>(i)];
            const Places places = places_of(chunk, model.device);
            const at::Tensor logp = transition_log_probs(model, ddim, paths, chunk, settings.guidance_scale);
            const Surrogate surrogate =
                policy_surrogate(logp, pick(paths.logp_old, places), pick(experience.advantages, places),
                                 settings.clip_range, settings.estimator);
            const at::Tensor loss = surrogate.loss.sum();
            ChunkOutcome& outcome = outcomes[static_cast<std::size_t>(i)];
            outcome.gradient = torch::nn::utils::parameters_to_vector(
                torch::autograd::grad({loss / static_cast<double>(group.size)}, policy.parameters()));
            outcome.log_ratio = surrogate.log_ratio.to(at::kCPU, at::kDouble);
            outcome.loss_sum = loss.item<double>();
            outcome.outside = surrogate.outside.to(at::kCPU, at::kDouble);
        });
        if (shared.stopped()) {
            return false;
        }
        // What follows is little. Other threads would wait for more of it in a loop, for milliseconds, on the
        // cores that the next micro-batches need.
        const OneThread one_thread;
        double squares = 0;
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            if (is_own_part(static_cast<std::int64_t>(i))) {
                policy.add_gradient(outcomes[i].gradient);
                squares += std::pow(outcomes[i].gradient.norm().item<double>(), 2.0);
                add(group.chunks[i], outcomes[i], statistics);
            }
        }
        const double norm = policy.update();
        require_finite(norm, "gradient of the policy");
        statistics.grad_norm_sum += norm;
        if (outcomes.size() > 1 && same_step(group)) {
            const auto step = static_cast<std::size_t>(group.chunks.front().front().step);
            const double snr = signal_to_noise(norm, sum_over_ranks(squares), static_cast<double>(outcomes.size()));
            if (std::isfinite(snr)) {
                statistics.snr_sum[step] += snr;
                ++statistics.snr_count[step];
            }
        }

        if (critic != nullptr) {
            std::vector<Transition> all;
            for (const auto& chunk : group.chunks) {
                all.insert(all.end(), chunk.begin(), chunk.end());
            }
            const Places places = places_of(all, model.device);
            const Critic::Update update =
                critic->update(pick(experience.features, places), pick(experience.values, places),
                               pick(experience.returns, places), dropout(static_cast<std::int64_t>(index)));
            require_finite(update.grad_norm, "gradient of the critic");
            statistics.critic_loss_sum += update.loss;
            statistics.critic_clip_sum += update.clip_fraction;
            statistics.critic_norm_sum += update.grad_norm;
        }
        ++statistics.updates;
        shared.done(1);
    }
    return true;
}

}  // namespace tempera
