// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tempera {

/// A file in memory that readers open by a path.
class ScratchFile {
public:
    ScratchFile();
    ~ScratchFile();
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    /// The path of a file that holds exactly `bytes`, until the next call.
    std::filesystem::path holding(std::string_view bytes);

private:
    int descriptor_;
};

/// A folder of its own in memory where there is /dev/shm, removed in the end.
class ScratchFolder {
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    void write(const char* name, std::string_view bytes) const;

private:
    std::filesystem::path path_;
};

/// The files with this ending below tests/fixtures/<folder> that have at most `max_bytes`, by path.
std::vector<std::string> fixtures_below(const std::string& folder, std::string_view ending,
                                        std::size_t max_bytes = 16384);

}  // namespace tempera
