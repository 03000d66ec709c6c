// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <fstream>
#include <string>

namespace tempera {

/// A line of /proc/self/status in bytes: "VmRSS", the memory of this process now, or "VmHWM", the most
/// there has been of it.
inline std::int64_t process_memory(const std::string& field) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(field + ":")) {
            return std::stoll(line.substr(field.size() + 1)) * 1024;
        }
    }
    return 0;
}

/// Lets VmHWM begin again at VmRSS.
inline void reset_memory_peak() {
    std::ofstream("/proc/self/clear_refs") << "5";
}

}  // namespace tempera
