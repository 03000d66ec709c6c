// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/run_command.h"

#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/base/shell_words.h"
#include "core/config/config.h"
#include "ui/common/text_format.h"

namespace tempera::ui {

namespace {

/// Presets one by one: one that is not valid is none.
std::optional<Config> loaded(const Preset& preset) {
    try {
        return load_preset(preset.name);
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

}  // namespace

QString trainCommand(const std::string& configToml) {
    const Config config = Config::from_toml(configToml, "config.toml");
    std::string nearest;
    std::vector<ConfigDifference> differences;
    for (const Preset& preset : list_presets()) {
        const std::optional<Config> base = loaded(preset);
        if (!base) {
            continue;
        }
        std::vector<ConfigDifference> own = diff(*base, config);
        if (nearest.empty() || own.size() < differences.size()) {
            nearest = preset.name;
            differences = std::move(own);
        }
    }
    if (nearest.empty()) {
        throw Error("there is no preset to start from", "presets", "reinstall Tempera, or set TEMPERA_PRESETS");
    }
    std::vector<std::string> words{"tempera-run", "train", nearest};
    Config again = load_preset(nearest);
    for (const ConfigDifference& one : differences) {
        words.insert(words.end(), {"--set", one.key + "=" + one.right});
        again.set_text(one.key, one.right);
    }
    if (again.hash() != config.hash()) {  // a list with a comma inside an entry has no form for --set
        throw Error("this configuration cannot be written as --set arguments", "config.toml",
                    "train from the run's config.toml: tempera-run train FILE");
    }
    return fromStd(shell_line(words));
}

}  // namespace tempera::ui
