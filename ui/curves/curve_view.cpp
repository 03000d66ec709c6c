// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/curves/curve_view.h"

#include <cmath>
#include <cstdint>
#include <limits>

namespace tempera::ui {

double xOf(const MetricPoint& point, const RunData& run, XAxis axis) {
    switch (axis) {
        case XAxis::Epoch:
            return point.epoch;
        case XAxis::Step:
            return point.step;
        case XAxis::Queries:
            return point.queries;
        case XAxis::Minutes:
            break;
    }
    return (point.wall - run.head.summary.info.created) / 60;
}

double xOfEpoch(const MetricSeries& series, const RunData& run, XAxis axis, std::int64_t epoch) {
    if (axis == XAxis::Epoch || series.empty()) {
        return static_cast<double>(epoch);
    }
    const MetricPoint* last = &series.front();
    for (const MetricPoint& point : series) {
        if (point.epoch > static_cast<double>(epoch)) {
            break;
        }
        last = &point;
    }
    return xOf(*last, run, axis);
}

std::int64_t epochAt(const MetricSeries& series, const RunData& run, XAxis axis, double x) {
    if (axis == XAxis::Epoch || series.empty()) {
        return std::llround(x);
    }
    double nearest = std::numeric_limits<double>::infinity();
    double epoch = 0;
    for (const MetricPoint& point : series) {
        const double distance = std::abs(xOf(point, run, axis) - x);
        if (distance < nearest) {
            nearest = distance;
            epoch = point.epoch;
        }
    }
    return static_cast<std::int64_t>(epoch);
}

QVector<double> smoothed(const QVector<double>& values, double weight) {
    QVector<double> result;
    result.reserve(values.size());
    double average = 0;
    double trust = 0;  // 1 - weight^n
    for (const double value : values) {
        if (std::isfinite(value)) {
            average = weight * average + (1 - weight) * value;
            trust = weight * trust + (1 - weight);
        }
        result.push_back(trust > 0 ? average / trust : value);
    }
    return result;
}

}  // namespace tempera::ui
