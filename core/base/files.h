// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace tempera {

/// Error for a system call that failed on `file`; `error_number` (errno) gives reason and remedy.
Error file_error(const std::string& problem, const std::filesystem::path& file, int error_number);

/// Whole file as bytes. Throws Error naming the file.
std::string read_file(const std::filesystem::path& file);

/// Writes through a temporary file in the same folder, fsync, rename, fsync of the folder: a reader
/// sees the old content or the new one, never a part. Throws Error naming the file (disk full,
/// read-only...) and leaves the old content and no temporary file behind.
void write_file_atomically(const std::filesystem::path& file, std::string_view bytes);

/// The same for one of many files, cheaper: whole or absent when the program dies, but a power loss may
/// still take it until sync_file_system().
void replace_file(const std::filesystem::path& file, std::string_view bytes);

/// Makes a file that was written beside it, on the same file system, the file: fsync, rename, fsync of the folder.
/// Throws Error naming the file.
void move_file_into_place(const std::filesystem::path& temporary, const std::filesystem::path& file);

/// Everything written to the file system of `folder` survives a power loss from now on. One flush for
/// many files: 80 pictures cost 600 ms one by one, measured on a virtual disk.
void sync_file_system(const std::filesystem::path& folder);

/// A folder that appears whole or not at all: fill path(), then commit() fsyncs every file in it and
/// renames it to its final name, replacing an earlier folder of that name. Not committed: removed.
/// The folder being filled is ".<name>.staging" beside the final one; what a killed program left
/// there is removed first, so only one StagedFolder of a name may exist at a time.
class StagedFolder {
public:
    explicit StagedFolder(std::filesystem::path final_path);
    ~StagedFolder();
    StagedFolder(const StagedFolder&) = delete;
    StagedFolder& operator=(const StagedFolder&) = delete;

    const std::filesystem::path& path() const { return staging_; }
    void commit();

private:
    std::filesystem::path final_;
    std::filesystem::path staging_;
};

/// Folder of the installed or source-tree resources (models, prompts, icons). TEMPERA_RESOURCES
/// overrides; else share/tempera beside the program; else the source tree that it was built from.
std::filesystem::path resource_dir();

/// Folder of the presets (experiments/): TEMPERA_PRESETS; else share/tempera/experiments beside the
/// program; else the source tree.
std::filesystem::path preset_dir();

/// XDG data folder of the user: the default workspace ("~/.local/share/tempera").
std::filesystem::path default_workspace();

}  // namespace tempera
