// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/file_bytes.h"

#include <system_error>

#include "core/base/error.h"

namespace tempera {

FileBytes::FileBytes(const std::filesystem::path& file) : where_(file.string()), stream_(file, std::ios::binary) {
    std::error_code problem;
    size_ = std::filesystem::file_size(file, problem);
    if (problem || !stream_) {
        throw Error("cannot be read", where_, "check that the file exists and its permissions");
    }
}

void FileBytes::read(std::uint64_t offset, void* target, std::uint64_t count) {
    if (offset > size_ || count > size_ - offset) {
        throw Error("the file ends too early", where_, "it is damaged: download or export it again");
    }
    std::istream& stream = stream_at(offset);
    if (count > 0 && !stream.read(static_cast<char*>(target), static_cast<std::streamsize>(count))) {
        throw Error("cannot be read to its end", where_, "check the disk, and that nothing else writes to the file");
    }
}

std::string FileBytes::text(std::uint64_t offset, std::uint64_t count) {
    // Before the allocation: a count out of a hostile file may be anything.
    if (offset > size_ || count > size_ - offset) {
        throw Error("the file ends too early", where_, "it is damaged: download or export it again");
    }
    std::string bytes(count, '\0');
    read(offset, bytes.data(), count);
    return bytes;
}

std::istream& FileBytes::stream_at(std::uint64_t offset) {
    stream_.clear();
    stream_.seekg(static_cast<std::streamoff>(offset));
    return stream_;
}

}  // namespace tempera
