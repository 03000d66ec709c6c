// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include <spdlog/spdlog.h>

namespace tempera {

/// Sends spdlog's default logger to `file` (rotated at 5 MB, 3 kept); warnings and worse also to stderr.
void log_to_file(const std::filesystem::path& file);

/// Default logger to stderr only; `verbose` shows debug lines.
void log_to_stderr(bool verbose);

}  // namespace tempera
