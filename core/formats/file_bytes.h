// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace tempera {

/// A file read in pieces at any place. Every piece is checked against the size of the file before
/// memory is allocated; all functions throw Error naming the file. Not for use by several threads.
class FileBytes {
public:
    explicit FileBytes(const std::filesystem::path& file);

    const std::string& where() const { return where_; }  ///< the path, for messages
    std::uint64_t size() const { return size_; }         ///< bytes

    /// Copies `count` bytes from `offset` on into `target`, which has room for them.
    void read(std::uint64_t offset, void* target, std::uint64_t count);
    std::string text(std::uint64_t offset, std::uint64_t count);

    /// The stream, set to `offset`; valid until the next call of any function here.
    std::istream& stream_at(std::uint64_t offset);

private:
    std::string where_;
    std::ifstream stream_;
    std::uint64_t size_ = 0;
};

}  // namespace tempera
