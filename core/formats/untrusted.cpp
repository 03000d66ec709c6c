// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/untrusted.h"

#include <algorithm>

#include "core/base/error.h"

namespace tempera {

std::string printable(std::string_view text) {
    constexpr std::size_t kShown = 80;
    std::string shown(text.substr(0, kShown));
    std::replace_if(
        shown.begin(), shown.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return text.size() > kShown ? shown + "..." : shown;
}

void refuse_stand_in(std::string_view start, const std::string& where) {
    if (start.starts_with("version ")) {
        throw Error("is a Git LFS pointer, not the weights themselves", where, "run 'git lfs pull' in its repository");
    }
    std::string lower(start.substr(0, 64));
    lower.erase(0, std::min(lower.find_first_not_of(" \t\r\n\xef\xbb\xbf"), lower.size()));
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    // Five letters at least: fewer could be the header length of a safetensors file.
    if (lower.starts_with("<!doc") || lower.starts_with("<html") || lower.starts_with("<?xml")) {
        throw Error("is a web page, not the weights themselves", where,
                    "download the file itself and log in first when the site asks for it");
    }
}

}  // namespace tempera
