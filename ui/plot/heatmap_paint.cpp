// SPDX-License-Identifier: GPL-3.0-or-later
// How HeatmapWidget looks.
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/plot/heatmap_widget.h"

namespace tempera::ui {

namespace {

/// 1, 2 or 5 times a power of ten, at least `least` and at least 1: ticks are at whole numbers.
int roundStep(double least) {
    double power = 1;
    while (true) {
        for (const double step : {1.0, 2.0, 5.0}) {
            if (step * power >= least) {
                return static_cast<int>(step * power);
            }
        }
        power *= 10;
    }
}

/// Lines, not a pattern brush: programs that read SVG know no patterns of Qt.
void hatch(QPainter& painter, const QRectF& box, const QColor& colour) {
    constexpr double distance = 6;
    painter.save();
    painter.setClipRect(box);
    painter.setPen(QPen(colour, 1));
    for (double x = box.left() - box.height(); x < box.right(); x += distance) {
        painter.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()));
    }
    painter.restore();
}

void drawRotated(QPainter& painter, const QPointF& centre, const QString& text) {
    painter.save();
    painter.translate(centre);
    painter.rotate(-90);
    const QRectF box = painter.fontMetrics().boundingRect(text);
    painter.drawText(QPointF(-box.width() / 2, painter.fontMetrics().ascent() / 2.0 - 1), text);
    painter.restore();
}

}  // namespace

void HeatmapWidget::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), palette().base());
    if (m_cells.isNull() || area().width() < 1 || area().height() < 1) {
        return;
    }
    painter.setFont(textFont(TextSize::Small));
    paintCells(painter);
    painter.setPen(theme::subtleText(palette()));
    paintAxes(painter);
    paintLegend(painter);
    paintLines(painter);
}

void HeatmapWidget::paintCells(QPainter& painter) const {
    const QRectF box = area();
    hatch(painter, box, theme::grid(palette()));
    const bool shrunk = box.width() < m_to - m_from || box.height() < m_cells.height();
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, shrunk);
    painter.drawImage(box, m_cells, QRectF(m_from, 0, m_to - m_from, m_cells.height()));
    painter.restore();
}

void HeatmapWidget::paintAxes(QPainter& painter) const {
    const QRectF box = area();
    const QFontMetricsF metrics(painter.font());
    const QRectF cell = cellRect(0, 0);
    const auto rows = static_cast<int>(m_table.y.size());
    const int step = roundStep(metrics.height() * 1.6 / cell.height());
    const auto drawRow = [&](int row) {
        const double middle = box.top() + (row + 0.5) * cell.height();
        painter.drawText(QRectF(0, middle - metrics.height() / 2, box.left() - gap, metrics.height()),
                         Qt::AlignRight | Qt::AlignVCenter, formatNumber(m_table.y[row]));
    };
    for (int row = 0; row < rows - 1; row += step) {
        if ((rows - 1 - row) * cell.height() >= metrics.height()) {
            drawRow(row);
        }
    }
    drawRow(rows - 1);

    const auto first = static_cast<int>(std::floor(m_from));
    const auto last = std::min(static_cast<int>(std::ceil(m_to)), static_cast<int>(m_table.x.size())) - 1;
    const double widest = metrics.horizontalAdvance(formatNumber(m_table.x[last])) + 4 * gap;
    const double unitsPerPixel = (m_table.x[last] - m_table.x[first] + 1) / std::max(1.0, box.width());
    const int multiple = roundStep(widest * unitsPerPixel);
    for (int column = first; column <= last; ++column) {
        const double x = m_table.x[column];
        const double middle = cellRect(0, column).center().x();
        if (std::fmod(x, multiple) == 0 && middle >= box.left() && middle <= box.right()) {
            painter.drawText(QRectF(middle - widest / 2, box.bottom() + 3, widest, metrics.height()), Qt::AlignHCenter,
                             formatNumber(x));
        }
    }
    painter.drawText(QRectF(box.left(), box.bottom() + 3 + metrics.height(), box.width(), metrics.height()),
                     Qt::AlignHCenter, m_titleX);
    drawRotated(painter, {gap + metrics.height() / 2, box.center().y()}, m_titleY);
}

void HeatmapWidget::paintLegend(QPainter& painter) const {
    const QRectF box = area();
    const QFontMetricsF metrics(painter.font());
    const QRectF bar(box.right() + 2 * gap, box.top(), legendBar, box.height());
    QLinearGradient gradient(bar.bottomLeft(), bar.topLeft());
    const QVector<QRgb>& colours = colourTable(m_scale.map);
    for (int i = 0; i <= 16; ++i) {
        gradient.setColorAt(i / 16.0, QColor::fromRgb(colours[i * (colours.size() - 1) / 16]));
    }
    painter.fillRect(bar, gradient);
    const auto heightOf = [&](double value) {
        const double share = (value - m_scale.low) / std::max(m_scale.high - m_scale.low, 1e-300);
        return bar.bottom() - std::clamp(share, 0.0, 1.0) * bar.height();
    };
    QVector<double> ticks{m_scale.low, m_scale.high};
    if (bar.height() > 5 * metrics.height()) {
        ticks.push_back((m_scale.low + m_scale.high) / 2);
    }
    for (const double tick : std::as_const(ticks)) {
        const double middle =
            std::clamp(heightOf(tick), bar.top() + metrics.height() / 2, bar.bottom() - metrics.height() / 2);
        painter.drawText(QPointF(bar.right() + gap, middle + metrics.ascent() / 2 - 1), legendLabel(tick));
    }
    drawRotated(painter, {width() - gap - metrics.height() / 2, box.center().y()}, m_titleValue);

    // The looked-at number on the legend.
    const Cell cell = m_hovered.value_or(Cell{m_row, currentColumn()});
    if (const auto value = valueAt(cell.row, cell.column)) {
        const double y = heightOf(static_cast<double>(*value));
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette().text());
        painter.drawPolygon(
            QPolygonF({{bar.left() - 1, y}, {bar.left() - gap, y - gap / 2}, {bar.left() - gap, y + gap / 2}}));
        painter.restore();
    }
}

void HeatmapWidget::paintLines(QPainter& painter) const {
    const QRectF box = area();
    painter.save();
    painter.setClipRect(box);
    painter.setPen(QPen(palette().color(QPalette::Text), 1, Qt::DotLine));
    for (const double mark : m_marks) {
        const double x = cellRect(0, columnOf(mark)).right();
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()));
    }
    // Over cells of any colour a line shows only with a rim of the ground.
    const auto line = [&](const QPointF& from, const QPointF& to, const QColor& colour) {
        QColor rim = palette().color(QPalette::Base);
        rim.setAlphaF(0.6F);
        painter.setPen(QPen(rim, 3));
        painter.drawLine(from, to);
        painter.setPen(QPen(colour, 1));
        painter.drawLine(from, to);
    };
    const int current = currentColumn();
    if (current >= 0) {
        const double x = cellRect(0, current).center().x();
        line({x, box.top()}, {x, box.bottom()}, theme::accent(palette()));
    }
    if (m_hovered || hasFocus()) {
        const Cell cell = m_hovered.value_or(Cell{m_row, current});
        const QPointF middle = cellRect(cell.row, cell.column).center();
        const QColor colour = palette().color(QPalette::Text);
        line({box.left(), middle.y()}, {box.right(), middle.y()}, colour);
        if (m_hovered) {
            line({middle.x(), box.top()}, {middle.x(), box.bottom()}, colour);
        }
    }
    painter.restore();
}

}  // namespace tempera::ui
