// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tempera {

namespace fs = std::filesystem;

namespace {

std::string remedy_for(int error_number) {
    switch (error_number) {
        case ENOSPC:
        case EDQUOT:
            return "free some disk space or choose another folder";
        case EACCES:
        case EPERM:
            return "change the permissions or choose another folder";
        case EROFS:
            return "the file system is read-only, choose another folder";
        case ENOENT:
            return "check the path";
        default:
            return "check the path and the disk";
    }
}

/// Owns a file descriptor.
class Descriptor {
public:
    Descriptor(const fs::path& file, int flags) : descriptor_(::open(file.c_str(), flags | O_CLOEXEC, 0666)) {}
    ~Descriptor() {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    bool valid() const { return descriptor_ >= 0; }
    int get() const { return descriptor_; }

    /// Some file systems report a full disk only here.
    bool close() { return ::close(std::exchange(descriptor_, -1)) == 0; }

private:
    int descriptor_;
};

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

void sync_path(const fs::path& path, int flags) {
    const Descriptor descriptor(path, O_RDONLY | flags);
    // EINVAL: the file system has nothing to synchronise there.
    if (!descriptor.valid() || (::fsync(descriptor.get()) != 0 && errno != EINVAL)) {
        throw file_error("cannot be written to the disk", path, errno);
    }
}

fs::path parent_of(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

void write_and_rename(const fs::path& file, std::string_view bytes, bool sync) {
    const fs::path temporary =
        parent_of(file) / ("." + file.filename().string() + "." + std::to_string(std::random_device{}()));
    Descriptor descriptor(temporary, O_WRONLY | O_CREAT | O_EXCL);
    if (!descriptor.valid()) {
        throw file_error("cannot be written", file, errno);
    }
    if (!write_all(descriptor.get(), bytes) || (sync && ::fsync(descriptor.get()) != 0) || !descriptor.close() ||
        ::rename(temporary.c_str(), file.c_str()) != 0) {
        const int error_number = errno;
        ::unlink(temporary.c_str());
        throw file_error("cannot be written", file, error_number);
    }
}

void make_folder(const fs::path& folder) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        throw file_error("cannot be created", folder, failure.value());
    }
}

/// Swaps two folders in one step, so that the name is never absent. False when there is no `final_path`
/// yet; file systems that know no exchange (EINVAL) lose the earlier folder first.
bool exchange_folders(const fs::path& staging, const fs::path& final_path) {
    if (::renameat2(AT_FDCWD, staging.c_str(), AT_FDCWD, final_path.c_str(), RENAME_EXCHANGE) == 0) {
        return true;
    }
    if (errno == EINVAL) {
        std::error_code ignored;
        fs::remove_all(final_path, ignored);
    }
    return false;
}

/// The first that exists: $`variable`, `installed` beside the program, `in_source` of the source tree.
fs::path find_shared_dir(const char* variable, const char* installed, const char* in_source) {
    std::error_code ignored;
    if (const char* chosen = std::getenv(variable); chosen && *chosen) {
        if (!fs::is_directory(chosen, ignored)) {
            throw Error("is not a folder", chosen, std::string("correct or unset ") + variable);
        }
        return chosen;
    }
    const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
    for (const fs::path& candidate :
         {program.parent_path().parent_path() / installed, fs::path(TEMPERA_SOURCE_DIR) / in_source}) {
        if (fs::is_directory(candidate, ignored)) {
            return candidate;
        }
    }
    throw Error("the folder is missing", in_source, std::string("set ") + variable + " to its path");
}

}  // namespace

Error file_error(const std::string& problem, const fs::path& file, int error_number) {
    return {problem + " (" + std::generic_category().message(error_number) + ")", file.string(),
            remedy_for(error_number)};
}

std::string read_file(const fs::path& file) {
    const Descriptor descriptor(file, O_RDONLY);
    struct stat status {};
    if (!descriptor.valid() || ::fstat(descriptor.get(), &status) != 0) {
        throw file_error("cannot be read", file, errno);
    }
    std::string bytes;
    bytes.reserve(static_cast<std::size_t>(status.st_size));
    char buffer[1 << 16];
    for (;;) {
        const ssize_t count = ::read(descriptor.get(), buffer, sizeof buffer);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            throw file_error("cannot be read", file, errno);
        }
        if (count == 0) {
            return bytes;
        }
        bytes.append(buffer, static_cast<std::size_t>(count));
    }
}

void write_file_atomically(const fs::path& file, std::string_view bytes) {
    write_and_rename(file, bytes, true);
    sync_path(parent_of(file), O_DIRECTORY);
}

void replace_file(const fs::path& file, std::string_view bytes) {
    write_and_rename(file, bytes, false);
}

void move_file_into_place(const fs::path& temporary, const fs::path& file) {
    sync_path(temporary, 0);
    if (::rename(temporary.c_str(), file.c_str()) != 0) {
        throw file_error("cannot be written", file, errno);
    }
    sync_path(parent_of(file), O_DIRECTORY);
}

void sync_file_system(const fs::path& folder) {
    const Descriptor descriptor(folder, O_RDONLY | O_DIRECTORY);
    if (!descriptor.valid() || ::syncfs(descriptor.get()) != 0) {
        throw file_error("cannot be written to the disk", folder, errno);
    }
}

StagedFolder::StagedFolder(fs::path final_path)
    : final_(std::move(final_path)), staging_(parent_of(final_) / ("." + final_.filename().string() + ".staging")) {
    std::error_code failure;
    fs::remove_all(staging_, failure);
    make_folder(staging_);
}

StagedFolder::~StagedFolder() {
    // After commit() nothing lies here, or the earlier folder that was replaced.
    std::error_code ignored;
    fs::remove_all(staging_, ignored);
}

void StagedFolder::commit() {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(staging_)) {
        sync_path(entry.path(), entry.is_directory() ? O_DIRECTORY : 0);
    }
    sync_path(staging_, O_DIRECTORY);
    if (!exchange_folders(staging_, final_) && ::rename(staging_.c_str(), final_.c_str()) != 0) {
        throw file_error("cannot be written", final_, errno);
    }
    sync_path(parent_of(final_), O_DIRECTORY);
}

fs::path resource_dir() {
    return find_shared_dir("TEMPERA_RESOURCES", "share/tempera", "resources");
}

fs::path preset_dir() {
    return find_shared_dir("TEMPERA_PRESETS", "share/tempera/experiments", "experiments");
}

fs::path default_workspace() {
    if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data == '/') {
        return fs::path(data) / "tempera";
    }
    if (const char* home = std::getenv("HOME"); home && *home) {
        return fs::path(home) / ".local/share/tempera";
    }
    const passwd* user = ::getpwuid(::getuid());
    if (!user || !user->pw_dir) {
        throw Error("your home folder is unknown", "default workspace", "set HOME or give --workspace");
    }
    return fs::path(user->pw_dir) / ".local/share/tempera";
}

}  // namespace tempera
