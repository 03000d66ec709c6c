// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPair>
#include <QString>
#include <QVector>
#include <string>

#include "core/store/records.h"

namespace tempera::ui {

/// What one needs to make a run again: what it is, what it ran on, and the command that trains it.
struct ReproduceCard {
    QVector<QPair<QString, QString>> rows;  ///< label and value
    QString command;                        ///< one line for a shell; "" when there is none
    QString noCommand;                      ///< why, in that case

    QString asText() const;  ///< a row a line, and the command
};

/// `id`: of the run's folder. Reads the presets: not for the GUI thread. Never throws.
ReproduceCard reproduceCard(const QString& id, const RunSummary& summary, const std::string& configToml);

}  // namespace tempera::ui
