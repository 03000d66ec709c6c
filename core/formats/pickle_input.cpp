// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle_input.h"

#include <bit>
#include <utility>

#include "core/base/error.h"

namespace tempera {
namespace {

constexpr std::uint64_t kMaxText = std::uint64_t{1} << 20;

}  // namespace

PickleInput::PickleInput(std::istream& stream, std::uint64_t max_bytes, std::string where)
    : stream_(stream), remaining_(max_bytes), where_(std::move(where)) {}

std::uint8_t PickleInput::byte() {
    char value = 0;
    read(&value, 1);
    return static_cast<std::uint8_t>(value);
}

std::uint64_t PickleInput::little_endian(int bytes) {
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) {
        value |= std::uint64_t{byte()} << (8 * i);
    }
    return value;
}

double PickleInput::big_endian_double() {
    std::uint64_t bits = 0;
    for (int i = 0; i < 8; ++i) {
        bits = bits << 8 | byte();
    }
    return std::bit_cast<double>(bits);
}

std::string PickleInput::bytes(std::uint64_t count) {
    check_count(count);
    std::string text(count, '\0');
    read(text.data(), count);
    return text;
}

std::string PickleInput::line() {
    std::string text;
    for (char c = static_cast<char>(byte()); c != '\n'; c = static_cast<char>(byte())) {
        text += c;
        check_count(text.size());
    }
    return text;
}

void PickleInput::damaged(const std::string& problem) const {
    throw Error("the pickle is not readable: " + problem, where_,
                "check that this is a file of weights, and download or export it again");
}

void PickleInput::too_large(const std::string& what) const {
    throw Error("the pickle holds more " + what + " than any state dict", where_,
                "use the model in the safetensors format");
}

void PickleInput::read(char* target, std::uint64_t count) {
    if (count > remaining_ || !stream_.read(target, static_cast<std::streamsize>(count))) {
        damaged("it ends too early");
    }
    remaining_ -= count;
}

void PickleInput::check_count(std::uint64_t count) const {
    if (count > kMaxText) {
        too_large("text in one piece");
    }
}

}  // namespace tempera
