// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/zip_directory.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/formats/untrusted.h"

namespace tempera {
namespace {

constexpr std::uint64_t kMaxEntries = 200'000;
constexpr std::uint64_t kMaxDirectory = std::uint64_t{64} << 20;
constexpr std::string_view kEndMark = "PK\x05\x06";
constexpr std::string_view kEnd64Mark = "PK\x06\x06";
constexpr std::string_view kLocator64Mark = "PK\x06\x07";
constexpr std::string_view kCentralMark = "PK\x01\x02";
constexpr std::string_view kLocalMark = "PK\x03\x04";
constexpr std::uint64_t kEndSize = 22;
constexpr std::uint64_t kLocator64Size = 20;
constexpr std::uint64_t kEnd64Size = 56;
constexpr std::uint64_t kLocalSize = 30;

/// Little-endian fields of a record, one after another. What does not fit is reported by complete().
class Fields {
public:
    explicit Fields(std::string_view bytes) : rest_(bytes) {}

    std::string_view text(std::size_t count) {
        complete_ = complete_ && count <= rest_.size();
        const std::string_view taken = rest_.substr(0, count);
        rest_.remove_prefix(taken.size());
        return taken;
    }

    std::uint64_t number(std::size_t bytes) {
        std::uint64_t value = 0;
        int shift = 0;
        for (const char byte : text(bytes)) {
            value |= std::uint64_t{static_cast<unsigned char>(byte)} << shift;
            shift += 8;
        }
        return value;
    }

