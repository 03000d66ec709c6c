// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QVector>
#include <cstdint>
#include <optional>
#include <vector>

namespace tempera::ui {

/// One curve as it is drawn: of a run, or the mean of runs that differ in their seed only. What the plot, the
/// read-out, the table and the exported file show is all taken from here. Value type; the vectors are shared.
struct Curve {
    QString id;             ///< unique in its panel: the run's id, or that of a group
    QString label;          ///< name of the run, or what the names of the group have in common
    QStringList members;    ///< ids of the runs behind it that have the metric, one for a run
    int colour = 0;         ///< for theme::run()
    bool mean = false;      ///< of a group
    bool second = false;    ///< the metric that is drawn dotted beside the panel's own
    bool ascending = true;  ///< x ascends: else it is a path, in the order of the epochs

    QVector<double> x;
    QVector<double> epochs;  ///< of each point
    QVector<double> values;  ///< as shown: scaled, and smoothed if so
    QVector<double> raw;     ///< before smoothing; empty when that is the same
    QVector<double> low;     ///< band, as shown; empty = none
    QVector<double> high;
    QVector<int> counts;  ///< runs behind each point; empty for a run

    /// Runs that are drawn faint behind their mean.
    struct Strand {
        QVector<double> x;
        QVector<double> values;
    };
    std::vector<Strand> strands;

    qsizetype size() const { return x.size(); }
    bool complete(qsizetype place) const { return counts.isEmpty() || counts.at(place) == members.size(); }

    /// Place of the point nearest to x; nothing for x beyond the ends by more than half a step.
    std::optional<qsizetype> nearest(double x) const;
    /// Place of the last point up to an epoch; the first when all are later; nothing for an empty curve.
    std::optional<qsizetype> atEpoch(std::int64_t epoch) const;
};

}  // namespace tempera::ui
