// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/line_item.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tempera::ui {

namespace {

constexpr double farAway = 1e6;  // pixels; beyond it the painter's arithmetic is not to be trusted

double segmentDistance(const QPointF& place, const QPointF& from, const QPointF& to) {
    const QPointF way = to - from;
    const double length = QPointF::dotProduct(way, way);
    const double share = length > 0 ? std::clamp(QPointF::dotProduct(place - from, way) / length, 0.0, 1.0) : 0.0;
    const QPointF gap = place - (from + way * share);
    return std::hypot(gap.x(), gap.y());
}

/// Lets `visit` see each pixel column of the plot that has points: its centre, and places [first, last).
template <typename Visit>
void forColumns(const QCPAxis& axis, const LinePyramid& line, qsizetype first, qsizetype last, const Visit& visit) {
    // What lies outside joins the outermost columns: it is where the line comes from and where it goes.
    const int left = axis.axisRect()->left();
    const int right = axis.axisRect()->right();
    for (int column = left; column <= right && first < last; ++column) {
        const qsizetype end =
            column == right ? last : std::min(line.firstFrom(axis.pixelToCoord(column + 1), first), last);
        if (end > first) {
            visit(column + 0.5, first, end);
            first = end;
        }
    }
}

}  // namespace

QCPRange PyramidItem::getKeyRange(bool& found, QCP::SignDomain domain) const {
    const LinePyramid& line = lower();
    const qsizetype first = domain == QCP::sdPositive ? line.firstFrom(std::numeric_limits<double>::denorm_min()) : 0;
    found = first < line.size();
    return found ? QCPRange(line.x().at(first), line.x().back()) : QCPRange();
}

QCPRange PyramidItem::getValueRange(bool& found, QCP::SignDomain domain, const QCPRange& keys) const {
    const LinePyramid& line = lower();
    qsizetype first = 0;
    qsizetype last = line.size();
    if (keys != QCPRange()) {
        first = line.firstFrom(keys.lower);
        last = line.firstFrom(std::nextafter(keys.upper, std::numeric_limits<double>::infinity()), first);
    }
    const auto low = line.extremes(first, last);
    const auto high = upper().extremes(first, last);
    found = low && high && (domain != QCP::sdPositive || high->high > 0);
    if (!found) {
        return {};
    }
    return {domain == QCP::sdPositive ? std::min(low->lowPositive, high->high) : low->low, high->high};
}

std::pair<qsizetype, qsizetype> PyramidItem::visible(const LinePyramid& line) const {
    const QCPRange range = keyAxis()->range();
    const qsizetype first = line.firstFrom(range.lower);
    const qsizetype last = line.firstFrom(range.upper, first);
    return {std::max<qsizetype>(first - 1, 0), std::min(last + 1, line.size())};
}

bool PyramidItem::dense(qsizetype points) const {
    return points > 3 * static_cast<qsizetype>(keyAxis()->axisRect()->width());
}

QPointF PyramidItem::pixel(double key, double value) const {
    const QPointF place = coordsToPixels(key, value);
    return {std::clamp(place.x(), -farAway, farAway), std::clamp(place.y(), -farAway, farAway)};
}

void PyramidItem::drawLegendIcon(QCPPainter* /*painter*/, const QRectF& /*rect*/) const {}

QVector<QPolygonF> LineItem::pieces(qsizetype first, qsizetype last) const {
    QVector<QPolygonF> pieces(1);
    for (qsizetype i = first; i < last; ++i) {
        const double value = m_line.y().at(i);
        if (std::isfinite(value)) {
            pieces.back() << pixel(m_line.x().at(i), value);
        } else if (!pieces.back().isEmpty()) {
            pieces.push_back({});
        }
    }
    return pieces;
}

