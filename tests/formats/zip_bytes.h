// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

/// Little-endian bytes of a number.
inline std::string little_endian(std::uint64_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) {
        text += static_cast<char>(value >> (8 * i) & 0xFF);
    }
    return text;
}

/// Builds zip archives in memory, well-formed ones and others.
class ZipBytes {
public:
    /// An entry with its header and its line in the directory.
    void add(const std::string& name, const std::string& content, int method = 0, int flags = 0) {
        const std::size_t header = bytes_.size();
        bytes_ += local_header(name) + content;
        list(name, content.size(), header, method, flags);
    }

    /// Only the line in the directory.
    void list(const std::string& name, std::uint64_t size, std::uint64_t header, int method = 0, int flags = 0) {
        directory_ += central_start(flags, method) + little_endian(size, 4) + little_endian(size, 4) +
                      little_endian(name.size(), 2) + std::string(12, '\0') + little_endian(header, 4) + name;
        ++count_;
    }

    /// The same with sizes and offset in a ZIP64 field.
    void add64(const std::string& name, const std::string& content) {
        const std::string extra = little_endian(1, 2) + little_endian(24, 2) + little_endian(content.size(), 8) +
                                  little_endian(content.size(), 8) + little_endian(bytes_.size(), 8);
        bytes_ += local_header(name) + content;
        directory_ += central_start(0, 0) + std::string(8, '\xff') + little_endian(name.size(), 2) +
                      little_endian(extra.size(), 2) + std::string(10, '\0') + std::string(4, '\xff') + name + extra;
        ++count_;
    }

    std::string finish(std::uint64_t announced_more = 0, const std::string& comment = "") const {
        return bytes_ + directory_ + std::string("PK\x05\x06\0\0\0\0", 8) + little_endian(count_ + announced_more, 2) +
               little_endian(count_ + announced_more, 2) + little_endian(directory_.size(), 4) +
               little_endian(bytes_.size(), 4) + little_endian(comment.size(), 2) + comment;
    }

    std::string finish64() const {
        const std::size_t end = bytes_.size() + directory_.size();
        return bytes_ + directory_ + "PK\x06\x06" + little_endian(44, 8) + std::string(12, '\0') +
               little_endian(count_, 8) + little_endian(count_, 8) + little_endian(directory_.size(), 8) +
               little_endian(bytes_.size(), 8) + std::string("PK\x06\x07\0\0\0\0", 8) + little_endian(end, 8) +
               little_endian(1, 4) + std::string("PK\x05\x06\0\0\0\0", 8) + std::string(12, '\xff') +
               std::string(2, '\0');
    }

    static std::string local_header(const std::string& name) {
        return "PK\x03\x04" + std::string(22, '\0') + little_endian(name.size(), 2) + std::string(2, '\0') + name;
    }

    std::size_t size() const { return bytes_.size(); }

private:
    static std::string central_start(int flags, int method) {
        return "PK\x01\x02" + std::string(4, '\0') + little_endian(static_cast<std::uint64_t>(flags), 2) +
               little_endian(static_cast<std::uint64_t>(method), 2) + std::string(8, '\0');
    }

    std::string bytes_;
    std::string directory_;
    std::uint64_t count_ = 0;
};
