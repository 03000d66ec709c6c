// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/archive_entries.h"

#include <algorithm>
#include <cerrno>
#include <sstream>

#include <sys/stat.h>

#include "core/base/files.h"

namespace tempera {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t most_entries = 4'000'000;
constexpr std::uint64_t most_growth = 100;
constexpr std::uint64_t free_growth = 64ULL << 20;  // a small archive of a long log may grow more

struct CloseEntry {
    void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};
using Entry = std::unique_ptr<zip_file_t, CloseEntry>;

/// "images/eval-0000-000.png" and the like: the relative path of a file that a run may have.
bool is_name_of_a_run(const std::string& name) {
    if (name == "run.db" || name == "config.toml" || name == kArchiveCard) {
        return true;
    }
    std::vector<std::string> parts;
    std::istringstream stream(name);
    for (std::string part; std::getline(stream, part, '/');) {
        // Also "", ".", "..", and what is hidden.
        if (part.empty() || part.front() == '.' || part.find_first_of("\\:\n\r\t") != std::string::npos) {
            return false;
        }
        parts.push_back(part);
    }
    if (parts.size() == 1) {
        return parts[0].starts_with("log.") && !name.ends_with('/');
    }
    return !parts.empty() && !name.ends_with('/') &&
           (parts[0] == "images" || parts[0] == "checkpoints" || parts[0] == "lora");
}

Entry open_entry(zip_t* archive, const ArchiveListing::File& entry, const fs::path& file) {
    Entry opened(zip_fopen_index(archive, entry.place, 0));
    if (!opened) {
        throw zip_failure(archive, "cannot be read at '" + entry.name + "'", file, kNoArchive);
    }
    return opened;
}

}  // namespace

Error zip_failure(zip_t* archive, const std::string& problem, const fs::path& file, const char* remedy) {
    return {problem + " (" + zip_strerror(archive) + ")", file.string(), remedy};
}

Zip open_archive(const fs::path& file, int flags) {
    int code = 0;
    Zip archive(zip_open(file.c_str(), flags, &code));
    if (!archive) {
        if (code == ZIP_ER_NOENT || code == ZIP_ER_OPEN || code == ZIP_ER_READ) {
            throw file_error("cannot be opened", file, code == ZIP_ER_NOENT ? ENOENT : errno);
        }
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        const std::string reason = zip_error_strerror(&error);
        zip_error_fini(&error);
        throw Error("is not an archive of a run (" + reason + ")", file.string(), kNoArchive);
    }
    return archive;
}

const ArchiveListing::File* ArchiveListing::find(std::string_view name) const {
    const auto found =
        std::find_if(files.begin(), files.end(), [&](const File& candidate) { return candidate.name == name; });
    return found == files.end() ? nullptr : &*found;
}

ArchiveListing list_archive(zip_t* archive, const fs::path& file) {
    const auto refuse = [&](const std::string& problem) {
        throw Error(problem, file.string(), "do not use it unless you know where it comes from");
    };
    const zip_int64_t count = zip_get_num_entries(archive, 0);
    if (count > most_entries) {
        refuse("has " + std::to_string(count) + " entries, more than any run");
    }
    ArchiveListing listing;
    for (zip_int64_t i = 0; i < count; ++i) {
        const auto place = static_cast<zip_uint64_t>(i);
        zip_stat_t entry;
        if (zip_stat_index(archive, place, 0, &entry) != 0 || (entry.valid & ZIP_STAT_NAME) == 0 ||
            (entry.valid & ZIP_STAT_SIZE) == 0) {
            refuse("has an entry that cannot be read");
        }
        const std::string name = entry.name;
        if (!is_name_of_a_run(name)) {
            refuse("has an entry that no run has: '" + name.substr(0, 200) + "'");
        }
        zip_uint8_t system = 0;
        zip_uint32_t attributes = 0;
        zip_file_get_external_attributes(archive, place, 0, &system, &attributes);
        const mode_t kind = (attributes >> 16) & S_IFMT;
        if (system == ZIP_OPSYS_UNIX && kind != 0 && kind != S_IFREG) {
            refuse("has an entry that is no plain file: '" + name + "'");
        }
        listing.files.push_back({name, place, entry.size});
        listing.bytes += entry.size;
        if (listing.bytes < entry.size || entry.size > (1ULL << 50)) {
            refuse("has an entry of impossible size: '" + name + "'");
        }
    }
    std::vector<std::string> names;
    for (const ArchiveListing::File& entry : listing.files) {
        names.push_back(entry.name);
    }
    std::sort(names.begin(), names.end());
    if (std::adjacent_find(names.begin(), names.end()) != names.end()) {
        refuse("has two entries of one name");
    }
    if (listing.bytes > most_growth * fs::file_size(file) + free_growth) {
        refuse("would grow to " + std::to_string(listing.bytes >> 20) + " MiB, more than a hundred times its size");
    }
    return listing;
}

bool read_entry(zip_t* archive, const ArchiveListing::File& entry, const fs::path& file,
                const std::function<bool(const char*, std::size_t)>& take) {
    const Entry opened = open_entry(archive, entry, file);
    std::vector<char> piece(1 << 18);
    std::uint64_t left = entry.size;
    for (;;) {
        const zip_int64_t got = zip_fread(opened.get(), piece.data(), piece.size());
        if (got < 0) {
            throw Error("is damaged at '" + entry.name + "' (" + zip_file_strerror(opened.get()) + ")", file.string(),
                        kNoArchive);
        }
        if (static_cast<std::uint64_t>(got) > left) {
            throw Error("has more in '" + entry.name + "' than it says", file.string(), kNoArchive);
        }
        if (got == 0) {
            if (left != 0) {
                throw Error("is cut off in '" + entry.name + "'", file.string(), kNoArchive);
            }
            return true;
        }
        left -= static_cast<std::uint64_t>(got);
        if (!take(piece.data(), static_cast<std::size_t>(got))) {
            return false;
        }
    }
}

}  // namespace tempera
