// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/output.h"
#include "core/base/error.h"
#include "core/config/config.h"

namespace tempera {

namespace {

const char* type_word(FieldType type) {
    switch (type) {
        case FieldType::Bool:
            return "bool";
        case FieldType::Int:
            return "int";
        case FieldType::Real:
            return "real";
        case FieldType::Text:
            return "text";
        case FieldType::Choice:
            return "choice";
        case FieldType::TextList:
            return "list of text";
        case FieldType::Reward:
            return "judge";
        case FieldType::RewardList:
            return "list of judges";
    }
    return "";
}

int reference(const Invocation& invocation) {
    if (!invocation.json) {
        std::fputs(reference_markdown().c_str(), stdout);
        return exit_ok;
    }
    nlohmann::ordered_json fields = nlohmann::ordered_json::array();
    for (const Field& field : schema()) {
        nlohmann::ordered_json json = {{"key", field.key}, {"type", type_word(field.type)}};
        std::visit([&json](const auto& value) { json["default"] = value; }, field.default_value);
        if (field.min) {
            json["min"] = *field.min;
        }
        if (field.max) {
            json["max"] = *field.max;
        }
        if (!field.choices.empty()) {
            json["choices"] = field.choices;
        }
        if (!field.unit.empty()) {
            json["unit"] = field.unit;
        }
        if (!field.methods.empty()) {
            json["methods"] = field.methods;
        }
        json["doc"] = field.doc;
        fields.push_back(json);
    }
    print_json(fields);
    return exit_ok;
}

int presets(const Invocation& invocation) {
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    TextTable table({"PRESET", "WHAT IT DOES"});
    for (const Preset& preset : list_presets()) {
        json.push_back({{"name", preset.name},
                        {"title", preset.title},
                        {"description", preset.description},
                        {"file", preset.file.string()}});
        table.add({preset.name, preset.title});
    }
    if (invocation.json) {
        print_json(json);
    } else {
        std::fputs(table.text().c_str(), stdout);
    }
    return exit_ok;
}

int check(const Invocation& invocation, const std::string& file) {
    const Config config = load_preset(file);
    const std::vector<std::pair<std::string, std::string>> problems = config.problems();
    if (invocation.json) {
        nlohmann::ordered_json json = {{"ok", problems.empty()}, {"hash", config.hash()}};
        json["problems"] = nlohmann::ordered_json::array();
        for (const auto& [key, sentence] : problems) {
            json["problems"].push_back({{"key", key}, {"problem", sentence}});
        }
        print_json(json);
    } else if (problems.empty()) {
        std::fputs(config.canonical_toml().c_str(), stdout);
    } else {
        for (const auto& [key, sentence] : problems) {
            std::fprintf(stderr, "%s: %s: %s\n", file.c_str(), key.c_str(), sentence.c_str());
        }
    }
    return problems.empty() ? exit_ok : exit_error;
}

}  // namespace

void add_config(CLI::App& app, Invocation& invocation) {
    struct Options {
        bool reference = false;
        bool presets = false;
        std::string file;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("config", "Reference of all keys, list of presets, check of a file");
    CLI::Option_group* what = command->add_option_group("what");
    what->add_flag("--reference", options->reference, "Print every key with its type, range, default and meaning");
    what->add_flag("--presets", options->presets, "List the presets");
    what->add_option("--check", options->file, "Check a file or preset and print it with every key resolved")
        ->type_name("FILE");
    what->require_option(1);
    add_json_option(*command, invocation);
    command->callback([&invocation, options] {
        invocation.action = [&invocation, options] {
            if (options->reference) {
                return reference(invocation);
            }
            return options->presets ? presets(invocation) : check(invocation, options->file);
        };
    });
}

}  // namespace tempera
