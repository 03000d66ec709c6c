// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/library_versions.h"

#include <spdlog/version.h>
#include <sqlite3.h>

namespace tempera {

std::vector<std::pair<std::string, std::string>> library_versions() {
    const auto dotted = [](int major, int minor, int patch) {
        return std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(patch);
    };
    return {{"SQLite", sqlite3_libversion()}, {"spdlog", dotted(SPDLOG_VER_MAJOR, SPDLOG_VER_MINOR, SPDLOG_VER_PATCH)}};
}

}  // namespace tempera
