// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/config/config.h"
#include "core/methods/critic.h"
#include "core/methods/method.h"
#include "core/methods/neuron_recycler.h"
#include "core/methods/state_map.h"
#include "core/methods/update_plan.h"

namespace tempera {

/// Looks at the critic's neurons once an epoch, after all its updates, and resets them when TDPO-R's time
/// has come (sample.neuron_reset_freq). Remembers the dormant ones of the epoch before, and a fixed probe.
class NeuronStudy {
public:
    /// `resets`: TDPO-R. `config` must outlive it.
    NeuronStudy(const Config& config, bool resets);

    /// features [N,n,E] of the epoch's states; `last`: the last trained step of every sample, in shuffled order.
    void run(Critic& critic, const at::Tensor& features, const std::vector<Transition>& last, std::int64_t epoch,
             EpochReport& report);

    void save(StateMap& state) const;  ///< "dormant/<layer>", "probe/features"
    void load(const StateMap& state);

private:
    at::Tensor probe(const at::Tensor& features, const std::vector<Transition>& last);
    void measure(const NeuronStatistics& statistics, std::int64_t epoch, EpochReport& report);
    void reset(Critic& critic, const NeuronStatistics& statistics, std::int64_t epoch, EpochReport& report) const;

    const Config& config_;
    bool resets_;
    at::Tensor fixed_probe_;  // [P,E], CPU; undefined before the first epoch and with critic.probe = shuffled
    std::vector<at::Tensor> previous_dormant_;
};

}  // namespace tempera
