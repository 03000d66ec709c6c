// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/values.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include "core/base/error.h"
#include "core/config/config.h"
#include "core/config/reward_spec.h"

namespace tempera {

namespace {

/// Shortest decimal form that reads back to the same number, in the C locale: "0.0001", "1e-8", "5".
std::string real_text(double number) {
    char buffer[40];
    for (int digits = 6;; ++digits) {
        char* end = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::general, digits).ptr;
        double back = 0;
        std::from_chars(buffer, end, back);
        if (back == number || digits == 17) {
            std::string text(buffer, end);
            if (const auto zero = text.find("e-0"); zero != std::string::npos) {
                text.erase(zero + 2, 1);
            } else if (const auto plus = text.find("e+"); plus != std::string::npos) {
                text.erase(plus + 1, text[plus + 2] == '0' ? 2 : 1);
            }
            return text;
        }
    }
}

std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') {
            result += '\\';
            result += letter;
        } else if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04X", static_cast<unsigned>(letter));
            result += escape;
        } else {
            result += letter;
        }
    }
    return result + '"';
}

/// Other bytes could not be read back from a TOML file.
bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80   ? 1
                                   : lead < 0xc2 ? 0
                                   : lead < 0xe0 ? 2
                                   : lead < 0xf0 ? 3
                                   : lead < 0xf5 ? 4
                                                 : 0;
        if (length == 0 || i + length > text.size()) {
            return false;
        }
        const auto second = length > 1 ? static_cast<unsigned char>(text[i + 1]) : 0;
        const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
        const bool surrogate_or_beyond = (lead == 0xed && second > 0x9f) || (lead == 0xf4 && second > 0x8f);
        for (std::size_t k = 1; k < length; ++k) {
            if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) {
                return false;
            }
        }
        if (overlong || surrogate_or_beyond) {
            return false;
        }
        i += length;
    }
    return true;
}

const char* type_words(FieldType type) {
    switch (type) {
        case FieldType::Bool:
            return "true or false";
        case FieldType::Int:
            return "a whole number";
        case FieldType::Real:
            return "a number";
        case FieldType::Text:
            return "text";
        case FieldType::Choice:
            return "one of its choices";
        case FieldType::TextList:
            return "a list of texts";
        case FieldType::Reward:
            return "a judge";
        case FieldType::RewardList:
            return "a list of judges";
    }
    return "";
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

bool has_type(FieldType type, const Value& value) {
    switch (type) {
        case FieldType::Bool:
            return std::holds_alternative<bool>(value);
        case FieldType::Int:
            return std::holds_alternative<std::int64_t>(value);
        case FieldType::Real:
            return std::holds_alternative<double>(value) && std::isfinite(std::get<double>(value));
        case FieldType::Text:
        case FieldType::Choice:
        case FieldType::Reward:
            return std::holds_alternative<std::string>(value);
        case FieldType::TextList:
        case FieldType::RewardList:
            return std::holds_alternative<std::vector<std::string>>(value);
    }
    return false;
}

bool in_range(const Field& field, double number) {
    return (!field.min || number >= *field.min) && (!field.max || number <= *field.max);
}

void check_text(const Field& field, const std::string& text, const std::string& where) {
    if (field.type == FieldType::Choice &&
        std::find(field.choices.begin(), field.choices.end(), text) == field.choices.end()) {
        throw Error("'" + text + "' is not a choice of " + field.key, where, "use " + allowed_values(field));
    }
    const bool names_judges = field.type == FieldType::Reward || field.type == FieldType::RewardList;
    const bool none = text.empty() && field.default_value == Value(std::string());
    if (names_judges && !none) {
        RewardSpec::parse(text, where + ": " + field.key);
    }
    if (!is_utf8(text)) {
        throw Error(field.key + " is not valid UTF-8", where, "use another text");
    }
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    Number number{};
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\n\"'");
    const auto last = text.find_last_not_of(" \t\n\"'");
    return first == std::string_view::npos ? std::string_view() : text.substr(first, last - first + 1);
}

std::vector<std::string> parse_list(std::string_view text) {
    text = trimmed(text);
    if (text.starts_with('[') && text.ends_with(']')) {
        text = text.substr(1, text.size() - 2);
    }
    std::vector<std::string> entries;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        if (const auto entry = trimmed(text.substr(0, comma)); !entry.empty()) {
            entries.emplace_back(entry);
        }
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return entries;
}

}  // namespace

void throw_wrong_type(const Field& field, const std::string& found, const std::string& where) {
    throw Error(field.key + (found.empty() ? "" : " = " + found) + " is not " + type_words(field.type), where,
                "use " + allowed_values(field));
}

Value checked_value(const Field& field, Value value, const std::string& where) {
    if (field.type == FieldType::Real && std::holds_alternative<std::int64_t>(value)) {
        value = static_cast<double>(std::get<std::int64_t>(value));
    }
    if (!has_type(field.type, value)) {
        throw_wrong_type(field, toml_literal(value), where);
    }
    if (field.type == FieldType::Int || field.type == FieldType::Real) {
        const double number =
            field.type == FieldType::Int ? static_cast<double>(std::get<std::int64_t>(value)) : std::get<double>(value);
        if (!in_range(field, number)) {
            throw Error(field.key + " = " + to_text(value) + " is out of range", where, "use " + allowed_values(field));
        }
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        check_text(field, *text, where);
    } else if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
        for (const std::string& entry : *list) {
            check_text(field, entry, where);
        }
    }
    return value;
}

Value parse_value(const Field& field, const std::string& text, const std::string& where) {
    switch (field.type) {
        case FieldType::Bool:
            if (text == "true" || text == "false") {
                return text == "true";
            }
            break;
        case FieldType::Int:
            if (const auto number = parse_number<std::int64_t>(text)) {
                return checked_value(field, *number, where);
            }
            break;
        case FieldType::Real:
            if (const auto number = parse_number<double>(text)) {
                return checked_value(field, *number, where);
            }
            break;
        case FieldType::Text:
        case FieldType::Choice:
        case FieldType::Reward:
            return checked_value(field, text, where);
        case FieldType::TextList:
        case FieldType::RewardList:
            return checked_value(field, parse_list(text), where);
    }
    throw_wrong_type(field, "'" + text + "'", where);
}

std::string allowed_values(const Field& field) {
    std::string words = type_words(field.type);
    if (field.type == FieldType::Choice) {
        words = "one of: " + joined(field.choices);
    } else if (!field.choices.empty()) {
        words += ": " + joined(field.choices) + ", NAME=PATH, NAME=http://..., or a weighted sum";
    } else if (field.min && field.max) {
        words += " from " + real_text(*field.min) + " to " + real_text(*field.max);
    }
    return field.unit.empty() ? words : words + " (" + field.unit + ")";
}

std::string toml_literal(const Value& value) {
    if (const auto* number = std::get_if<double>(&value)) {
        const std::string text = real_text(*number);
        return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        return quoted(*text);
    }
    if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
        std::vector<std::string> entries;
        std::transform(list->begin(), list->end(), std::back_inserter(entries), quoted);
        return "[" + joined(entries) + "]";
    }
    return to_text(value);
}

std::string to_text(const Value& value) {
    struct Writer {
        std::string operator()(bool flag) const { return flag ? "true" : "false"; }
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(double number) const { return real_text(number); }
        std::string operator()(const std::string& text) const { return text; }
        std::string operator()(const std::vector<std::string>& list) const { return joined(list); }
    };
    return std::visit(Writer{}, value);
}

}  // namespace tempera
