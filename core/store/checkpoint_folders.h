// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tempera {

/// <run>/checkpoints
std::filesystem::path checkpoints_dir(const std::filesystem::path& run_dir);

/// <run>/checkpoints/epoch-0007; 7 = complete training rounds. Need not exist.
std::filesystem::path checkpoint_dir(const std::filesystem::path& run_dir, std::int64_t epoch);

/// "epoch-0007" -> 7; nothing for any other name.
std::optional<std::int64_t> checkpoint_epoch(const std::string& folder_name);

/// Epochs that have a checkpoint, ascending.
std::vector<std::int64_t> list_checkpoints(const std::filesystem::path& run_dir);

}  // namespace tempera