QVector<QPolygonF> LineItem::columns(qsizetype first, qsizetype last) const {
    // Per column where the line enters, its extremes, and where it leaves: the pixels of the whole line.
    QVector<QPolygonF> pieces(1);
    forColumns(*keyAxis(), m_line, first, last, [&](double x, qsizetype from, qsizetype to) {
        const auto extremes = m_line.extremes(from, to);
        if (!extremes) {
            if (!pieces.back().isEmpty()) {
                pieces.push_back({});
            }
            return;
        }
        const auto at = [&](double value) { return QPointF(x, pixel(0, value).y()); };
        const double enter = m_line.y().at(from);
        const double leave = m_line.y().at(to - 1);
        if (to - from > 2 && std::isfinite(enter)) {
            pieces.back() << at(enter);
        }
        pieces.back() << at(extremes->low);
        if (to - from > 1) {
            pieces.back() << at(extremes->high);
        }
        if (to - from > 2 && std::isfinite(leave)) {
            pieces.back() << at(leave);
        }
    });
    return pieces;
}

void LineItem::draw(QCPPainter* painter) {
    const auto [first, last] = visible(m_line);
    const bool many = dense(last - first);
    // Smoothed edges are for lines that an eye can follow; on crowded plots they cost a hundred times more.
    const bool smooth = !many && (last - first) * parentPlot()->plottableCount() < 8000;
    painter->setAntialiasing(smooth);
    painter->setPen(mPen);
    painter->setBrush(Qt::NoBrush);
    const auto drawn = many ? columns(first, last) : pieces(first, last);
    for (const QPolygonF& piece : drawn) {
        if (piece.size() > 1) {
            painter->drawPolyline(piece);
        } else if (piece.size() == 1) {
            // A lone point has no line: a dot until its neighbour comes.
            painter->setBrush(mPen.color());
            painter->drawEllipse(piece.front(), 2, 2);
            painter->setBrush(Qt::NoBrush);
        }
    }
}

double LineItem::selectTest(const QPointF& place, bool /*onlySelectable*/, QVariant* /*details*/) const {
    constexpr double reach = 8;  // pixels
    if (!keyAxis() || m_line.size() == 0) {
        return -1;
    }
    const qsizetype first = m_line.firstFrom(keyAxis()->pixelToCoord(place.x() - reach));
    const qsizetype last = m_line.firstFrom(keyAxis()->pixelToCoord(place.x() + reach), first);
    double nearest = std::numeric_limits<double>::infinity();
    const auto near = pieces(std::max<qsizetype>(first - 1, 0), std::min(last + 1, m_line.size()));
    for (const QPolygonF& piece : near) {
        for (qsizetype i = 0; i < piece.size(); ++i) {
            nearest = std::min(nearest, segmentDistance(place, piece.at(std::max<qsizetype>(i - 1, 0)), piece.at(i)));
        }
    }
    return std::isfinite(nearest) ? nearest : -1;
}

void BandItem::draw(QCPPainter* painter) {
    const auto [first, last] = visible(m_low);
    QPolygonF top;
    QPolygonF bottom;
    painter->setAntialiasing(false);
    painter->setPen(Qt::NoPen);
    painter->setBrush(mBrush);
    const auto finish = [&] {
        std::reverse(bottom.begin(), bottom.end());
        painter->drawPolygon(top + bottom);
        top.clear();
        bottom.clear();
    };
    if (dense(last - first)) {
        forColumns(*keyAxis(), m_low, first, last, [&](double x, qsizetype from, qsizetype to) {
            const auto low = m_low.extremes(from, to);
            const auto high = m_high.extremes(from, to);
            if (!low || !high) {
                finish();
                return;
            }
            top << QPointF(x, pixel(0, high->high).y());
            bottom << QPointF(x, pixel(0, low->low).y());
        });
    } else {
        for (qsizetype i = first; i < last; ++i) {
            if (!std::isfinite(m_low.y().at(i)) || !std::isfinite(m_high.y().at(i))) {
                finish();
                continue;
            }
            top << pixel(m_low.x().at(i), m_high.y().at(i));
            bottom << pixel(m_low.x().at(i), m_low.y().at(i));
        }
    }
    finish();
}

}  // namespace tempera::ui
