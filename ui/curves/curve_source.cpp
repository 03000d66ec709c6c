// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/curves/curve_source.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "ui/session/session.h"

namespace tempera::ui {

namespace {

constexpr double noNumber = std::numeric_limits<double>::quiet_NaN();

CurvePoint curvePoint(const MetricPoint& point, const RunData& run, double scale) {
    return {point.epoch, point.step, point.queries, point.wall - run.head.summary.info.created, point.value * scale};
}

std::vector<CurvePoint> pointsOf(const RunData& run, const QString& key, double scale) {
    std::vector<CurvePoint> points;
    if (const MetricSeries* series = run.series(key)) {
        points.reserve(series->size());
        for (const MetricPoint& point : *series) {
            points.push_back(curvePoint(point, run, scale));
        }
    }
    return points;
}

double xOf(const CurvePoint& point, XAxis axis) {
    switch (axis) {
        case XAxis::Epoch:
            return point.epoch;
        case XAxis::Step:
            return point.step;
        case XAxis::Queries:
            return point.reward_queries;
        case XAxis::Minutes:
        case XAxis::Metric:
            break;
    }
    return point.seconds / 60;
}

/// The value that a metric has in each epoch, found in ascending order.
class ValuesByEpoch {
public:
    explicit ValuesByEpoch(std::vector<MeanPoint> points) : m_points(std::move(points)) {}

