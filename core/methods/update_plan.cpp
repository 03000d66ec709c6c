// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/update_plan.h"

#include <algorithm>
#include <numeric>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/methods/prompt_draw.h"
#include "core/runtime/random.h"
#include "core/runtime/ranks.h"

namespace tempera {
namespace {

std::vector<std::int64_t> permutation(std::int64_t size, at::Generator generator) {
    const at::Tensor order = at::randperm(size, std::move(generator), at::kLong);
    const std::int64_t* begin = order.data_ptr<std::int64_t>();
    return {begin, begin + size};
}

std::vector<std::int64_t> identity(std::int64_t size) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(size));
    std::iota(order.begin(), order.end(), 0);
    return order;
}

/// Cuts a list of transitions into groups of `group` and those into chunks of `chunk`.
std::vector<UpdateGroup> cut(const std::vector<Transition>& list, std::int64_t group, std::int64_t chunk) {
    std::vector<UpdateGroup> groups;
    for (auto at = list.begin(); at != list.end(); at += group) {
        UpdateGroup& current = groups.emplace_back();
        current.size = group;
        for (std::int64_t offset = 0; offset < group; offset += chunk) {
            current.chunks.emplace_back(at + offset, at + offset + chunk);
        }
    }
    return groups;
}

}  // namespace

std::int64_t update_batch_size(const Config& config) {
    const std::int64_t samples = samples_per_epoch(config);
    const std::int64_t size = config.integer("train.batch_size") * config.integer("train.gradient_accumulation_steps");
    if (samples % size != 0) {
        throw Error(
            std::to_string(samples) + " samples an epoch cannot be divided into updates of " + std::to_string(size),
            "train.gradient_accumulation_steps",
            "make train.batch_size x train.gradient_accumulation_steps a divisor of sample.batch_size x "
            "sample.num_batches_per_epoch");
    }
    return size;
}

std::int64_t fitting_micro_batch(std::int64_t update_batch, std::int64_t micro_batch) {
    const std::int64_t share = std::max<std::int64_t>(1, update_batch / rank_count());
    std::int64_t size = std::min(share, micro_batch);
    while (update_batch % size != 0) {
        --size;
    }
    return size;
}

UpdateSchedule::UpdateSchedule(const Config& config, bool time_major)
    : seed_(static_cast<std::uint64_t>(config.integer("seed"))),
      samples_(samples_per_epoch(config)),
      update_batch_(update_batch_size(config)),
      train_batch_(config.integer("train.batch_size")),
      micro_batch_(fitting_micro_batch(update_batch_, config.integer("micro_batch"))),
      inner_epochs_(config.integer("train.num_inner_epochs")),
      time_major_(time_major || config.text("train.loop_order") == "time_major"),
      accumulate_steps_(config.flag("ddpo.accum_over_timesteps")),
      shuffle_batch_(config.flag("train.shuffle_batch")),
      shuffle_steps_(config.flag("train.shuffle_timestep")) {
    const std::int64_t steps = config.integer("sample.num_steps");
    const std::int64_t first = config.integer("train.first_steps");
    if (first > steps) {
        throw Error("cannot train the first " + std::to_string(first) + " of " + std::to_string(steps) + " steps",
                    "train.first_steps", "use at most sample.num_steps, or 0 for all");
    }
    first_steps_ = first == 0 ? steps : first;
    trained_steps_ = std::max<std::int64_t>(
        1, static_cast<std::int64_t>(static_cast<double>(first_steps_) * config.real("train.timestep_fraction")));
}

std::int64_t UpdateSchedule::updates_per_epoch() const {
    const std::int64_t passes = time_major_ || !accumulate_steps_ ? trained_steps_ : 1;
    return inner_epochs_ * passes * samples_ / update_batch_;
}

std::vector<std::vector<std::int64_t>> UpdateSchedule::step_orders(std::int64_t epoch, std::int64_t inner_epoch) const {
    const auto round = static_cast<std::uint64_t>(epoch * inner_epochs_ + inner_epoch);
    const auto count = static_cast<std::size_t>(trained_steps_);
    if (!shuffle_steps_) {
        // Without a shuffle the official code would train the noisiest steps only.
        auto order = identity(first_steps_);
        if (trained_steps_ < first_steps_) {
            order = permutation(first_steps_, make_stream(seed_, "step_subset", round));
            order.resize(count);
            std::sort(order.begin(), order.end());
        }
        return std::vector(static_cast<std::size_t>(samples_), order);
    }
    std::vector<std::vector<std::int64_t>> orders;
    at::Generator generator = make_stream(seed_, "shuffle_timestep", round);
    for (std::int64_t i = 0; i < samples_; ++i) {
        orders.push_back(permutation(first_steps_, generator));
        orders.back().resize(count);
    }
    return orders;
}

UpdatePlan UpdateSchedule::plan(std::int64_t epoch, std::int64_t inner_epoch) const {
    const auto round = static_cast<std::uint64_t>(epoch * inner_epochs_ + inner_epoch);
    const auto samples =
        shuffle_batch_ ? permutation(samples_, make_stream(seed_, "shuffle_batch", round)) : identity(samples_);
    const auto steps = step_orders(epoch, inner_epoch);
    const auto transition = [&](std::int64_t place, std::int64_t position) {
        const std::int64_t sample = samples[static_cast<std::size_t>(place)];
        return Transition{sample, steps[static_cast<std::size_t>(sample)][static_cast<std::size_t>(position)]};
    };
    // Blocks of `block` samples walk together through their steps before the next block starts.
    const auto list_in_blocks = [&](std::int64_t block) {
        std::vector<Transition> list;
        list.reserve(static_cast<std::size_t>(samples_ * trained_steps_));
        for (std::int64_t begin = 0; begin < samples_; begin += block) {
            for (std::int64_t position = 0; position < trained_steps_; ++position) {
                for (std::int64_t place = begin; place < begin + block; ++place) {
                    list.push_back(transition(place, position));
                }
            }
        }
        return list;
    };

    UpdatePlan plan;
    if (time_major_) {
        plan.groups = cut(list_in_blocks(samples_), update_batch_, micro_batch_);
    } else if (accumulate_steps_) {
        plan.groups = cut(list_in_blocks(micro_batch_), update_batch_ * trained_steps_, micro_batch_);
    } else {
        plan.groups = cut(list_in_blocks(train_batch_), update_batch_, micro_batch_);
    }
    for (std::int64_t place = 0; place < samples_; ++place) {
        plan.last.push_back(transition(place, trained_steps_ - 1));
    }
    return plan;
}

}  // namespace tempera
