// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/shell_words.h"

#include <algorithm>
#include <string_view>

namespace tempera {

namespace {

bool is_control(char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return byte < 0x20 || byte == 0x7f;
}

bool is_safe(char letter) {
    constexpr std::string_view marks = "_@%+=:,./-";
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
           marks.find(letter) != std::string_view::npos;
}

std::string with_codes(const std::string& word) {
    constexpr char digits[] = "01234567";
    std::string quoted = "$'";
    for (const char letter : word) {
        if (is_control(letter)) {
            const auto byte = static_cast<unsigned char>(letter);
            quoted += {'\\', digits[byte >> 6], digits[(byte >> 3) & 7], digits[byte & 7]};
        } else {
            quoted += letter == '\'' || letter == '\\' ? std::string{'\\', letter} : std::string{letter};
        }
    }
    return quoted + '\'';
}

}  // namespace

std::string shell_quoted(const std::string& word) {
    if (std::any_of(word.begin(), word.end(), is_control)) {
        return with_codes(word);
    }
    if (!word.empty() && std::all_of(word.begin(), word.end(), is_safe)) {
        return word;
    }
    std::string quoted = "'";
    for (const char letter : word) {
        quoted += letter == '\'' ? std::string("'\\''") : std::string{letter};
    }
    return quoted + '\'';
}

std::string shell_line(const std::vector<std::string>& words) {
    std::string line;
    for (const std::string& word : words) {
        line += (line.empty() ? "" : " ") + shell_quoted(word);
    }
    return line;
}

}  // namespace tempera
