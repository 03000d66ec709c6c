// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/curves/panel_grid.h"

#include <QGridLayout>
#include <algorithm>

#include "ui/curves/curve_panel.h"
#include "ui/plot/plot_widget.h"

namespace tempera::ui {

PanelGrid::PanelGrid(QWidget* parent)
    : RuledArea(parent), m_layout(new QGridLayout(this)), m_filler(new QWidget(this)) {
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(1);  // the area shows through as a rule
    m_filler->setBackgroundRole(QPalette::Base);
    m_filler->setAutoFillBackground(true);
    m_filler->hide();
}

int PanelGrid::columnsFor(int panels, int wanted, int width) const {
    const int count = std::max(panels, 1);
    if (wanted > 0) {
        return std::min(wanted, count);
    }
    const int letter = fontMetrics().averageCharWidth();
    const int fitting = std::clamp(width / (letter * 44), 1, std::min(4, count));
    const int rows = (count + fitting - 1) / fitting;
    return (count + rows - 1) / rows;  // six panels are 3 + 3, not 4 + 2
}

void PanelGrid::clear() {
    while (QLayoutItem* item = m_layout->takeAt(0)) {
        delete item;
    }
    for (int row = 0; row < m_layout->rowCount(); ++row) {
        m_layout->setRowStretch(row, 0);
        m_layout->setRowMinimumHeight(row, 0);
    }
    for (int column = 0; column < m_layout->columnCount(); ++column) {
        m_layout->setColumnStretch(column, 0);
    }
}

void PanelGrid::arrange(const std::vector<CurvePanel*>& panels, int columns, int height, const QString& axisTitle) {
    clear();
    const int count = static_cast<int>(panels.size());
    const int rows = (count + columns - 1) / columns;
    const int lowest = fontMetrics().height() * 11;
    for (int i = 0; i < count; ++i) {
        CurvePanel* panel = panels[static_cast<std::size_t>(i)];
        m_layout->addWidget(panel, i / columns, i % columns);
        panel->plot().setWheelZooms(lowest * rows <= height);
        panel->plot().setAxisTitles(i + columns >= count ? axisTitle : QString(), QString());
        panel->show();
    }
    // An unfinished last row is filled, so that the page has no grey hole.
    const int left = rows * columns - count;
    m_filler->setVisible(left > 0);
    if (left > 0) {
        m_layout->addWidget(m_filler, rows - 1, columns - left, 1, left);
    }
    for (int column = 0; column < columns && count > 0; ++column) {
        m_layout->setColumnStretch(column, 1);
    }
    for (int row = 0; row < rows; ++row) {
        m_layout->setRowStretch(row, 1);
        m_layout->setRowMinimumHeight(row, lowest);
    }
}

}  // namespace tempera::ui
