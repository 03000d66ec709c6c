// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/config/config.h"

namespace tempera {

/// One transition of the epoch: sample i, denoising step j.
struct Transition {
    std::int64_t sample = 0;
    std::int64_t step = 0;
};

/// Transitions of one optimizer update, in UNet calls of equal size. The gradient is the mean over all.
struct UpdateGroup {
    std::vector<std::vector<Transition>> chunks;
    std::int64_t size = 0;  ///< transitions in all chunks
};

struct UpdatePlan {
    std::vector<UpdateGroup> groups;
    std::vector<Transition> last;  ///< last trained step of every sample, in shuffled order
};

/// Which steps are trained, in which order, and when the optimizer steps.
///
/// time_major (TDPO): step by step over all samples, M transitions of different samples per update:
///   T' N / M updates an epoch. sample_major (DDPO): sample by sample over its steps; one update per M
///   samples with all their steps (N / M updates), or per M transitions when ddpo.accum_over_timesteps is
///   false (T' N / M updates).
/// M = train.batch_size x train.gradient_accumulation_steps. T' = train.timestep_fraction of the first
///   train.first_steps steps (0 = all); a fraction takes a random subset.
/// shuffle_batch permutes the samples, shuffle_timestep the steps of each sample independently.
class UpdateSchedule {
public:
    /// time_major overrides train.loop_order. Throws Error when N and M do not fit.
    UpdateSchedule(const Config& config, bool time_major);

    /// Streams named by (seed, epoch, inner epoch).
    UpdatePlan plan(std::int64_t epoch, std::int64_t inner_epoch) const;

    std::int64_t updates_per_epoch() const;

    /// Transitions per UNet call, the same in sampling and training: the largest divisor of M that
    /// micro_batch allows.
    std::int64_t micro_batch() const { return micro_batch_; }

    std::int64_t first_steps() const { return first_steps_; }      ///< candidates: steps 0..first_steps-1
    std::int64_t trained_steps() const { return trained_steps_; }  ///< T'

private:
    std::vector<std::vector<std::int64_t>> step_orders(std::int64_t epoch, std::int64_t inner_epoch) const;

    std::uint64_t seed_;
    std::int64_t samples_;       // N
    std::int64_t update_batch_;  // M
    std::int64_t train_batch_;   // b_t
    std::int64_t micro_batch_;
    std::int64_t first_steps_;
    std::int64_t trained_steps_;
    std::int64_t inner_epochs_;
    bool time_major_;
    bool accumulate_steps_;
    bool shuffle_batch_;
    bool shuffle_steps_;
};

/// M: train.batch_size x train.gradient_accumulation_steps. Throws Error when an epoch's samples are no multiple of it.
std::int64_t update_batch_size(const Config& config);

/// The largest divisor of `update_batch` that is not above `micro_batch` and leaves every rank a part of an update, if
/// there are that many.
std::int64_t fitting_micro_batch(std::int64_t update_batch, std::int64_t micro_batch);

}  // namespace tempera
