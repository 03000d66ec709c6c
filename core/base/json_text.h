// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace tempera {

/// Parses a JSON object out of a file from strangers. Throws Error at `where` when `text` is something
/// else, or when lists and objects lie more than 100 deep in each other: copying, comparing and
/// printing a value call themselves at every level, so a small hostile file would exhaust the stack.
nlohmann::json parse_json_object(std::string_view text, const std::string& where);

/// A value as it may stand in a message: numbers, truth values and short texts as in the file,
/// anything else by its kind.
std::string json_shown(const nlohmann::json& value);

}  // namespace tempera
