// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/trash.h"

#include <algorithm>

#include <sys/stat.h>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/store/run_reader.h"

namespace tempera {

namespace fs = std::filesystem;

namespace {

std::string name_of(const fs::path& run_dir) {
    try {
        return RunReader(run_dir).summary().info.name;
    } catch (const std::exception&) {
        return "";
    }
}

/// Renaming a folder changes its status, not its content.
double moved_at(const fs::path& run_dir) {
    struct stat status {};
    return ::stat(run_dir.c_str(), &status) == 0
               ? static_cast<double>(status.st_ctim.tv_sec) + static_cast<double>(status.st_ctim.tv_nsec) * 1e-9
               : 0;
}

}  // namespace

std::uintmax_t folder_bytes(const fs::path& folder) {
    std::uintmax_t bytes = 0;
    std::error_code failure;
    for (fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, failure), end;
         !failure && it != end; it.increment(failure)) {
        std::error_code unreadable;
        if (it->is_regular_file(unreadable)) {
            const auto size = it->file_size(unreadable);
            bytes += unreadable ? 0 : size;
        }
    }
    return bytes;
}

std::vector<TrashedRun> trashed_runs(const fs::path& workspace) {
    std::vector<TrashedRun> found;
    std::error_code failure;
    for (const fs::directory_entry& entry : fs::directory_iterator(workspace / "trash", failure)) {
        if (entry.is_directory(failure)) {
            // Before run.db is looked at, which may leave files beside it.
            const double moved = moved_at(entry.path());
            found.push_back(
                {entry.path().filename().string(), name_of(entry.path()), folder_bytes(entry.path()), moved});
        }
    }
    std::sort(found.begin(), found.end(), [](const TrashedRun& a, const TrashedRun& b) { return a.moved > b.moved; });
    return found;
}

void delete_trashed(const fs::path& workspace, const std::string& id) {
    const fs::path folder = workspace / "trash" / id;
    // An id is one name: nothing outside of the trash is ever removed.
    if (id.empty() || fs::path(id).filename() != fs::path(id) || id == ".." || id == "." || !fs::exists(folder)) {
        throw Error("there is no run '" + id + "' in the trash", workspace.string(), "check its id");
    }
    std::error_code failure;
    fs::remove_all(folder, failure);
    if (failure) {
        throw file_error("cannot be deleted", folder, failure.value());
    }
}

}  // namespace tempera
