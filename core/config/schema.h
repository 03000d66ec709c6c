// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tempera {

/// Reward: text as RewardSpec reads it. RewardList: a list of such.
enum class FieldType { Bool, Int, Real, Text, Choice, TextList, Reward, RewardList };

/// Choice, Text and Reward hold std::string.
using Value = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;

/// One row of the table that drives parsing, ranges, defaults, --help, the launch form, tooltips and
/// the reference page. Keys follow the official TDPO configuration where it has the thing.
struct Field {
    std::string key;  ///< "sample.num_steps"
    FieldType type;
    Value default_value;
    std::optional<double> min;         ///< inclusive; Int and Real
    std::optional<double> max;         ///< inclusive
    std::vector<std::string> choices;  ///< of a Choice; names that Reward and RewardList know
    std::string unit;                  ///< "steps", "" when it has none
    std::vector<std::string> methods;  ///< methods that read it; empty = all
    std::string doc;                   ///< one sentence
};

/// In the order in which the form and the reference page show them (grouped by the key's first part).
const std::vector<Field>& schema();

const Field* find_field(std::string_view key);

/// The known key nearest to a misspelt one (edit distance), for error messages.
std::string nearest_key(std::string_view key);

}  // namespace tempera
