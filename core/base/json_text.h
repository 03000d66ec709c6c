// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace tempera {

/// Parses a JSON object out of a file from strangers. Throws Error at `where` when `text` is something
/// else, or when lists and objects lie more than 100 deep in each other: copying, comparing and
/// printing a value call themselves at every level, so a small hostile file would exhaust the stack.
nlohmann::json parse_json_object(std::string_view text, const std::string& where);

/// The same for the whole of a file, which messages then name. Throws also when it cannot be read.
nlohmann::json read_json_object(const std::filesystem::path& file);

/// A value as it may stand in a message: numbers, truth values and short texts as in the file,
/// anything else by its kind.
std::string json_shown(const nlohmann::json& value);

}  // namespace tempera
