// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/config/config.h"
#include "core/diffusion/diffusion_model.h"
#include "core/methods/seppo_loss.h"

namespace tempera {

/// What one update of SePPO learns from: M winners and M losers, with the time and the noise that spoil both.
struct PreferencePairs {
    at::Tensor winners, losers, noise;  ///< [M,C,h,w]; latents as the sampler makes them
    at::Tensor times;                   ///< [M] int64
    at::Tensor embeds;                  ///< [M,L,width]
    at::Tensor anchor_noise;            ///< [seppo.aaf_draws - 1, M,C,h,w]; undefined for one draw
    at::Tensor anchor_times;            ///< [seppo.aaf_draws - 1, M]
};

/// What a reference says about B of the pairs. Undefined tensors: the policy is its own reference.
struct ReferenceErrors {
    at::Tensor pairs;    ///< [2B]: errors on the winners, then on the losers
    at::Tensor anchors;  ///< [B]: sum of the errors on the winners at the further draws; undefined for one draw
};

/// What the policy takes from B of the pairs.
struct PairLesson {
    at::Tensor gradient;       ///< flat, of loss_sum / M
    double loss_sum = 0;       ///< over the pairs
    double flipped = 0;        ///< pairs where the reference fits the winner better
    double statistic_sum = 0;  ///< of e_reference(winner) - e_policy(winner)
};

/// The arithmetic of one micro-batch of SePPO, pairs `begin`..`end`. Any thread; touches no gradient that is
/// stored in the parameters.
class PairLearner {
public:
    /// Reads seppo.beta, seppo.flipper and seppo.aaf_draws. Keeps a reference to the model.
    PairLearner(DiffusionModel& model, const Config& config);

    /// With the reference attached to the model.
    ReferenceErrors judge(const PreferencePairs& pairs, std::int64_t begin, std::int64_t end) const;

    /// With the policy attached to the model.
    PairLesson learn(const PreferencePairs& pairs, std::int64_t begin, std::int64_t end,
                     const ReferenceErrors& reference, const std::vector<at::Tensor>& parameters) const;

private:
    at::Tensor pair_errors(const PreferencePairs& pairs, std::int64_t begin, std::int64_t end) const;
    at::Tensor anchor_errors(const PreferencePairs& pairs, std::int64_t begin, std::int64_t end) const;

    DiffusionModel& model_;
    at::Tensor alphas_;
    Flipper flipper_;
    double beta_;
    std::int64_t aaf_draws_;
};

}  // namespace tempera
