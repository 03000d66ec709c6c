// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/checkpoint_folders.h"

#include <algorithm>
#include <cstdio>
#include <system_error>

namespace tempera {

namespace fs = std::filesystem;

fs::path checkpoints_dir(const fs::path& run_dir) {
    return run_dir / "checkpoints";
}

fs::path checkpoint_dir(const fs::path& run_dir, std::int64_t epoch) {
    char name[32];
    std::snprintf(name, sizeof name, "epoch-%04lld", static_cast<long long>(epoch));
    return checkpoints_dir(run_dir) / name;
}

std::optional<std::int64_t> checkpoint_epoch(const std::string& folder_name) {
    const std::string prefix = "epoch-";
    if (!folder_name.starts_with(prefix) || folder_name.size() == prefix.size() ||
        folder_name.size() > prefix.size() + 9 ||
        !std::all_of(folder_name.begin() + static_cast<std::ptrdiff_t>(prefix.size()), folder_name.end(),
                     [](unsigned char c) { return c >= '0' && c <= '9'; })) {
        return std::nullopt;
    }
    return std::stoll(folder_name.substr(prefix.size()));
}

std::vector<std::int64_t> list_checkpoints(const fs::path& run_dir) {
    std::vector<std::int64_t> epochs;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(checkpoints_dir(run_dir), error)) {
        if (const auto epoch = checkpoint_epoch(entry.path().filename().string())) {
            epochs.push_back(*epoch);
        }
    }
    std::sort(epochs.begin(), epochs.end());
    return epochs;
}

}  // namespace tempera
