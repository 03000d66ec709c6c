// SPDX-License-Identifier: GPL-3.0-or-later
// TOML files and presets. The only file that includes toml++.
#include <algorithm>

#include <toml++/toml.h>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/config/config.h"
#include "core/config/values.h"

namespace tempera {

namespace fs = std::filesystem;

namespace {

std::string at_line(const std::string& where, const toml::source_region& source) {
    return where + ":" + std::to_string(source.begin.line);
}

toml::table parse(const std::string& text, const std::string& where) {
    try {
        return toml::parse(text, where);
    } catch (const toml::parse_error& failure) {
        throw Error("not valid TOML (" + std::string(failure.description()) + ")", at_line(where, failure.source()),
                    "correct this line");
    }
}

/// Nothing for what no field holds: dates, lists of numbers.
std::optional<Value> to_value(const toml::node& node) {
    if (const auto* flag = node.as_boolean()) {
        return flag->get();
    }
    if (const auto* number = node.as_integer()) {
        return number->get();
    }
    if (const auto* number = node.as_floating_point()) {
        return number->get();
    }
    if (const auto* text = node.as_string()) {
        return text->get();
    }
    const toml::array* array = node.as_array();
    if (!array || !(array->empty() || array->is_homogeneous<std::string>())) {
        return std::nullopt;
    }
    std::vector<std::string> list;
    for (const toml::node& entry : *array) {
        list.push_back(entry.as_string()->get());
    }
    return list;
}

/// Text of a word that belongs to the file rather than to the configuration; "" when absent.
std::string file_word(const toml::table& table, const char* word, const std::string& where) {
    const toml::node* node = table.get(word);
    if (node && !node->is_string()) {
        throw Error(std::string(word) + " is not text", at_line(where, node->source()), "put it in quotation marks");
    }
    return node ? node->as_string()->get() : "";
}

bool is_file_word(std::string_view key) {
    return key == "extends" || key == "title" || key == "description";
}

void apply(const toml::table& table, const std::string& prefix, Config& config, const std::string& where) {
    for (const auto& [name, node] : table) {
        const std::string key = prefix + std::string(name.str());
        if (is_file_word(key)) {
            continue;
        }
        if (const toml::table* section = node.as_table()) {
            apply(*section, key + ".", config, where);
            continue;
        }
        const std::string place = at_line(where, node.source());
        const std::optional<Value> value = to_value(node);
        const Field* field = find_field(key);
        if (field && !value) {
            throw_wrong_type(*field, "", place);
        }
        config.set(key, value.value_or(false), place);
    }
}

bool looks_like_path(const std::string& name) {
    return name.find('/') != std::string::npos || name.ends_with(".toml");
}

fs::path preset_file(const std::string& name, const std::string& where) {
    fs::path file = preset_dir() / (name + ".toml");
    if (!fs::exists(file)) {
        std::string names;
        for (const Preset& preset : list_presets()) {
            names += (names.empty() ? "" : ", ") + preset.name;
        }
        throw Error("unknown preset '" + name + "'", where, "use a .toml file or one of: " + names);
    }
    return file;
}

/// `children`: the files that extend this one, to find circles.
Config load(const toml::table& table, const std::string& where, const fs::path& folder,
            std::vector<fs::path> children) {
    Config config;
    if (const std::string base = file_word(table, "extends", where); !base.empty()) {
        const bool beside = looks_like_path(base) || fs::exists(folder / (base + ".toml"));
        fs::path file = beside ? folder / base : preset_file(base, where);
        if (!file.has_extension()) {
            file += ".toml";
        }
        const fs::path real_file = fs::weakly_canonical(file);
        if (std::find(children.begin(), children.end(), real_file) != children.end()) {
            throw Error("extends goes round in a circle through '" + base + "'", where, "remove one extends");
        }
        children.push_back(real_file);
        config = load(parse(read_file(file), file.string()), file.string(), real_file.parent_path(), children);
    }
    file_word(table, "title", where);
    file_word(table, "description", where);
    apply(table, "", config, where);
    return config;
}

}  // namespace

Config Config::from_file(const fs::path& file) {
    const fs::path real_file = fs::weakly_canonical(file);
    return load(parse(read_file(file), file.string()), file.string(), real_file.parent_path(), {real_file});
}

Config Config::from_toml(const std::string& text, const std::string& where) {
    return load(parse(text, where), where, fs::current_path(), {});
}

std::vector<Preset> list_presets(const fs::path& folder) {
    std::vector<Preset> presets;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder.empty() ? preset_dir() : folder)) {
        const fs::path& file = entry.path();
        if (file.extension() == ".toml") {
            const toml::table table = parse(read_file(file), file.string());
            presets.push_back({file.stem().string(), file_word(table, "title", file.string()),
                               file_word(table, "description", file.string()), file});
        }
    }
    std::sort(presets.begin(), presets.end(), [](const Preset& a, const Preset& b) { return a.name < b.name; });
    return presets;
}

Config load_preset(const std::string& name_or_file) {
    return Config::from_file(looks_like_path(name_or_file) ? fs::path(name_or_file)
                                                           : preset_file(name_or_file, "presets"));
}

}  // namespace tempera
