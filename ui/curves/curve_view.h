// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/comparison/curve_statistics.h"

namespace tempera::ui {

/// The numbers are stored in the settings.
enum class XAxis { Epoch, Step, Queries, Minutes, Metric };

/// How all curves of the page are seen. Value type.
struct CurveView {
    XAxis axis = XAxis::Epoch;
    QString xMetric;              ///< of XAxis::Metric
    int smoothing = 1;            ///< window in epochs; 1 = none
    bool grouped = false;         ///< one mean for the runs that differ in their seed only
    Band band = Band::Deviation;  ///< around a mean; None = the single runs instead, faint
    bool logX = false;
    bool ignoreOutliers = false;

    friend bool operator==(const CurveView&, const CurveView&) = default;
};

/// Curves of fewer values are never smoothed: what is left of them would be the window, not the run.
constexpr int leastSmoothed = 10;

/// "Reward queries", with the unit behind a comma where there is one.
QString axisTitle(const CurveView& view);

}  // namespace tempera::ui
