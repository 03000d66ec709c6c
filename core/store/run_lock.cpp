// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/run_lock.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/base/files.h"

namespace tempera {

namespace fs = std::filesystem;

namespace {

// The lock is on two bytes (they need not exist): `taken` keeps a second worker out, then the pid is
// written, then `alive` says that the pid in the file is the holder's and not that of a dead one.
constexpr off_t taken = 0;
constexpr off_t alive = 1;

struct flock lock_on(off_t byte, short type) {
    struct flock lock {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    lock.l_start = byte;
    lock.l_len = 1;
    return lock;
}

// Open-file-description locks: unlike plain POSIX locks they do not vanish when the same process looks at
// the file through another descriptor.
bool try_lock(int descriptor, off_t byte) {
    struct flock lock = lock_on(byte, F_WRLCK);
    return ::fcntl(descriptor, F_OFD_SETLK, &lock) == 0;
}

pid_t written_pid(int descriptor) {
    char text[24];
    const ssize_t size = ::pread(descriptor, text, sizeof text, 0);
    pid_t pid = 0;
    std::from_chars(text, text + std::max<ssize_t>(size, 0), pid);
    return pid;
}

}  // namespace

RunLock::RunLock(const fs::path& run_dir) {
    const fs::path file = run_dir / "lock";
    descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor_ < 0) {
        throw file_error("cannot be opened", file, errno);
    }
    // The folder as well: the file may be deleted by hand while a worker holds it, the folder of a run may not.
    folder_ = ::open(run_dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (!try_lock(descriptor_, taken) || folder_ < 0 || ::flock(folder_, LOCK_EX | LOCK_NB) != 0) {
        const int reason = errno;
        release();
        if (reason != EAGAIN && reason != EACCES) {
            throw file_error("cannot be locked", file, reason);
        }
        const std::optional<pid_t> holder = lock_holder(run_dir);
        throw Error("another process" + (holder ? " (" + std::to_string(*holder) + ")" : "") + " works on this run",
                    run_dir.string(), "stop it first");
    }
    const std::string pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(descriptor_, 0) != 0 ||
        ::pwrite(descriptor_, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size()) ||
        !try_lock(descriptor_, alive)) {
        const int reason = errno;
        release();
        throw file_error("cannot be written", file, reason);
    }
}

RunLock::~RunLock() {
    release();
}

void RunLock::release() {
    for (const int descriptor : {descriptor_, folder_}) {
        if (descriptor >= 0) {
            ::close(descriptor);
        }
    }
}

RunLock::RunLock(RunLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), folder_(std::exchange(other.folder_, -1)) {}

std::optional<pid_t> lock_holder(const fs::path& run_dir) {
    const int descriptor = ::open((run_dir / "lock").c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return std::nullopt;
    }
    struct flock lock = lock_on(alive, F_RDLCK);
    const bool held = ::fcntl(descriptor, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    const pid_t pid = written_pid(descriptor);
    ::close(descriptor);
    // 0: the holder went meanwhile and the next one is about to write. Nobody may ever signal process 0.
    return held && pid > 0 ? std::optional(pid) : std::nullopt;
}

}  // namespace tempera
