// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/helpers/large_log.h"

#include <fstream>
#include <string>

namespace tempera::test {

void writeLargeLog(const std::filesystem::path& file) {
    std::ofstream stream(file);
    const std::string line = "2026-11-21 14:38:05.210 info    epoch 1: " + std::string(59, '.') + "\n";
    for (int i = 0; i < 1024 * 1024; ++i) {
        stream << line;
    }
    stream << "2026-11-21 14:38:06.210 info    the last line\n";
}

void growLog(const std::filesystem::path& file, int gulp) {
    std::ofstream stream(file, std::ios::app);
    for (int line = 0; line < 100 * 1024; ++line) {
        stream << "2026-11-21 14:38:07.210 debug   " << gulp << ' ' << line
               << " and so on and so on and so on and so on and so on\n";
    }
}

}  // namespace tempera::test
