// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/prompts.h"

#include <algorithm>
#include <cstdint>
#include <sstream>

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/ustring.h>

#include "core/base/error.h"
#include "core/base/files.h"

namespace tempera {

namespace {

/// Python's str.isspace, by which the official tokenizers collapse: White_Space and four separators.
bool is_space(UChar32 c) {
    return u_isUWhiteSpace(c) || (c >= 0x1C && c <= 0x1F);
}

icu::UnicodeString collapsed(const icu::UnicodeString& text) {
    icu::UnicodeString result;
    bool pending = false;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i);
        if (is_space(c)) {
            pending = !result.isEmpty();
            continue;
        }
        if (pending) {
            result.append(u' ');
        }
        pending = false;
        result.append(c);
    }
    return result;
}

bool is_utf8(const std::string& text) {
    UErrorCode status = U_ZERO_ERROR;
    std::int32_t length = 0;
    u_strFromUTF8(nullptr, 0, &length, text.data(), static_cast<std::int32_t>(text.size()), &status);
    return U_SUCCESS(status) || status == U_BUFFER_OVERFLOW_ERROR;
}

std::string trimmed(const std::string& line) {
    constexpr const char* blanks = " \t\r";
    const std::size_t first = line.find_first_not_of(blanks);
    return first == std::string::npos ? "" : line.substr(first, line.find_last_not_of(blanks) - first + 1);
}

std::filesystem::path prompt_file(const std::string& name_or_file) {
    const bool is_name = std::all_of(name_or_file.begin(), name_or_file.end(),
                                     [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; });
    const auto listed = resource_dir() / "prompts" / (name_or_file + ".txt");
    if (is_name && std::filesystem::exists(listed)) {
        return listed;
    }
    if (!std::filesystem::is_regular_file(name_or_file)) {
        throw Error("there is no such prompt list", "'" + name_or_file + "'",
                    "give the name of a file in " + listed.parent_path().string() + " or the path of a text file");
    }
    return name_or_file;
}

}  // namespace

std::vector<std::string> read_prompts(const std::string& name_or_file) {
    const auto file = prompt_file(name_or_file);
    std::string text = read_file(file);
    if (!is_utf8(text)) {
        throw Error("is not UTF-8 text", file.string(), "save it with UTF-8 encoding");
    }
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.erase(0, 3);
    }
    std::vector<std::string> prompts;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        const std::string prompt = trimmed(line);
        if (!prompt.empty() && prompt.front() != '#') {
            prompts.push_back(prompt);
        }
    }
    if (prompts.empty()) {
        throw Error("holds no prompt", file.string(), "write one prompt per line");
    }
    return prompts;
}

std::string prompt_key(const std::string& prompt) {
    std::string key;
    collapsed(icu::UnicodeString::fromUTF8(prompt)).toLower(icu::Locale::getRoot()).toUTF8String(key);
    return key;
}

}  // namespace tempera