    bool complete() const { return complete_; }
    bool empty() const { return rest_.empty(); }

private:
    std::string_view rest_;
    bool complete_ = true;
};

struct Directory {
    std::uint64_t entries;
    std::uint64_t size;
    std::uint64_t offset;
};

struct CentralEntry {
    std::string name;
    std::uint64_t size;
    std::uint64_t header;  ///< offset of the local header
};

[[noreturn]] void refuse(const std::string& problem, const FileBytes& file) {
    throw Error("the zip archive is damaged: " + problem, file.where(), "download or export the file again");
}

/// Position of the record that ends every zip archive; a comment may follow it.
std::uint64_t find_end(FileBytes& file) {
    const std::uint64_t count = std::min<std::uint64_t>(file.size(), kEndSize + 0xFFFF);
    const std::string tail = file.text(file.size() - count, count);
    for (std::size_t at = tail.rfind(kEndMark); at != std::string::npos; at = tail.rfind(kEndMark, at - 1)) {
        Fields comment(std::string_view(tail).substr(at));
        comment.text(kEndSize - 2);
        if (comment.number(2) == tail.size() - std::min<std::size_t>(at + kEndSize, tail.size()) &&
            comment.complete()) {
            return file.size() - count + at;
        }
        if (at == 0) {
            break;
        }
    }
    refuse("its end is missing, as after a download that stopped", file);
}

Directory find_directory(FileBytes& file) {
    const std::uint64_t end = find_end(file);
    const std::string record = file.text(end, kEndSize);
    Fields fields(record);
    fields.text(4);
    bool split = fields.number(4) != 0;  // two 16-bit disk numbers
    std::uint64_t entries_here = fields.number(2);
    Directory directory{};
    directory.entries = fields.number(2);
    directory.size = fields.number(4);
    directory.offset = fields.number(4);
    std::uint64_t limit = end;
    if (end >= kLocator64Size && file.text(end - kLocator64Size, 4) == kLocator64Mark) {
        const std::string locator = file.text(end - kLocator64Size, kLocator64Size);
        Fields position(locator);
        position.text(8);
        limit = position.number(8);
        const std::string record64 = file.text(limit, kEnd64Size);
        Fields fields64(record64);
        if (fields64.text(4) != kEnd64Mark) {
            refuse("its ZIP64 record is missing", file);
        }
        fields64.text(12);
        split = fields64.number(8) != 0;
        entries_here = fields64.number(8);
        directory.entries = fields64.number(8);
        directory.size = fields64.number(8);
        directory.offset = fields64.number(8);
    }
    if (split || entries_here != directory.entries) {
        throw Error("is one part of a split zip archive", file.where(), "join the parts first");
    }
    if (directory.entries > kMaxEntries || directory.size > kMaxDirectory) {
        throw Error("its zip directory is too large for a file of weights", file.where(),
                    "use the model in the safetensors format");
    }
    if (directory.offset > limit || directory.size > limit - directory.offset) {
        refuse("its directory lies outside of the file", file);
    }
    return directory;
}

void check_name(std::string_view name, const FileBytes& file) {
    bool safe = !name.empty() && name.front() != '/' && name.find_first_of(std::string_view("\\\0", 2)) == name.npos;
    for (std::size_t begin = 0; safe && begin <= name.size();) {
        const std::size_t end = std::min(name.find('/', begin), name.size());
        safe = name.substr(begin, end - begin) != "..";
        begin = end + 1;
    }
    if (!safe) {
        throw Error("the zip archive holds an entry with a name that leads elsewhere: '" + printable(name) + "'",
                    file.where(), "do not use this file: it was made to do harm");
    }
}

/// Sizes and offset that do not fit 32 bits stand in the extra field with the number 1, in this order.
void apply_zip64(std::string_view extra, std::initializer_list<std::uint64_t*> saturated, const FileBytes& file) {
    Fields fields(extra);
    while (!fields.empty() && fields.complete()) {
        const std::uint64_t kind = fields.number(2);
        Fields content(fields.text(fields.number(2)));
        if (kind == 1 && fields.complete()) {
            for (std::uint64_t* value : saturated) {
                if (*value == std::numeric_limits<std::uint32_t>::max()) {
                    *value = content.number(8);
                }
            }
            if (!content.complete()) {
                refuse("a ZIP64 field is too short", file);
            }
            return;
        }
    }
}

CentralEntry read_central_entry(Fields& fields, const FileBytes& file) {
    if (fields.text(4) != kCentralMark) {
        refuse("its directory is not readable", file);
    }
    fields.text(4);  // versions
    const std::uint64_t flags = fields.number(2);
    const std::uint64_t method = fields.number(2);
    fields.text(8);  // time, date, checksum
    std::uint64_t stored_size = fields.number(4);
    CentralEntry entry{};
    entry.size = fields.number(4);
    const std::uint64_t name_size = fields.number(2);
    const std::uint64_t extra_size = fields.number(2);
    const std::uint64_t comment_size = fields.number(2);
    fields.text(8);  // disk number, attributes
    entry.header = fields.number(4);
    entry.name = fields.text(name_size);
    const std::string_view extra = fields.text(extra_size);
    fields.text(comment_size);
    if (!fields.complete()) {
        refuse("its directory ends too early", file);
    }
    apply_zip64(extra, {&entry.size, &stored_size, &entry.header}, file);
    check_name(entry.name, file);
    if (method != 0 || (flags & 1) != 0) {
        throw Error("the entry '" + printable(entry.name) + "' of the zip archive is compressed or encrypted",
                    file.where(), "save the model again with torch.save, which does neither");
    }
    if (stored_size != entry.size) {
        refuse("the sizes of '" + printable(entry.name) + "' contradict each other", file);
    }
    return entry;
}

/// The place of the content follows from the local header alone: its extra field has another length
/// than the one in the directory, because torch.save aligns the contents with it.
ZipEntry locate(const CentralEntry& entry, std::uint64_t limit, FileBytes& file) {
    if (entry.header > limit || limit - entry.header < kLocalSize) {
        refuse("'" + printable(entry.name) + "' lies outside of the file", file);
    }
    const std::string header = file.text(entry.header, kLocalSize);
    Fields fields(header);
    const bool marked = fields.text(4) == kLocalMark;
    fields.text(4);
    const bool stored = fields.number(2) == 0;
    fields.text(16);
    const std::uint64_t name_size = fields.number(2);
    const std::uint64_t extra_size = fields.number(2);
    const std::uint64_t offset = entry.header + kLocalSize + name_size + extra_size;
    if (!marked || !stored || name_size != entry.name.size() || offset > limit || entry.size > limit - offset ||
        file.text(entry.header + kLocalSize, name_size) != entry.name) {
        refuse("'" + printable(entry.name) + "' is not where its directory says", file);
    }
    return {offset, entry.size};
}

}  // namespace

std::map<std::string, ZipEntry> read_zip_directory(FileBytes& file) {
    const Directory directory = find_directory(file);
    const std::string bytes = file.text(directory.offset, directory.size);
    Fields fields(bytes);
    std::vector<CentralEntry> listed;
    for (std::uint64_t i = 0; i < directory.entries; ++i) {
        listed.push_back(read_central_entry(fields, file));
    }
    if (!fields.empty()) {
        refuse("its directory is longer than it says", file);
    }
    std::sort(listed.begin(), listed.end(),
              [](const CentralEntry& left, const CentralEntry& right) { return left.header < right.header; });
    std::map<std::string, ZipEntry> entries;
    std::uint64_t free_from = 0;
    for (const CentralEntry& entry : listed) {
        const ZipEntry place = locate(entry, directory.offset, file);
        if (entry.header < free_from) {
            refuse(std::string("'") + printable(entry.name) + "' overlaps another entry", file);
        }
        free_from = place.offset + place.size;
        if (!entry.name.ends_with('/') && !entries.emplace(entry.name, place).second) {
            refuse(std::string("it names '") + printable(entry.name) + "' twice", file);
        }
    }
    return entries;
}

}  // namespace tempera
