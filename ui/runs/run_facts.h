// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "ui/runs/run_query.h"
#include "ui/session/run_data.h"

namespace tempera::ui {

struct RunExtras;

/// What a query sees of a run. Points into `extras`, which may be nullptr.
RunFacts factsOf(const RunData& run, const RunExtras* extras);

/// Seconds at work: the sum over the attempts. One that has no end counts to the run's last sign of life.
double workedSeconds(const RunSummary& summary);

/// Of a metric by its key, or of the evaluation's own reward ("eval/<reward>_mean") by evalReward; nullptr = has none.
const MetricStats* metricOf(const RunData& run, const RunExtras* extras, const QString& key);
inline QString evalReward() {
    return QStringLiteral("reward");
}

/// Of files: "312 KiB", "3.6 MiB", "1.2 GiB".
QString sizeText(std::uintmax_t bytes);

/// What the user calls it: "cats2" before "cats10", letters' case aside.
bool naturalLess(const QString& a, const QString& b);

}  // namespace tempera::ui
