// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <zip.h>

#include "core/base/error.h"

namespace tempera {

/// The entry of an archive that says whose it is (core/store/run_archive.h).
inline constexpr const char* kArchiveCard = "run.json";

/// What to do about a file that is no whole archive of a run.
inline constexpr const char* kNoArchive = "export the run again, from a Tempera of this version or an older one";

struct CloseZip {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Zip = std::unique_ptr<zip_t, CloseZip>;

/// `flags` of zip_open. Throws Error naming the file.
Zip open_archive(const std::filesystem::path& file, int flags);

/// `problem`, and what libzip says of it.
Error zip_failure(zip_t* archive, const std::string& problem, const std::filesystem::path& file, const char* remedy);

/// What an archive says that it holds, checked before anything is unpacked.
struct ArchiveListing {
    struct File {
        std::string name;
        std::uint64_t place = 0;
        std::uint64_t size = 0;
    };
    std::vector<File> files;
    std::uint64_t bytes = 0;

    const File* find(std::string_view name) const;
};

/// Throws Error naming the file and the entry for names other than those of a run's own files, links, two entries of
/// one name, and more than a hundred times the archive's size.
ArchiveListing list_archive(zip_t* archive, const std::filesystem::path& file);

/// Gives the bytes of an entry to `take`, a piece at a time. Throws Error when there are more or fewer than the listing
/// says; libzip checks their sum. False when `take` says so.
bool read_entry(zip_t* archive, const ArchiveListing::File& entry, const std::filesystem::path& file,
                const std::function<bool(const char*, std::size_t)>& take);

}  // namespace tempera
