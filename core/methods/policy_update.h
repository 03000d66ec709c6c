// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/diffusion/rollout.h"
#include "core/methods/critic.h"
#include "core/methods/lora_policy.h"
#include "core/methods/surrogate.h"
#include "core/methods/update_plan.h"

namespace tempera {

/// What one epoch learns from. All on the model's device; n = candidate steps (UpdateSchedule::first_steps).
struct Experience {
    Trajectories paths;
    at::Tensor advantages;  ///< [N,n] fp32
    at::Tensor features;    ///< [N,n,E] fp32; undefined without critic
    at::Tensor values;      ///< [N,n] fp32, of the critic before this epoch's updates
    at::Tensor returns;     ///< [N,n] fp32
};

struct PolicyUpdateSettings {
    double guidance_scale = 1;  ///< of the UNet calls in training
    double clip_range = 1e-4;
    Estimator estimator = Estimator::ImportanceSampling;
};

/// Sums over the updates of an epoch; empty means are NaN.
struct UpdateStatistics {
    explicit UpdateStatistics(std::int64_t steps);

    /// Adds up what the ranks have counted each for itself. Once, after the last update.
    void gather();

    double mean_loss() const;       ///< policy loss per transition
    double approx_kl() const;       ///< mean of r - 1 - ln r (Schulman's k3 estimator)
    double clip_fraction() const;   ///< share of transitions with |r - 1| beyond the clip range
    double mean_grad_norm() const;  ///< policy, before clipping
    double step_kl(std::int64_t step) const;
    double step_ratio_deviation(std::int64_t step) const;  ///< root of the mean of (r - 1)^2
    double step_clip_fraction(std::int64_t step) const;
    double step_snr(std::int64_t step) const;  ///< |gradient| over its standard error between UNet calls

    double ratio_noise = 0;  ///< max |r - 1| before the first update
    std::int64_t updates = 0;
    double loss_sum = 0;
    double grad_norm_sum = 0;
    double critic_loss_sum = 0;
    double critic_clip_sum = 0;
    double critic_norm_sum = 0;
    std::vector<double> kl_sum;             // by step
    std::vector<double> square_sum;         // by step: (r - 1)^2
    std::vector<double> outside_sum;        // by step: transitions beyond the clip range
    std::vector<std::int64_t> transitions;  // by step
    std::vector<double> snr_sum;            // by step
    std::vector<std::int64_t> snr_count;    // by step
};

/// log-probs [B] of the recorded transitions under the current adapter; the same forward function as
/// sampling. Differentiable with respect to the adapter.
at::Tensor transition_log_probs(DiffusionModel& model, const DdimSchedule& ddim, const Trajectories& paths,
                                const std::vector<Transition>& transitions, double guidance_scale);

/// Runs the plan: per group the policy's gradient over all chunks and one optimizer step; then, with a
/// critic, one critic step on the group's states. `critic` may be null. `dropout` names the generator of
/// the k-th critic update. False when stopped.
bool run_updates(DiffusionModel& model, const DdimSchedule& ddim, const UpdatePlan& plan, const Experience& experience,
                 const PolicyUpdateSettings& settings, LoraPolicy& policy, Critic* critic,
                 const std::function<at::Generator(std::int64_t update)>& dropout, const WorkHooks& hooks,
                 UpdateStatistics& statistics);

}  // namespace tempera
