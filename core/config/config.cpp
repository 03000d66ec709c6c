// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/config.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/config/changed_toml.h"
#include "core/config/values.h"

namespace tempera {

namespace {

const Field& known_field(std::string_view key, const std::string& where) {
    if (const Field* field = find_field(key)) {
        return *field;
    }
    throw Error("unknown key '" + std::string(key) + "'", where, "use '" + nearest_key(key) + "'");
}

/// Keys that came when runs had been stored already. While they have their default, with which a run learns what those
/// runs learned, the hash leaves them out: a run keeps its hash for ever. A new key goes here.
constexpr std::string_view later_keys[] = {"reward.folder", "critic.encoder", "eval.unseen_prompts",
                                           "eval.unseen_samples", "images.trajectories"};

/// The keys that `kept` chooses, by section.
template <typename Kept>
std::string toml_of(const Config& config, const Kept& kept) {
    std::string text;
    std::string section;
    for (const Field& field : schema()) {
        if (!kept(field)) {
            continue;
        }
        const auto dot = field.key.find('.');
        const std::string own_section = dot == std::string::npos ? "" : field.key.substr(0, dot);
        if (own_section != section) {
            section = own_section;
            text += "\n[" + section + "]\n";
        }
        text +=
            (section.empty() ? field.key : field.key.substr(dot + 1)) + " = " + toml_literal(config.value(field.key));
        text += '\n';
    }
    return text;
}

}  // namespace

Config::Config() {
    for (const Field& field : schema()) {
        values_.emplace(field.key, field.default_value);
    }
}

const Value& Config::value(std::string_view key) const {
    return values_.find(known_field(key, "configuration").key)->second;
}

bool Config::flag(std::string_view key) const {
    return std::get<bool>(value(key));
}

std::int64_t Config::integer(std::string_view key) const {
    return std::get<std::int64_t>(value(key));
}

double Config::real(std::string_view key) const {
    return std::get<double>(value(key));
}

const std::string& Config::text(std::string_view key) const {
    return std::get<std::string>(value(key));
}

const std::vector<std::string>& Config::list(std::string_view key) const {
    return std::get<std::vector<std::string>>(value(key));
}

void Config::set(const std::string& key, const Value& value, const std::string& where) {
    values_[key] = checked_value(known_field(key, where), value, where);
}

void Config::set_text(const std::string& key, const std::string& value, const std::string& where) {
    values_[key] = parse_value(known_field(key, where), value, where);
}

std::string Config::canonical_toml() const {
    return toml_of(*this, [](const Field&) { return true; });
}

std::string changed_toml(const Config& config) {
    return toml_of(config, [&](const Field& field) { return config.value(field.key) != field.default_value; });
}

std::string Config::hash() const {
    Config nameless = *this;
    nameless.values_["name"] = std::string();
    return sha256_hex(toml_of(nameless, [&](const Field& field) {
        const bool later = std::find(std::begin(later_keys), std::end(later_keys), field.key) != std::end(later_keys);
        return !later || value(field.key) != field.default_value;
    }));
}

std::vector<ConfigDifference> diff(const Config& left, const Config& right) {
    std::vector<ConfigDifference> differences;
    for (const Field& field : schema()) {
        if (left.value(field.key) != right.value(field.key)) {
            differences.push_back({field.key, to_text(left.value(field.key)), to_text(right.value(field.key))});
        }
    }
    return differences;
}

}  // namespace tempera
