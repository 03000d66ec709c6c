// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <ATen/core/Tensor.h>

#include "core/diffusion/rollout.h"
#include "core/methods/lora_policy.h"
#include "core/methods/state_map.h"

namespace tempera {

/// The penalties of TDPO's optional KL term, of d = logp - base_logp (tdpo train_tdpo.py, after trlX):
/// Kl d, Abs |d|, Square d^2/2, Clip max(d, 0), Approx e^d - 1 - d, and Js, with m = (e^logp + e^base_logp)/2,
/// (max(logp - ln m, 0) + max(base_logp - ln m, 0))/2.
enum class KlPenalty { Kl, Abs, Square, Clip, Approx, Js };

KlPenalty kl_penalty_from(const std::string& name);  ///< kl.penalty

/// Elementwise, in double.
at::Tensor kl_penalty(KlPenalty kind, const at::Tensor& logp, const at::Tensor& base_logp);

/// Log-probs [N,T] of the recorded transitions under the base model, that is with the policy's adapter off,
/// by the same forward function and batches of `batch` as in sampling. Empty when stopped.
std::optional<at::Tensor> base_log_probs(DiffusionModel& model, const DdimSchedule& ddim, const LoraPolicy& policy,
                                         const Trajectories& paths, double guidance_scale, std::int64_t batch,
                                         const WorkHooks& hooks);

/// Keeps a policy near the base model: every transition's reward loses kl.penalty_coef x controller x penalty.
/// The controller stays at kl.init_coef, or follows the divergence (Ziegler et al. 2019, arXiv 1909.08593,
/// section 2.2): after an epoch of N samples it is multiplied by
///   1 + clip(mean_kl / kl.target - 1, -.2, .2) N / kl.horizon.
class KlToBase {
public:
    explicit KlToBase(const Config& config);

    /// Whether anything is to be penalised or measured; if not, judge() must not be called.
    bool wanted() const { return penalty_coef_ > 0 || measure_; }

    /// One epoch's divergence. Log-probs are means over the latent's elements, and so is this.
    struct Verdict {
        at::Tensor rewards;      ///< [N,T] double, CPU: what joins the reward of each transition; 0 without a penalty
        at::Tensor per_step;     ///< [T] double, CPU: mean d of each step
        double mean_kl = 0;      ///< mean over samples of the sum of d over the steps
        double coefficient = 0;  ///< kl.penalty_coef x controller, as used here
    };

    /// logp, base_logp [N,T]. Moves the controller on, for the next epoch.
    Verdict judge(const at::Tensor& logp, const at::Tensor& base_logp);

    double controller() const { return controller_; }

    void save(StateMap& state) const;  ///< "kl/controller"
    void load(const StateMap& state);

private:
    KlPenalty penalty_;
    double penalty_coef_;
    double target_;
    double horizon_;
    bool measure_;
    double controller_;
};

}  // namespace tempera
