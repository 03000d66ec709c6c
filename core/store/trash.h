// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tempera {

/// A run in the workspace's trash.
struct TrashedRun {
    std::string id;
    std::string name;  ///< "" when its run.db can not be read
    std::uintmax_t bytes = 0;
    double moved = 0;  ///< when it came here, unix seconds
};

/// Newest first. Runs that can not be read are listed too: they can still be restored or deleted.
std::vector<TrashedRun> trashed_runs(const std::filesystem::path& workspace);

/// Deletes the folder of a run in the trash for good. Throws Error naming what could not be removed.
void delete_trashed(const std::filesystem::path& workspace, const std::string& id);

/// Bytes of all files below a folder; what can not be read counts nothing.
std::uintmax_t folder_bytes(const std::filesystem::path& folder);

}  // namespace tempera
