// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/scratch.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include <sys/mman.h>
#include <unistd.h>

#include "core/base/files.h"

namespace tempera {
namespace {

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

ScratchFile::ScratchFile() : descriptor_(memfd_create("fuzz", MFD_CLOEXEC)) {
    if (descriptor_ < 0) {
        fail("memfd_create");
    }
}

ScratchFile::~ScratchFile() {
    close(descriptor_);
}

std::filesystem::path ScratchFile::holding(std::string_view bytes) {
    if (ftruncate(descriptor_, 0) != 0 ||
        pwrite(descriptor_, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        fail("writing a file in memory");
    }
    return "/proc/self/fd/" + std::to_string(descriptor_);
}

ScratchFolder::ScratchFolder() {
    const std::filesystem::path memory = "/dev/shm";
    const bool usable = access(memory.c_str(), W_OK) == 0;
    std::string name = ((usable ? memory : std::filesystem::temp_directory_path()) / "tempera-fuzz-XXXXXX").string();
    if (!mkdtemp(name.data())) {
        fail("mkdtemp");
    }
    path_ = name;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void ScratchFolder::write(const char* name, std::string_view bytes) const {
    std::ofstream stream(path_ / name, std::ios::binary | std::ios::trunc);
    if (!stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush()) {
        fail("writing a scratch file");
    }
}

std::vector<std::string> fixtures_below(const std::string& folder, std::string_view ending, std::size_t max_bytes) {
    std::vector<std::filesystem::path> files;
    const auto root = std::filesystem::path(TEMPERA_FIXTURES) / folder;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        if (entry.is_regular_file() && entry.path().string().ends_with(ending) && entry.file_size() <= max_bytes) {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    std::vector<std::string> contents;
    for (const auto& file : files) {
        contents.push_back(read_file(file));
    }
    return contents;
}

}  // namespace tempera
