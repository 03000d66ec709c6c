// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/config/config.h"

namespace tempera::ui {

/// A setting that takes several values, as typed.
struct SweepAxis {
    QString key;
    QString values;

    friend bool operator==(const SweepAxis&, const SweepAxis&) = default;
};

struct PlannedRun {
    QString name;
    Config config;
};

struct SweepPlan {
    std::vector<PlannedRun> runs;                   ///< every combination, the last axis fastest; empty with problems
    std::vector<std::int64_t> counts;               ///< values of each axis; 0 = none or unreadable
    std::int64_t combinations = 1;                  ///< also when that is too many to be planned
    std::vector<std::pair<int, QString>> problems;  ///< place of the axis (-1 = of a combination) and sentence
};

constexpr std::int64_t mostSweepRuns = 200;

/// Values out of "1, 2, 5", "1..5", "0..1 step 0.25" or "1e-5..1e-2 times 10", each in the spelling that a
/// configuration gives it, none twice. Lists (judges of an evaluation) are separated by ";". Throws Error.
QStringList sweepValues(const Field& field, const QString& text);

/// Every combination of the axes that have values, on top of `base`; axes without any are left out.
SweepPlan planSweep(const Config& base, const QString& name, const std::vector<SweepAxis>& axes);

}  // namespace tempera::ui
