// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/config/config.h"
#include "core/methods/state_map.h"

namespace tempera {

/// Adapters of earlier in the run, one of which SePPO measures the policy against. The first stays for good;
/// when the pool is full the oldest of the others makes room.
class ReferencePool {
public:
    struct Entry {
        std::int64_t step = 0;  ///< optimizer steps of the policy when it was taken
        StateMap lora;          ///< copies on the CPU
    };

    /// Reads seed, seppo.reference, seppo.reference_draw, seppo.pool_every and seppo.pool_size.
    explicit ReferencePool(const Config& config);

    /// Adds the policy as it is after `step` optimizer steps when one is due: at step 0 and every
    /// seppo.pool_every steps.
    void offer(std::int64_t step, const StateMap& lora);

    /// The reference of the update that begins after `step` optimizer steps. `random` draws uniformly, once for
    /// all updates between two additions (an iteration of the paper's algorithm 1) or for each update.
    const Entry& choose(std::int64_t step) const;

    std::size_t size() const { return entries_.size(); }

    void save(StateMap& state) const;  ///< "pool/..."
    void load(const StateMap& state);

private:
    enum class Strategy { Initial, Latest, Random };

    std::uint64_t seed_;
    Strategy strategy_;
    bool each_update_;
    std::int64_t every_;
    std::size_t limit_;
    std::vector<Entry> entries_;
};

}  // namespace tempera
