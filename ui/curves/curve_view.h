// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <QVector>

#include "ui/session/run_data.h"

namespace tempera::ui {

enum class XAxis { Epoch, Step, Queries, Minutes };

/// How all curves of the page are seen. Value type.
struct CurveView {
    XAxis axis = XAxis::Epoch;
    double smoothing = 0;  ///< weight of the past, 0..1 (exclusive)
};

/// x of a point; minutes count from the start of the run.
double xOf(const MetricPoint& point, const RunData& run, XAxis axis);

/// x where an epoch lies: that of the last point of `series` up to it.
double xOfEpoch(const MetricSeries& series, const RunData& run, XAxis axis, std::int64_t epoch);

/// The epoch whose point lies nearest to x.
std::int64_t epochAt(const MetricSeries& series, const RunData& run, XAxis axis, double x);

/// Exponential moving average, debiased so that the first values are not pulled to zero. Values
/// that are not finite are passed over.
QVector<double> smoothed(const QVector<double>& values, double weight);

}  // namespace tempera::ui
