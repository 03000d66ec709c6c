// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <istream>
#include <string>

namespace tempera {

/// The bytes of a pickle, read from a stream one after another and never beyond `max_bytes`.
/// Everything throws Error at `where`, with the remedy; a text is checked before memory is taken.
class PickleInput {
public:
    PickleInput(std::istream& stream, std::uint64_t max_bytes, std::string where);

    std::uint8_t byte();
    std::uint64_t little_endian(int bytes);  ///< unsigned, of at most 8 bytes
    double big_endian_double();
    std::string bytes(std::uint64_t count);  ///< at most 1 MiB
    std::string line();                      ///< up to a newline, which is taken but not returned

    const std::string& where() const { return where_; }
    [[noreturn]] void damaged(const std::string& problem) const;
    [[noreturn]] void too_large(const std::string& what) const;  ///< there are more of `what` than sensible

private:
    void read(char* target, std::uint64_t count);
    void check_count(std::uint64_t count) const;

    std::istream& stream_;
    std::uint64_t remaining_;
    std::string where_;
};

}  // namespace tempera
