// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/run_command.h"

#include <QRegularExpression>
#include <optional>

#include "core/base/error.h"
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

QString shellQuoted(const QString& word) {
    static const QRegularExpression safe(QStringLiteral("\\A[A-Za-z0-9_@%+=:,./-]+\\z"));
    if (safe.match(word).hasMatch()) {
        return word;
    }
    return QLatin1Char('\'') + QString(word).replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
}

QStringList trainArguments(const std::string& configToml) {
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
    QStringList words{QStringLiteral("train"), fromStd(nearest)};
    Config again = load_preset(nearest);
    for (const ConfigDifference& one : differences) {
        words << QStringLiteral("--set") << fromStd(one.key + "=" + one.right);
        again.set_text(one.key, one.right);
    }
    if (again.hash() != config.hash()) {  // a list with a comma inside an entry has no form for --set
        throw Error("this configuration cannot be written as --set arguments", "config.toml",
                    "train from the run's config.toml: tempera-run train FILE");
    }
    return words;
}

QString trainCommand(const std::string& configToml) {
    QStringList words{QStringLiteral("tempera-run")};
    const QStringList arguments = trainArguments(configToml);
    for (const QString& word : arguments) {
        words << shellQuoted(word);
    }
    return words.join(QLatin1Char(' '));
}

}  // namespace tempera::ui
