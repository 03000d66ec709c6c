// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/line_pyramid.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tempera::ui {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr LinePyramid::Extremes nothing{infinity, -infinity, infinity};

void widen(LinePyramid::Extremes& extremes, const LinePyramid::Extremes& other) {
    extremes.low = std::min(extremes.low, other.low);
    extremes.high = std::max(extremes.high, other.high);
    extremes.lowPositive = std::min(extremes.lowPositive, other.lowPositive);
}

}  // namespace

LinePyramid::LinePyramid(QVector<double> x, QVector<double> y) : m_x(std::move(x)), m_y(std::move(y)) {
    qsizetype below = size();
    for (int level = -1; below > fan; ++level) {
        std::vector<Extremes> blocks(static_cast<std::size_t>((below + fan - 1) / fan), nothing);
        for (qsizetype place = 0; place < below; ++place) {
            add(blocks[static_cast<std::size_t>(place / fan)], level, place);
        }
        below = static_cast<qsizetype>(blocks.size());
        m_levels.push_back(std::move(blocks));
    }
}

void LinePyramid::add(Extremes& extremes, int level, qsizetype place) const {
    if (level >= 0) {
        widen(extremes, m_levels[static_cast<std::size_t>(level)][static_cast<std::size_t>(place)]);
        return;
    }
    const double value = m_y.at(place);
    if (std::isfinite(value)) {
        widen(extremes, {value, value, value > 0 ? value : infinity});
    }
}

std::optional<LinePyramid::Extremes> LinePyramid::extremes(qsizetype first, qsizetype last) const {
    Extremes found = nothing;
    for (int level = -1; first < last; ++level) {
        const bool top = level + 1 == static_cast<int>(m_levels.size());
        while (first < last && (top || first % fan != 0)) {
            add(found, level, first++);
        }
        while (first < last && last % fan != 0) {
            add(found, level, --last);
        }
        first /= fan;
        last /= fan;
    }
    return found.low <= found.high ? std::optional(found) : std::nullopt;
}

qsizetype LinePyramid::firstFrom(double x, qsizetype start) const {
    const auto begin = m_x.cbegin();
    qsizetype low = start;
    qsizetype step = 1;
    while (low + step < size() && m_x.at(low + step) < x) {
        low += step;
        step *= 2;
    }
    const qsizetype high = std::min(low + step, size());
    return std::lower_bound(begin + low, begin + high, x) - begin;
}

qsizetype LinePyramid::nearest(double x) const {
    if (size() == 0) {
        return -1;
    }
    const qsizetype right = firstFrom(x);
    if (right == size()) {
        return right - 1;
    }
    return right > 0 && x - m_x.at(right - 1) < m_x.at(right) - x ? right - 1 : right;
}

std::pair<QVector<double>, QVector<double>> thinnedPath(const QVector<double>& x, const QVector<double>& y,
                                                        qsizetype most) {
    constexpr qsizetype kept = 6;  // of each stretch: both ends and four extremes
    if (x.size() <= most) {
        return {x, y};
    }
    const qsizetype stretch = (x.size() * kept + most - 1) / most;
    QVector<double> thinX, thinY;
    for (qsizetype first = 0; first < x.size(); first += stretch) {
        const qsizetype last = std::min(first + stretch, x.size());
        const auto [left, right] = std::minmax_element(x.cbegin() + first, x.cbegin() + last);
        const auto [low, high] = std::minmax_element(y.cbegin() + first, y.cbegin() + last);
        std::vector<qsizetype> places{
            first, left - x.cbegin(), right - x.cbegin(), low - y.cbegin(), high - y.cbegin(), last - 1};
        std::sort(places.begin(), places.end());
        places.erase(std::unique(places.begin(), places.end()), places.end());
        for (const qsizetype place : places) {
            thinX.push_back(x.at(place));
            thinY.push_back(y.at(place));
        }
    }
    return {thinX, thinY};
}

}  // namespace tempera::ui