    double at(double epoch) {
        while (m_next < m_points.size() && m_points[m_next].at.epoch < epoch) {
            ++m_next;
        }
        return m_next < m_points.size() && m_points[m_next].at.epoch == epoch ? m_points[m_next].at.value : noNumber;
    }

private:
    std::vector<MeanPoint> m_points;
    std::size_t m_next = 0;
};

/// Leaves out the points that have no place on the axis.
void dropUnplaced(Curve& curve) {
    if (std::none_of(curve.x.cbegin(), curve.x.cend(), [](double x) { return std::isnan(x); })) {
        return;
    }
    Curve kept = curve;
    for (QVector<double>* column : {&kept.x, &kept.epochs, &kept.values, &kept.low, &kept.high}) {
        column->clear();
    }
    kept.counts.clear();
    for (qsizetype i = 0; i < curve.size(); ++i) {
        if (!std::isnan(curve.x.at(i))) {
            kept.x << curve.x.at(i);
            kept.epochs << curve.epochs.at(i);
            kept.values << curve.values.at(i);
            if (!curve.low.isEmpty()) {
                kept.low << curve.low.at(i);
                kept.high << curve.high.at(i);
            }
            if (!curve.counts.isEmpty()) {
                kept.counts << curve.counts.at(i);
            }
        }
    }
    curve = kept;
}

void finish(Curve& curve) {
    dropUnplaced(curve);
    curve.ascending = std::is_sorted(curve.x.cbegin(), curve.x.cend());
}

}  // namespace

std::vector<const RunData*> CurveSource::runs() const {
    std::vector<const RunData*> runs;
    for (const QString& id : m_session.selected()) {
        if (const RunData* run = m_session.run(id)) {
            runs.push_back(run);
        }
    }
    return runs;
}

Curve CurveSource::runCurve(const PanelSpec& spec, const RunData& run, const QString& key) const {
    Curve curve;
    curve.id = run.id();
    curve.label = run.name();
    curve.members = QStringList{run.id()};
    curve.colour = run.head.entry.colour;
    const std::vector<CurvePoint> points = pointsOf(run, key, spec.scale);
    curve.epochs.reserve(static_cast<qsizetype>(points.size()));
    curve.values.reserve(curve.epochs.capacity());
    for (const CurvePoint& point : points) {
        curve.epochs << point.epoch;
        curve.values << point.value;
    }
    if (m_view.axis == XAxis::Epoch) {
        curve.x = curve.epochs;
    } else if (m_view.axis == XAxis::Metric) {
        ValuesByEpoch places(mean_curve({pointsOf(run, m_view.xMetric, 1)}, Band::None));
        for (const double epoch : std::as_const(curve.epochs)) {
            curve.x << places.at(epoch);
        }
    } else {
        for (const CurvePoint& point : points) {
            curve.x << xOf(point, m_view.axis);
        }
    }
    finish(curve);
    return curve;
}

Curve CurveSource::groupCurve(const PanelSpec& spec, const RunGroup& group, bool second) const {
    Curve curve;
    curve.id = QStringLiteral("group ") + group.runs.front()->id();
    curve.label = group.label;
    curve.colour = group.colour;
    curve.mean = true;
    std::vector<std::vector<CurvePoint>> members;
    std::vector<std::vector<CurvePoint>> places;
    for (const RunData* run : group.runs) {
        std::vector<CurvePoint> points = pointsOf(*run, keyFor(second ? spec.second : spec.key, *run), spec.scale);
        if (std::none_of(points.begin(), points.end(),
                         [](const CurvePoint& point) { return std::isfinite(point.value); })) {
            continue;
        }
        curve.members << run->id();
        members.push_back(std::move(points));
        if (m_view.axis == XAxis::Metric) {
            places.push_back(pointsOf(*run, m_view.xMetric, 1));
        }
        if (m_view.band == Band::None && group.runs.size() > 1) {
            const Curve strand = runCurve(spec, *run, keyFor(second ? spec.second : spec.key, *run));
            if (strand.ascending) {
                curve.strands.push_back({strand.x, strand.values});
            }
        }
    }
    ValuesByEpoch x(mean_curve(places, Band::None));
    const bool banded = m_view.band != Band::None && members.size() > 1;
    for (const MeanPoint& point : mean_curve(members, m_view.band)) {
        curve.x << (m_view.axis == XAxis::Metric ? x.at(point.at.epoch) : xOf(point.at, m_view.axis));
        curve.epochs << point.at.epoch;
        curve.values << point.at.value;
        curve.counts << static_cast<int>(point.count);
        if (banded) {
            curve.low << point.low;
            curve.high << point.high;
        }
    }
    finish(curve);
    return curve;
}

void CurveSource::smooth(Curve& curve) const {
    if (m_view.smoothing <= 1 || curve.size() < leastSmoothed) {
        return;
    }
    const auto averaged = [&](const QVector<double>& values) {
        const auto result =
            debiased_average(std::span(curve.epochs.constData(), static_cast<std::size_t>(curve.size())),
                             std::span(values.constData(), static_cast<std::size_t>(values.size())), m_view.smoothing);
        return QVector<double>(result.begin(), result.end());
    };
    curve.raw = curve.values;
    curve.values = averaged(curve.raw);
    if (!curve.low.isEmpty()) {
        curve.low = averaged(curve.low);
        curve.high = averaged(curve.high);
    }
}

std::vector<Curve> CurveSource::curves(const PanelSpec& spec) {
    std::vector<Curve> curves;
    const auto add = [&](Curve curve, bool second) {
        if (curve.size() > 0) {
            curve.second = second;
            smooth(curve);
            curves.push_back(std::move(curve));
        }
    };
    const auto selected = runs();
    const auto groups = m_view.grouped ? m_groups.of(selected) : std::vector<RunGroup>();
    for (const bool second : {false, true}) {
        if (second && spec.second.isEmpty()) {
            continue;
        }
        for (const RunGroup& group : groups) {
            add(groupCurve(spec, group, second), second);
        }
        for (std::size_t i = 0; i < selected.size() && !m_view.grouped; ++i) {
            add(runCurve(spec, *selected[i], keyFor(second ? spec.second : spec.key, *selected[i])), second);
        }
    }
    return curves;
}

std::optional<std::pair<double, double>> CurveSource::xRange(const std::vector<PanelSpec>& specs) const {
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    const auto take = [&](double x) {
        if (std::isfinite(x) && (!m_view.logX || x > 0)) {
            low = std::min(low, x);
            high = std::max(high, x);
        }
    };
    const auto takePoint = [&](const MetricPoint& point, const RunData& run) {
        take(m_view.axis == XAxis::Metric ? point.value : xOf(curvePoint(point, run, 1), m_view.axis));
    };
    // The four common axes grow with the run, so that its ends tell; a metric goes anywhere.
    const auto takeSeries = [&](const MetricSeries* series, const RunData& run) {
        if (series && !series->empty() && m_view.axis != XAxis::Metric && !m_view.logX) {
            takePoint(series->front(), run);
            takePoint(series->back(), run);
        } else if (series) {
            std::for_each(series->begin(), series->end(), [&](const MetricPoint& point) { takePoint(point, run); });
        }
    };
    for (const RunData* run : runs()) {
        if (m_view.axis == XAxis::Metric) {
            takeSeries(run->series(m_view.xMetric), *run);
            continue;
        }
        for (const PanelSpec& spec : specs) {
            takeSeries(run->series(keyFor(spec.key, *run)), *run);
            takeSeries(run->series(keyFor(spec.second, *run)), *run);
        }
    }
    if (low > high) {
        return std::nullopt;
    }
    // So that the line of the newest epoch is not on the edge.
    if (m_view.logX) {
        return std::pair(low / 1.05, low < high ? high * 1.05 : high * 2);
    }
    const double air = high > low ? (high - low) * 0.015 : 0.5;
    return std::pair(low - air, high + air);
}

std::optional<double> CurveSource::xOfEpoch(const PanelSpec& spec, const RunData& run, std::int64_t epoch) const {
    for (const QString& key : {spec.key, spec.second}) {
        const MetricSeries* own = key.isEmpty() ? nullptr : run.series(keyFor(key, run));
        const MetricSeries* series = own && m_view.axis == XAxis::Metric ? run.series(m_view.xMetric) : own;
        if (!series || series->empty()) {
            continue;
        }
        if (m_view.axis == XAxis::Epoch) {
            return static_cast<double>(epoch);
        }
        const auto after =
            std::upper_bound(series->begin(), series->end(), static_cast<double>(epoch),
                             [](double wanted, const MetricPoint& point) { return wanted < point.epoch; });
        const MetricPoint& last = after == series->begin() ? *after : *std::prev(after);
        return m_view.axis == XAxis::Metric ? last.value : xOf(curvePoint(last, run, 1), m_view.axis);
    }
    return std::nullopt;
}

QString CurveSource::runBehind(const PanelSpec& spec, const Curve& curve, qsizetype place) const {
    const double wanted = curve.raw.isEmpty() ? curve.values.at(place) : curve.raw.at(place);
    double smallest = std::numeric_limits<double>::infinity();
    QString best = curve.members.front();
    for (const QString& id : curve.members) {
        const RunData* run = m_session.run(id);
        const MetricSeries* series = run ? run->series(keyFor(curve.second ? spec.second : spec.key, *run)) : nullptr;
        if (!series) {
            continue;
        }
        const auto point = std::find_if(series->begin(), series->end(), [&](const MetricPoint& candidate) {
            return candidate.epoch == curve.epochs.at(place);
        });
        if (point != series->end() && std::abs(point->value * spec.scale - wanted) < smallest) {
            smallest = std::abs(point->value * spec.scale - wanted);
            best = id;
        }
    }
    return best;
}

std::vector<double> resumeEpochs(const RunData& run) {
    std::set<double> epochs;
    const auto& attempts = run.head.summary.attempts;
    for (std::size_t i = 1; i < attempts.size(); ++i) {
        epochs.insert(static_cast<double>(attempts[i].from_epoch));
    }
    return {epochs.begin(), epochs.end()};
}

}  // namespace tempera::ui
