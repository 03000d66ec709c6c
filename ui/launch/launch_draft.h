// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

#include "ui/launch/sweep.h"

namespace tempera::ui {

/// What was being prepared when the dialog was left: kept in the user's settings, so that it is there again after a
/// change of mind or a crash. GUI thread.
struct LaunchDraft {
    QString preset;        ///< name or file; "" when it began from a run
    QString baseToml;      ///< of the run that it began from
    QString title;         ///< what people know it by
    QString name;          ///< of the new run
    QStringList settings;  ///< "key=text" as typed, also what is wrong
    std::vector<SweepAxis> sweep;
    double saved = 0;  ///< unix seconds

    bool empty() const { return settings.isEmpty() && sweep.empty(); }
};

std::optional<LaunchDraft> loadDraft();  ///< nothing: there is none
void saveDraft(const LaunchDraft& draft);
void clearDraft();

}  // namespace tempera::ui
