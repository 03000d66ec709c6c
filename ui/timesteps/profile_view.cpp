// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timesteps/profile_view.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/plot/heatmap_widget.h"

namespace tempera::ui {

namespace {
constexpr double gap = 6;  // pixels between parts
}

ProfileView::ProfileView(const HeatmapWidget& map, QWidget* parent) : QWidget(parent), m_map(map) {
    setAccessibleName(tr("Profile over the denoising steps"));
}

void ProfileView::show(const Line& current, const Line& first) {
    m_current = current;
    m_first = first;
    setAccessibleDescription(tr("%1 against %2").arg(current.name, first.name));
    update();
}

void ProfileView::paintLine(QPainter& painter, const QVector<float>& values, const QRectF& box, double low,
                            double high) const {
    QPolygonF points;
    const auto flush = [&] {
        painter.drawPolyline(points);
        if (points.size() == 1) {
            painter.drawEllipse(points.front(), 1.5, 1.5);  // a lone point has no line
        }
        points.clear();
    };
    for (int row = 0; row < values.size(); ++row) {
        if (std::isnan(values[row])) {
            flush();
            continue;
        }
        const double share = (static_cast<double>(values[row]) - low) / (high - low);
        points.push_back({box.left() + share * box.width(), m_map.cellRect(row, 0).center().y()});
    }
    flush();
}

void ProfileView::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), palette().base());
    double low = 0;  // always in view: it says how large a difference is
    double high = 0;
    for (const Line* line : {&m_current, &m_first}) {
        for (const float value : line->values) {
            if (!std::isnan(value)) {
                low = std::min(low, static_cast<double>(value));
                high = std::max(high, static_cast<double>(value));
            }
        }
    }
    if (low >= high) {
        high = low + 1;
    }
    painter.setFont(textFont(TextSize::Small));
    const QFontMetricsF metrics(painter.font());
    const QRectF rows = m_map.area();
    const QRectF box(gap * 2, rows.top(), std::max(1.0, width() - 4 * gap), rows.height());
    const auto pixelOf = [&](double value) { return box.left() + (value - low) / (high - low) * box.width(); };

    painter.setPen(theme::grid(palette()));
    painter.drawLine(QPointF(pixelOf(0), box.top()), QPointF(pixelOf(0), box.bottom()));
    painter.setPen(theme::subtleText(palette()));
    double free = box.left() - gap;  // right end of the last label
    for (const double tick : {low, 0.0, high}) {
        const QString text = formatNumber(tick);
        const double wide = metrics.horizontalAdvance(text);
        const double left = std::clamp(pixelOf(tick) - wide / 2, box.left(), box.right() - wide);
        const bool last = tick == high;
        const bool room = last || (left > free + gap &&
                                   left + wide + gap < box.right() - metrics.horizontalAdvance(formatNumber(high)));
        if ((tick != 0.0 || tick == low || last || room) && left >= free) {
            painter.drawText(QPointF(left, box.bottom() + 3 + metrics.ascent()), text);
            free = left + wide + gap;
        }
    }
    // What the lines are, in the place of an axis title.
    const double base = box.bottom() + 3 + metrics.height() + metrics.ascent();
    double left = box.left();
    const auto name = [&](const Line& line, const QPen& pen) {
        const QString text = metrics.elidedText(line.name, Qt::ElideRight, std::max(0.0, box.right() - left - 22));
        painter.setPen(pen);
        painter.drawLine(QPointF(left, base - metrics.ascent() / 2 + 1),
                         QPointF(left + 16, base - metrics.ascent() / 2 + 1));
        painter.setPen(theme::subtleText(palette()));
        painter.drawText(QPointF(left + 20, base), text);
        left += 20 + metrics.horizontalAdvance(text) + 2 * gap;
    };
    const QPen solid(theme::accent(palette()), 1);
    const QPen dashed(palette().color(QPalette::Text), 1, Qt::DashLine);
    name(m_current, solid);
    if (m_first.name != m_current.name) {
        name(m_first, dashed);
    }

    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    if (m_first.name != m_current.name) {
        painter.setPen(dashed);
        paintLine(painter, m_first.values, box, low, high);
    }
    painter.setPen(solid);
    paintLine(painter, m_current.values, box, low, high);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(theme::subtleText(palette()), 1, Qt::DotLine));
    const double y = m_map.cellRect(m_map.row(), 0).center().y();
    painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y));
}

void ProfileView::mousePressEvent(QMouseEvent* event) {
    const QRectF rows = m_map.area();
    const auto count = static_cast<int>(m_current.values.size());
    const double y = event->position().y();
    if (event->button() == Qt::LeftButton && count > 0 && y >= rows.top() && y < rows.bottom()) {
        Q_EMIT rowClicked(std::min(count - 1, static_cast<int>((y - rows.top()) / rows.height() * count)));
    }
}

}  // namespace tempera::ui
