// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>
#include <QString>
#include <QStringList>
#include <QVector>
#include <cstdint>
#include <memory>
#include <optional>

#include "core/comparison/overoptimization.h"
#include "ui/session/run_data.h"

namespace tempera::ui {

/// A run of the page and what is said of it.
struct JudgedRun {
    const RunData* run = nullptr;
    std::shared_ptr<const Overoptimization> report;  ///< with at least one evaluation
};

/// One curve: a judge of the one run, or what stands for one of several runs.
struct TrajectoryLine {
    QString id;
    QString name;                  ///< in the legend
    QVector<std::int64_t> epochs;  ///< of the points
    QVector<double> trained;       ///< the trained reward there; empty when there is none
    QVector<double> values;
    std::optional<int> ringed;  ///< place of the evaluation that is the best one by this line
    QColor colour;
    Qt::PenStyle dash = Qt::SolidLine;
    bool leads = false;   ///< drawn in front with a disc on every evaluation
    bool chosen = false;  ///< of the current run: its epochs are named and can be clicked
};

/// Lines for these runs. `natural`: trained rewards in their own unit, which they must share.
struct TrajectorySet {
    const QVector<JudgedRun>& runs;
    const QString& currentId;
    bool natural;
    const QPalette& palette;
    QString judge = {};  ///< out-of-domain judge that is drawn in its own unit; "" = all of them, in base deviations
};

/// Rise of the out-of-domain judges in base deviations: of one run each judge and their mean, of several the means.
/// With a judge named: what it says, of every run that has it.
QVector<TrajectoryLine> risesOf(const TrajectorySet& set);

/// Gold in its own unit, of every run that has it.
QVector<TrajectoryLine> goldOf(const TrajectorySet& set);

/// Out-of-domain judges of any of the runs, sorted.
QStringList judgesOf(const QVector<JudgedRun>& runs);

/// Whether all runs have the same trained judge.
bool shareTrainedJudge(const QVector<JudgedRun>& runs);

/// Place of the last evaluation up to `epoch`, else of the first.
int placeAt(const QVector<std::int64_t>& epochs, std::int64_t epoch);

}  // namespace tempera::ui
