// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/config_choice.h"

#include "core/base/error.h"

namespace tempera {

void add_config_options(CLI::App& command, ConfigChoice& choice) {
    CLI::Option* preset =
        command.add_option("PRESET", choice.preset, "Name of a preset (see 'config --presets') or a .toml file");
    if (choice.preset.empty()) {
        preset->required();
    } else {
        preset->capture_default_str();
    }
    command.add_option("-s,--set", choice.assignments, "Override one key, for example --set train.learning_rate=1e-4")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
}

Config chosen_config(const ConfigChoice& choice) {
    Config config = load_preset(choice.preset);
    for (const std::string& assignment : choice.assignments) {
        const std::size_t equals = assignment.find('=');
        if (equals == std::string::npos) {
            throw Error("'" + assignment + "' is no assignment", "--set", "write --set key=value");
        }
        config.set_text(assignment.substr(0, equals), assignment.substr(equals + 1), "--set");
    }
    return config;
}

}  // namespace tempera
