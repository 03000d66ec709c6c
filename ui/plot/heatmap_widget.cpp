// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/heatmap_widget.h"

#include <QKeyEvent>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/plot/plot_input.h"

namespace tempera::ui {

namespace {

QFontMetricsF smallMetrics() {
    return QFontMetricsF(textFont(TextSize::Small));
}

}  // namespace

HeatmapWidget::HeatmapWidget(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    connectInput();
}

void HeatmapWidget::connectInput() {
    auto* input = new PlotInput(*this, this);
    input->setWheelZooms(true);
    connect(input, &PlotInput::moved, this, [this](const QPointF& position) {
        const auto cell = cellAt(position);
        if (cell != std::exchange(m_hovered, cell)) {
            update();
            if (cell) {
                Q_EMIT cellHovered(cell->row, cell->column);
            } else {
                Q_EMIT hoverLeft();
            }
        }
    });
    connect(input, &PlotInput::left, this, [this] {
        if (std::exchange(m_hovered, std::nullopt)) {
            update();
            Q_EMIT hoverLeft();
        }
    });
    connect(input, &PlotInput::clicked, this, [this](const QPointF& position) {
        if (const auto cell = cellAt(position)) {
            setRow(cell->row);
            Q_EMIT rowChosen(cell->row);
            Q_EMIT cellClicked(cell->row, cell->column);
        }
    });
    const auto columnsPerPixel = [this] { return (m_to - m_from) / std::max(1.0, area().width()); };
    connect(input, &PlotInput::dragged, this, [=, this](double from, double to) {
        const double shift = (from - to) * columnsPerPixel();
        const double allowed = std::clamp(shift, -m_from, static_cast<double>(m_table.x.size()) - m_to);
        moveColumns(m_from + allowed, m_to + allowed);
    });
    connect(input, &PlotInput::zoomed, this, [=, this](double factor, std::optional<double> pixel) {
        const double around = pixel ? m_from + (*pixel - area().left()) * columnsPerPixel() : (m_from + m_to) / 2;
        moveColumns(around + (m_from - around) * factor, around + (m_to - around) * factor);
    });
    connect(input, &PlotInput::resetAsked, this, [this] { moveColumns(0, static_cast<double>(m_table.x.size())); });
}

void HeatmapWidget::setTitles(const QString& x, const QString& y, const QString& value) {
    m_titleX = x;
    m_titleY = y;
    m_titleValue = value;
    update();
}

void HeatmapWidget::setTable(const Table& table, const Scale& scale) {
    const bool everything = m_from <= 0 && m_to >= static_cast<double>(m_table.x.size());
    m_table = table;
    m_scale = scale;
    m_hovered.reset();
    colourCells();
    const auto columns = static_cast<double>(m_table.x.size());
    moveColumns(everything ? 0 : m_from, everything ? columns : m_to);
    setRow(m_row);
    update();
}

void HeatmapWidget::moveColumns(double from, double to) {
    const auto columns = static_cast<double>(m_table.x.size());
    const double least = std::min(columns, 4.0);
    if (to - from < least) {
        const double middle = (from + to) / 2;
        from = std::clamp(middle - least / 2, 0.0, columns - least);
        to = from + least;
    }
    m_from = std::clamp(from, 0.0, columns);
    m_to = std::clamp(to, m_from, columns);
    update();
}

void HeatmapWidget::setCurrent(std::optional<double> x) {
    if (m_current != x) {
        m_current = x;
        update();
    }
}

void HeatmapWidget::setMarks(const QVector<double>& afterX) {
    m_marks = afterX;
    update();
}

void HeatmapWidget::setRow(int row) {
    const int kept = std::clamp(row, 0, std::max(0, static_cast<int>(m_table.y.size()) - 1));
    if (m_row != kept) {
        m_row = kept;
        update();
    }
}

int HeatmapWidget::columnOf(double x) const {
    const auto after = std::upper_bound(m_table.x.begin(), m_table.x.end(), x);
    return static_cast<int>(after - m_table.x.begin()) - 1;
}

int HeatmapWidget::currentColumn() const {
    return m_current ? columnOf(*m_current) : -1;
}

std::optional<float> HeatmapWidget::valueAt(int row, int column) const {
    if (row < 0 || row >= m_table.y.size() || column < 0 || column >= m_table.x.size()) {
        return std::nullopt;
    }
    const float value = m_table.values.value(row * m_table.x.size() + column, std::nanf(""));
    return std::isnan(value) ? std::nullopt : std::optional(value);
}

QString HeatmapWidget::widestRowLabel() const {
    QString widest;
    for (const double y : {m_table.y.value(0), m_table.y.value(m_table.y.size() - 1)}) {
        const QString label = formatNumber(y);
        widest = label.size() > widest.size() ? label : widest;
    }
    return widest;
}

QString HeatmapWidget::legendLabel(double value) const {
    const QString number = formatNumber(value);
    return m_below && value == m_scale.low    ? QStringLiteral("≤ ") + number
           : m_above && value == m_scale.high ? QStringLiteral("≥ ") + number
                                              : number;
}

QRectF HeatmapWidget::area() const {
    const QFontMetricsF metrics = smallMetrics();
    const double left =
        gap + (m_titleY.isEmpty() ? 0 : metrics.height() + gap) + metrics.horizontalAdvance(widestRowLabel()) + gap;
    const double right = 2 * gap + legendBar + gap +
                         std::max(metrics.horizontalAdvance(legendLabel(m_scale.low)),
                                  metrics.horizontalAdvance(legendLabel(m_scale.high))) +
                         gap + (m_titleValue.isEmpty() ? 0 : metrics.height() + gap);
    const double bottom = metrics.height() + gap + (m_titleX.isEmpty() ? 0 : metrics.height()) + 2;
    return QRectF(rect()).adjusted(left, gap + 2, -right, -bottom);
}

QRectF HeatmapWidget::cellRect(int row, int column) const {
    const QRectF box = area();
    const double width = box.width() / std::max(1e-9, m_to - m_from);
    const double height = box.height() / std::max<double>(1, static_cast<double>(m_table.y.size()));
    return {box.left() + (column - m_from) * width, box.top() + row * height, width, height};
}

std::optional<HeatmapWidget::Cell> HeatmapWidget::cellAt(const QPointF& position) const {
    const QRectF box = area();
    if (m_table.x.isEmpty() || m_table.y.isEmpty() || !box.contains(position)) {
        return std::nullopt;
    }
    const QRectF first = cellRect(0, 0);
    const auto row = static_cast<int>((position.y() - first.top()) / first.height());
    const auto column = static_cast<int>(std::floor((position.x() - first.left()) / first.width()));
    return Cell{std::min(row, static_cast<int>(m_table.y.size()) - 1),
                std::clamp(column, 0, static_cast<int>(m_table.x.size()) - 1)};
}

void HeatmapWidget::colourCells() {
    const auto columns = static_cast<int>(m_table.x.size());
    const auto rows = static_cast<int>(m_table.y.size());
    m_cells = QImage(columns, rows, QImage::Format_ARGB32);
    if (m_cells.isNull()) {
        return;
    }
    m_cells.fill(Qt::transparent);
    m_below = m_above = false;
    // A number at the very end of the scale may be rounded beyond it.
    const double slack = 1e-6 * (m_scale.high - m_scale.low);
    const QVector<QRgb>& colours = colourTable(m_scale.map);
    const double perStep = static_cast<double>(colours.size() - 1) / std::max(m_scale.high - m_scale.low, 1e-300);
    for (int row = 0; row < rows; ++row) {
        auto* line = reinterpret_cast<QRgb*>(m_cells.scanLine(row));
        for (int column = 0; column < columns; ++column) {
            if (const auto value = valueAt(row, column)) {
                m_below = m_below || static_cast<double>(*value) < m_scale.low - slack;
                m_above = m_above || static_cast<double>(*value) > m_scale.high + slack;
                const double step = (static_cast<double>(*value) - m_scale.low) * perStep;
                line[column] = colours[qRound(std::clamp(step, 0.0, colours.size() - 1.0))];
            }
        }
    }
}

void HeatmapWidget::keyPressEvent(QKeyEvent* event) {
    const int page = std::max(1, static_cast<int>(m_table.y.size()) / 10);
    int row = m_row;
    switch (event->key()) {
        case Qt::Key_Up:
            --row;
            break;
        case Qt::Key_Down:
            ++row;
            break;
        case Qt::Key_PageUp:
            row -= page;
            break;
        case Qt::Key_PageDown:
            row += page;
            break;
        case Qt::Key_Home:
            row = 0;
            break;
        case Qt::Key_End:
            row = static_cast<int>(m_table.y.size()) - 1;
            break;
        default:
            QWidget::keyPressEvent(event);
            return;
    }
    setRow(row);
    Q_EMIT rowChosen(m_row);
}

}  // namespace tempera::ui
