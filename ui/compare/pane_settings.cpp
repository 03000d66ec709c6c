// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/pane_settings.h"

#include <set>

#include "core/base/error.h"
#include "ui/common/text_format.h"
#include "ui/session/run_data.h"

namespace tempera::ui {

const Config* PaneSettings::config(const RunData& run) {
    if (run.configToml.isEmpty()) {
        return nullptr;
    }
    const auto known = m_parsed.constFind(run.id());
    if (known != m_parsed.constEnd() && known->toml == run.configToml) {
        return &known->config;
    }
    try {
        Config parsed = Config::from_toml(run.configToml.toStdString(), run.id().toStdString());
        return &m_parsed.insert(run.id(), {run.configToml, std::move(parsed)})->config;
    } catch (const Error&) {
        return nullptr;  // the Config page says what is wrong with it
    }
}

std::vector<QStringList> PaneSettings::differences(const std::vector<const RunData*>& runs) {
    for (const RunData* run : runs) {
        if (run) {
            config(*run);  // all of them first: the table may move its values while it grows
        }
    }
    std::vector<const Config*> configs;
    const Config* first = nullptr;
    std::set<std::string> keys;
    for (const RunData* run : runs) {
        configs.push_back(run ? config(*run) : nullptr);
        if (!configs.back()) {
            continue;
        }
        if (!first) {
            first = configs.back();
        }
        for (const ConfigDifference& difference : diff(*first, *configs.back())) {
            keys.insert(difference.key);
        }
    }
    keys.erase("name");
    std::vector<QStringList> result(runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
        for (const Field& field : schema()) {
            if (configs[i] && keys.contains(field.key)) {
                result[i] << QStringLiteral("%1 %2").arg(fromStd(field.key),
                                                         fromStd(to_text(configs[i]->value(field.key))));
            }
        }
    }
    return result;
}

}  // namespace tempera::ui
