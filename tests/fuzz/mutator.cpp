// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/mutator.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

namespace tempera {
namespace {

constexpr std::array<std::uint64_t, 8> kExtremes{0,
                                                 1,
                                                 0x7F,
                                                 0xFFFF,
                                                 std::numeric_limits<std::int32_t>::max(),
                                                 std::numeric_limits<std::uint32_t>::max(),
                                                 std::numeric_limits<std::int64_t>::max(),
                                                 std::numeric_limits<std::uint64_t>::max()};
constexpr std::array<std::string_view, 9> kNumbers{
    "-1", "0", "1e300", "1e999", "1000000000000000000", "9223372036854775808", "0.5", "null", "[[1]]"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

std::string Mutator::next() {
    std::string input = corpus_[below(corpus_.size())];
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
        change(input);
    }
    return input;
}

std::size_t Mutator::below(std::size_t count) {
    return count == 0 ? 0 : static_cast<std::size_t>(random_() % count);
}

void Mutator::change(std::string& input) {
    const std::size_t at = below(input.size());
    switch (input.empty() ? 0 : 1 + below(7)) {
        case 0:
            input = corpus_[below(corpus_.size())];
            break;
        case 1:
            input[at] = static_cast<char>(input[at] ^ (1 << below(8)));
            break;
        case 2:
            input[at] = static_cast<char>(random_());
            break;
        case 3:
            input.resize(at);
            break;
        case 4: {  // a block of it once more, somewhere else
            const std::string block = input.substr(at, 1 + below(64));
            input.insert(below(input.size()), block);
            break;
        }
        case 5: {  // a field of 1, 2, 4 or 8 bytes
            const std::uint64_t value = kExtremes[below(kExtremes.size())];
            const std::size_t end = std::min(input.size(), at + (std::size_t{1} << below(4)));
            for (std::size_t i = at; i < end; ++i) {
                input[i] = static_cast<char>(value >> (8 * (i - at)));
            }
            break;
        }
        case 6: {  // a written number
            const auto begin = std::find_if(input.begin() + static_cast<std::ptrdiff_t>(at), input.end(), is_digit);
            const auto end = std::find_if_not(begin, input.end(), is_digit);
            input.replace(begin, end, kNumbers[below(kNumbers.size())]);
            break;
        }
        default: {  // the beginning of one, the end of another
            const std::string& other = corpus_[below(corpus_.size())];
            input = input.substr(0, at) + other.substr(below(other.size()));
        }
    }
}

}  // namespace tempera
