// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/fix_text.h"

#include <charconv>
#include <cstdint>
#include <map>
#include <string_view>

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include "core/base/error.h"

namespace tempera {

namespace {

const std::map<std::string_view, char32_t> kEntities = {
    {"amp", U'&'},      {"lt", U'<'},      {"gt", U'>'},      {"quot", U'"'},    {"apos", U'\''},   {"nbsp", 0xA0},
    {"copy", 0xA9},     {"reg", 0xAE},     {"deg", 0xB0},     {"middot", 0xB7},  {"times", 0xD7},   {"ndash", 0x2013},
    {"mdash", 0x2014},  {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"ldquo", 0x201C}, {"rdquo", 0x201D}, {"bull", 0x2022},
    {"hellip", 0x2026}, {"trade", 0x2122}, {"auml", 0xE4},    {"ouml", 0xF6},    {"uuml", 0xFC},    {"szlig", 0xDF},
    {"eacute", 0xE9},   {"egrave", 0xE8},  {"agrave", 0xE0},  {"ccedil", 0xE7},  {"ntilde", 0xF1},  {"AMP", U'&'},
    {"LT", U'<'},       {"GT", U'>'},      {"QUOT", U'"'},
};

const icu::Normalizer2& normalizer(bool compatibility) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* found =
        compatibility ? icu::Normalizer2::getNFKCInstance(status) : icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status)) {
        throw Error("Unicode data are missing", "ICU", "reinstall libicu");
    }
    return *found;
}

icu::UnicodeString normalized(const icu::UnicodeString& text, bool compatibility) {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString result = normalizer(compatibility).normalize(text, status);
    return U_SUCCESS(status) ? result : text;
}

/// Code point that the body of "&body;" stands for; 0 when it is none that we know.
char32_t entity(std::string_view body) {
    if (!body.starts_with('#')) {
        const auto found = kEntities.find(body);
        return found == kEntities.end() ? 0 : found->second;
    }
    body.remove_prefix(1);
    const bool hexadecimal = body.starts_with('x') || body.starts_with('X');
    body.remove_prefix(hexadecimal ? 1 : 0);
    std::uint32_t number = 0;
    const auto [end, problem] = std::from_chars(body.data(), body.data() + body.size(), number, hexadecimal ? 16 : 10);
    const bool whole = problem == std::errc() && end == body.data() + body.size();
    return whole && number <= 0x10FFFF && !U_IS_SURROGATE(number) ? number : 0;
}

icu::UnicodeString without_entities(const icu::UnicodeString& text) {
    icu::UnicodeString result;
    for (std::int32_t i = 0; i < text.length(); ++i) {
        const std::int32_t end = text[i] == u'&' ? text.indexOf(u';', i, 32) : -1;
        char32_t replacement = 0;
        if (end > 0) {
            std::string body;
            text.tempSubStringBetween(i + 1, end).toUTF8String(body);
            replacement = entity(body);
        }
        if (replacement != 0) {
            result.append(static_cast<UChar32>(replacement));
            i = end;
        } else {
            result.append(text[i]);
        }
    }
    return result;
}

/// Length of a terminal colour code ("\x1b[1;31m") at `start`; 0 when there is none.
std::int32_t escape_length(const icu::UnicodeString& text, std::int32_t start) {
    if (text[start] != 0x1B || start + 1 >= text.length() || text[start + 1] != u'[') {
        return 0;
    }
    std::int32_t end = start + 2;
    while (end < text.length() && (u_isdigit(text[end]) || text[end] == u';')) {
        ++end;
    }
    const bool letter = end < text.length() && text[end] < 0x80 && u_isalpha(text[end]);
    return letter ? end + 1 - start : 0;
}

bool is_ligature_or_wide(UChar32 c) {
    return (c >= 0xFB00 && c <= 0xFB06) || c == 0x132 || c == 0x133 || c == 0x149 || (c >= 0x1C4 && c <= 0x1CC) ||
           (c >= 0x1F1 && c <= 0x1F3) || c == 0x3000 || (c >= 0xFF01 && c <= 0xFFEF);
}

bool is_dropped(UChar32 c) {
    return c <= 0x08 || c == 0x0B || (c >= 0x0E && c <= 0x1F) || c == 0x7F || (c >= 0x206A && c <= 0x206F) ||
           c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFC);
}

icu::UnicodeString with_plain_characters(const icu::UnicodeString& text) {
    icu::UnicodeString result;
    for (std::int32_t i = 0; i < text.length();) {
        if (const std::int32_t skipped = escape_length(text, i)) {
            i += skipped;
            continue;
        }
        const UChar32 c = text.char32At(i);
        i += U16_LENGTH(c);
        if (c == 0x02BC || (c >= 0x2018 && c <= 0x201B)) {
            result.append(u'\'');
        } else if (c >= 0x201C && c <= 0x201F) {
            result.append(u'"');
        } else if (c == u'\r' || c == 0x85 || c == 0x2028 || c == 0x2029) {
            result.append(u'\n');
            i += c == u'\r' && i < text.length() && text[i] == u'\n' ? 1 : 0;
        } else if (is_ligature_or_wide(c)) {
            result.append(normalized(icu::UnicodeString(c), true));
        } else if (!is_dropped(c)) {
            result.append(c);
        }
    }
    return result;
}

std::string utf8_of(const icu::UnicodeString& text) {
    std::string result;
    text.toUTF8String(result);
    return result;
}

}  // namespace

std::string fix_text(const std::string& text) {
    icu::UnicodeString current = icu::UnicodeString::fromUTF8(text);
    const bool unescape = current.indexOf(u'<') < 0;
    icu::UnicodeString before;
    do {
        before = current;
        current = normalized(with_plain_characters(unescape ? without_entities(current) : current), false);
    } while (current != before);
    return utf8_of(current);
}

std::string compose(const std::string& text) {
    return utf8_of(normalized(icu::UnicodeString::fromUTF8(text), false));
}

std::string unescape_html(const std::string& text) {
    return utf8_of(without_entities(icu::UnicodeString::fromUTF8(text)));
}

}  // namespace tempera
