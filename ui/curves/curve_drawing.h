// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPalette>
#include <QVector>
#include <vector>

#include "ui/curves/curve.h"
#include "ui/plot/line_legend.h"

namespace tempera::ui {

class PlotWidget;

/// Puts curves on a plot and keeps their colours: the line, dashed where members of a mean are missing; faint behind
/// it the values before smoothing, the single runs or the band.
class CurveDrawing {
public:
    explicit CurveDrawing(PlotWidget& plot) : m_plot(plot) {}

    void setCurves(std::vector<Curve> curves);
    const std::vector<Curve>& curves() const { return m_curves; }
    /// `front`: id of the curve that is drawn above the others, which fade; "" = all alike.
    void restyle(const QPalette& palette, const QString& front = {});

    const Curve* curve(const QString& id) const;  ///< nullptr = none
    /// The curve that a line of the plot belongs to.
    const Curve* curveOfLine(const QString& lineId) const;
    /// The main curve with the run among its members.
    const Curve* curveOfRun(const QString& runId) const;

private:
    void draw(const Curve& curve);

    PlotWidget& m_plot;
    std::vector<Curve> m_curves;
};

/// A piece of the curve's line and its name; "name, n = 3" for a mean.
LineLegend::Entry legendEntry(const Curve& curve, const QPalette& palette);

}  // namespace tempera::ui
