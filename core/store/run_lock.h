// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

#include <sys/types.h>

namespace tempera {

/// Exclusive kernel lock on runs/<id>/lock and on the folder itself, held by the worker for life: whether a run is
/// alive is read from the lock, never from a column, so a crash can not leave a zombie.
class RunLock {
public:
    /// Throws Error when another process holds it (names its pid).
    explicit RunLock(const std::filesystem::path& run_dir);
    ~RunLock();
    RunLock(RunLock&& other) noexcept;
    RunLock(const RunLock&) = delete;

private:
    void release();

    int descriptor_ = -1;
    int folder_ = -1;
};

/// Process id of the holder, or nothing when no one holds the lock.
std::optional<pid_t> lock_holder(const std::filesystem::path& run_dir);

}  // namespace tempera
