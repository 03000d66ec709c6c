// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QVector>
#include <array>

#include "ui/plot/line_item.h"
#include "ui/plot/plot_widget.h"
#include "ui/plot/qcp.h"

namespace tempera::ui {

/// What a plot is made of; the library owns the objects. Private to the files of PlotWidget.
struct PlotWidget::Parts {
    QMap<QString, QCPAbstractPlottable*> lines;  // and paths and bands
    QVector<QCPAbstractItem*> notes;
    QVector<QCPBars*> bars;
    std::array<QVector<QCPItemStraightLine*>, 2> marks;  // by Mark
    std::array<std::vector<double>, 2> markPlaces;
    std::array<QCPItemStraightLine*, 3> verticals{};  // by Vertical

    LineItem* line(const QString& id) const { return dynamic_cast<LineItem*>(lines.value(id)); }
    BandItem* band(const QString& id) const { return dynamic_cast<BandItem*>(lines.value(id)); }
};

/// Whole numbers only: epochs and counts have no halves.
QSharedPointer<QCPAxisTicker> wholeTicker();

}  // namespace tempera::ui
