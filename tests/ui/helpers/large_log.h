// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace tempera::test {

/// More than 100 MiB of lines as the worker writes them; the last one says "the last line".
void writeLargeLog(const std::filesystem::path& file);

/// About six megabytes more, in one gulp.
void growLog(const std::filesystem::path& file, int gulp);

}  // namespace tempera::test
