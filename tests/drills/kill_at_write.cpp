// SPDX-License-Identifier: GPL-3.0-or-later
// For LD_PRELOAD: kills its program (SIGKILL, by itself) at the n-th operation that changes a file of a run, before it,
// in the middle of it, or after it. Timers hardly ever hit these moments.
//   TEMPERA_KILL_AT=N      which one, counted from 1; 0 = never
//   TEMPERA_KILL_REPORT=F  F gets the number of operations so far and the kind of the last one, when killed or at the
//   end
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

namespace {

std::atomic<long> operations = 0;

long kill_at() {
    static const long at = [] {
        const char* text = std::getenv("TEMPERA_KILL_AT");
        return text ? std::atol(text) : 0;
    }();
    return at;
}

/// "" for files that are not a run's.
const char* kind_of(std::string_view path) {
    if (path.find("/runs/") == std::string_view::npos) {
        return "";
    }
    for (const auto& [part, kind] :
         {std::pair("/checkpoints/", "checkpointing"), std::pair("/images/", "pictures"),
          std::pair("/run.db", "flushing"), std::pair("/lock", "locking"), std::pair("/log.", "logging")}) {
        if (path.find(part) != std::string_view::npos) {
            return kind;
        }
    }
    return "creating";
}

void report(const char* kind, const char* how) {
    const char* file = std::getenv("TEMPERA_KILL_REPORT");
    const int descriptor = file ? ::open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;
    if (descriptor >= 0) {
        const std::string text = std::to_string(operations.load()) + " " + kind + " " + how + "\n";
        ::syscall(SYS_write, descriptor, text.data(), text.size());
        ::close(descriptor);
    }
}

[[noreturn]] void die(const char* kind, const char* how) {
    report(kind, how);
    ::kill(::getpid(), SIGKILL);
    for (;;) {
        ::pause();
    }
}

std::string path_of(int descriptor) {
    char path[4096];
    const ssize_t size = ::readlink(("/proc/self/fd/" + std::to_string(descriptor)).c_str(), path, sizeof path);
    return size > 0 ? std::string(path, static_cast<std::size_t>(size)) : std::string();
}

/// Does `whole`, and dies around it when its turn has come; `half` is what is done when that is in the middle.
template <class Whole, class Half>
auto counted(std::string_view path, Whole whole, Half half) {
    const char* kind = kind_of(path);
    if (*kind == '\0') {
        return whole();
    }
    const long number = ++operations;
    if (number != kill_at()) {
        return whole();
    }
    switch (number % 3) {
        case 0:
            die(kind, "before");
        case 1:
            half();
            die(kind, "half");
        default:
            whole();
            die(kind, "after");
    }
}

template <class Whole>
auto counted(std::string_view path, Whole whole) {
    return counted(path, whole, [] {});
}

template <class Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

struct AtExit {
    ~AtExit() { report("none", "ended"); }
} at_exit;

}  // namespace

extern "C" {

ssize_t write(int descriptor, const void* data, size_t size) {
    static auto* const real = next<ssize_t(int, const void*, size_t)>("write");
    return counted(
        path_of(descriptor), [&] { return real(descriptor, data, size); }, [&] { real(descriptor, data, size / 2); });
}

ssize_t writev(int descriptor, const iovec* parts, int count) {
    static auto* const real = next<ssize_t(int, const iovec*, int)>("writev");
    return counted(
        path_of(descriptor), [&] { return real(descriptor, parts, count); }, [&] { real(descriptor, parts, 1); });
}

ssize_t pwrite64(int descriptor, const void* data, size_t size, off64_t offset) {
    static auto* const real = next<ssize_t(int, const void*, size_t, off64_t)>("pwrite64");
    return counted(
        path_of(descriptor), [&] { return real(descriptor, data, size, offset); },
        [&] { real(descriptor, data, size / 2, offset); });
}

int fsync(int descriptor) {
    static auto* const real = next<int(int)>("fsync");
    return counted(path_of(descriptor), [&] { return real(descriptor); });
}

int fdatasync(int descriptor) {
    static auto* const real = next<int(int)>("fdatasync");
    return counted(path_of(descriptor), [&] { return real(descriptor); });
}

int syncfs(int descriptor) noexcept {
    static auto* const real = next<int(int)>("syncfs");
    return counted(path_of(descriptor) + "/", [&] { return real(descriptor); });
}

int ftruncate64(int descriptor, off64_t size) noexcept {
    static auto* const real = next<int(int, off64_t)>("ftruncate64");
    return counted(path_of(descriptor), [&] { return real(descriptor, size); });
}

int rename(const char* from, const char* to) noexcept {
    static auto* const real = next<int(const char*, const char*)>("rename");
    return counted(to, [&] { return real(from, to); });
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) noexcept {
    static auto* const real = next<int(int, const char*, int, const char*, unsigned)>("renameat2");
    return counted(to, [&] { return real(from_folder, from, to_folder, to, flags); });
}

int unlink(const char* path) noexcept {
    static auto* const real = next<int(const char*)>("unlink");
    return counted(path, [&] { return real(path); });
}

int unlinkat(int folder, const char* name, int flags) noexcept {
    static auto* const real = next<int(int, const char*, int)>("unlinkat");
    return counted(folder == AT_FDCWD ? name : path_of(folder) + "/" + name, [&] { return real(folder, name, flags); });
}

}  // extern "C"
