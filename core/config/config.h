// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/schema.h"

namespace tempera {

/// A full, valid configuration: every key of the schema has a value inside its range. Value type.
class Config {
public:
    /// All defaults.
    Config();

    /// Reads a TOML file; `extends = "other"` (a preset name or a path beside the file) is applied
    /// first. `title` and `description` (both text) are allowed beside `extends` and are not keys.
    /// Throws Error naming the file, the key and the nearest known key or the allowed range.
    static Config from_file(const std::filesystem::path& file);

    /// Parses TOML text; `where` names it in errors.
    static Config from_toml(const std::string& text, const std::string& where);

    bool flag(std::string_view key) const;
    std::int64_t integer(std::string_view key) const;
    double real(std::string_view key) const;
    const std::string& text(std::string_view key) const;  ///< Text and Choice
    const std::vector<std::string>& list(std::string_view key) const;
    const Value& value(std::string_view key) const;

    /// Checked assignment. The text form is that of the command line: 3e-4, true, cat, [a, b] or "a,b".
    void set(const std::string& key, const Value& value, const std::string& where = "configuration");
    void set_text(const std::string& key, const std::string& value, const std::string& where = "command line");

    /// Rules that join several keys (for example samples divisible by the effective batch).
    /// Throws the first violation; problems() lists all of them as (key, sentence).
    void check() const;
    std::vector<std::pair<std::string, std::string>> problems() const;

    /// Every key, sorted by section as in the schema; parses back to an equal Config.
    std::string canonical_toml() const;

    /// SHA-256 of canonical_toml() without `name`: equal hash = same experiment with the same seed. Keys that came
    /// after the first runs count only where they are set, so that a run has the hash that it was stored with.
    std::string hash() const;

    friend bool operator==(const Config&, const Config&) = default;

private:
    std::map<std::string, Value, std::less<>> values_;
};

/// train.advantage with auto resolved: "per_prompt", "group" or "critic".
std::string advantage_kind(const Config& config);

/// Text form of a value as it would be typed after --set.
std::string to_text(const Value& value);

struct ConfigDifference {
    std::string key;
    std::string left;
    std::string right;
};
std::vector<ConfigDifference> diff(const Config& left, const Config& right);

struct Preset {
    std::string name;  ///< file name without .toml
    std::string title;
    std::string description;
    std::filesystem::path file;
};
/// The .toml files of a folder, preset_dir() unless another is named, sorted by name.
std::vector<Preset> list_presets(const std::filesystem::path& folder = {});

/// `name_or_file`: a preset's name, or a path to a .toml file.
Config load_preset(const std::string& name_or_file);

/// Markdown reference of every key (docs and `config --reference`).
std::string reference_markdown();

}  // namespace tempera
