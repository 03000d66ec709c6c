// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace tempera {

enum class Estimator {
    ImportanceSampling,  ///< PPO: max(-A r, -A clamp(r, 1 - eps, 1 + eps)), r = exp(logp - logp_old)
    ScoreFunction,       ///< REINFORCE: -A logp; strictly on-policy, no clip
};

struct Surrogate {
    at::Tensor loss;       ///< [B], differentiable
    at::Tensor log_ratio;  ///< [B], detached: logp - logp_old
    at::Tensor outside;    ///< [B] bool: |r - 1| > eps
};

/// Policy-gradient loss of B (sample, step) pairs (Black et al. 2023, arXiv 2305.13301, equations 4 and 5;
/// clipped as Schulman et al. 2017). All arguments [B]; gradients flow through logp only.
Surrogate policy_surrogate(const at::Tensor& logp, const at::Tensor& logp_old, const at::Tensor& advantages,
                           double clip_range, Estimator estimator);

/// Clipped value loss 1/2 max((v - ret)^2, (clamp(v, v_old +- range) - ret)^2); range 0: not clipped.
struct ValueLoss {
    at::Tensor loss;     ///< [B], differentiable
    at::Tensor clipped;  ///< [B] bool: the clipped branch is the larger one
};
ValueLoss value_loss(const at::Tensor& values, const at::Tensor& old_values, const at::Tensor& returns,
                     double clip_range);

}  // namespace tempera
