// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tempera {

/// A run as its grouping sees it.
struct GroupCandidate {
    std::string name;
    std::string settings;  ///< from settings_without_seed()
};

/// Runs that differ in nothing but their seed and their name.
struct SeedGroup {
    std::string label;                 ///< what the names of its members have in common; no two groups share one
    std::vector<std::size_t> members;  ///< places among the candidates, ascending
};

/// A stored configuration with `name` and `seed` taken out: equal text = equal experiment. A text that this version
/// cannot read comes back as it is, so that such a run stands alone.
std::string settings_without_seed(const std::string& config_toml);

/// Groups in the order of their first members.
std::vector<SeedGroup> group_by_settings(const std::vector<GroupCandidate>& candidates);

}  // namespace tempera
