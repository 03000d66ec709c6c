// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>

#include "tests/formats/zip_bytes.h"

/// Pieces of pickles as Python writes them, to be put together.
namespace pickle_bytes {

inline std::string text(const std::string& value) {
    return "X" + little_endian(value.size(), 4) + value;
}

inline std::string integer(std::int64_t value) {
    return "\x8a\x08" + little_endian(static_cast<std::uint64_t>(value), 8);
}

inline std::string tuple(std::initializer_list<std::int64_t> values) {
    std::string bytes = "(";
    for (const std::int64_t value : values) {
        bytes += integer(value);
    }
    return bytes + "t";
}

inline std::string repeated(const std::string& piece, int count) {
    std::string bytes;
    for (int i = 0; i < count; ++i) {
        bytes += piece;
    }
    return bytes;
}

/// Remembers the topmost value as number `index`, and pushes it again.
inline std::string put(char index) {
    return std::string("q") + index;
}
inline std::string get(char index) {
    return std::string("h") + index;
}

inline std::string storage(const std::string& type, const std::string& key, std::int64_t size) {
    return "(" + text("storage") + "ctorch\n" + type + "\n" + text(key) + text("cpu") + integer(size) + "tQ";
}

/// A float tensor that sees storage "0" of six elements.
inline std::string tensor(std::int64_t offset, const std::string& sizes, const std::string& strides,
                          const std::string& storage_bytes = storage("FloatStorage", "0", 6)) {
    return "ctorch._utils\n_rebuild_tensor_v2\n(" + storage_bytes + integer(offset) + sizes + strides +
           std::string("\x89") + "ccollections\nOrderedDict\n)RtR";
}

inline std::string plain_tensor() {
    return tensor(0, tuple({2, 3}), tuple({3, 1}));
}

inline std::string dict(std::initializer_list<std::pair<std::string, std::string>> items) {
    std::string bytes = "}(";
    for (const auto& [key, value] : items) {
        bytes += text(key) + value;
    }
    return bytes + "u";
}

inline std::string whole(const std::string& value) {
    return "\x80\x02" + value + ".";
}

}  // namespace pickle_bytes
