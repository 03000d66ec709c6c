// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>
#include <vector>

#include "core/config/config.h"

namespace tempera::ui {

struct RunData;

/// What tells the runs of several panes apart: the settings in which not all of them agree, but for their names. Keeps
/// the parsed configurations of runs that it has seen. GUI thread.
class PaneSettings {
public:
    /// For each run "key value" of every setting that differs between any two of them, in the order of the schema.
    /// Empty for runs whose configuration is not read yet.
    std::vector<QStringList> differences(const std::vector<const RunData*>& runs);

private:
    const Config* config(const RunData& run);

    struct Parsed {
        QString toml;
        Config config;
    };
    QHash<QString, Parsed> m_parsed;
};

}  // namespace tempera::ui
