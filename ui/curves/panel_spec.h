// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "ui/session/run_data.h"

namespace tempera::ui {

/// What one small plot shows.
struct PanelSpec {
    QString id;        ///< stable name, remembered in the settings
    QString group;     ///< "Rewards", "Policy", "Critic", "Neurons", "Cost", or "eval/": heading in the chooser
    QString title;     ///< "Gold judge"
    QString unit;      ///< "%", "s"; "" = none
    QString key;       ///< metric; "{reward}" stands for the run's own reward
    QString second;    ///< metric drawn dotted beside it, "" = none
    QString legend;    ///< what solid and dotted mean, when there is a second
    double scale = 1;  ///< stored value -> shown value
    std::optional<double> floor;
    bool logY = false;
    bool shown = true;  ///< by default
};

/// "Dormant neurons, %".
QString titleOf(const PanelSpec& spec);

/// Key of a spec for one run.
QString keyFor(const QString& key, const RunData& run);

/// The panels for which at least one of the runs has values, in the order of the page: first the
/// known ones, then one for every metric as it is stored.
std::vector<PanelSpec> panelsFor(const std::vector<const RunData*>& runs);

}  // namespace tempera::ui
