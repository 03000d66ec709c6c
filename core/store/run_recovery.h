// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace tempera {

/// What is left of a run whose worker vanished.
struct LostRun {
    std::int64_t epoch = 0;                       ///< complete epochs
    std::optional<std::int64_t> last_checkpoint;  ///< epoch from which a resume goes on
    std::string last_log_line;                    ///< "" = no log
};

/// Reads it; throws Error naming the file.
LostRun examine_lost_run(const std::filesystem::path& run_dir);

/// Closes the attempt of a worker that vanished: takes the run's lock, so that it is the one who may write, and leaves
/// the run stopped; it can still be resumed. Throws Error while a worker holds the lock, and for a run that ended.
void mark_ended(const std::filesystem::path& run_dir);

/// Epochs before `epoch` that have no rows of a complete round, "3-5, 8"; "" = none. A checkpoint is written after the
/// rows of the epochs before it, so what is missing was lost by the disk.
std::string missing_epochs(const std::filesystem::path& run_dir, std::int64_t epoch);

/// The last lines of the run's log that are not blank, oldest first, at most `count`; looks at its last 16 KiB.
std::string last_log_lines(const std::filesystem::path& run_dir, int count);

}  // namespace tempera
