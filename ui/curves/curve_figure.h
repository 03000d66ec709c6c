// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QImage>
#include <QString>
#include <optional>
#include <utility>
#include <vector>

#include "ui/curves/curve.h"
#include "ui/curves/curve_view.h"
#include "ui/curves/panel_spec.h"
#include "ui/session/run_data.h"

class QPainter;

namespace tempera::ui {

/// One plot of a figure, as it is on the screen.
struct FigurePanel {
    PanelSpec spec;
    std::vector<Curve> curves;
    std::pair<double, double> x;                 ///< visible range
    std::optional<std::pair<double, double>> y;  ///< where the user chose one
    std::vector<double> resets;                  ///< places on the x axis
    std::vector<double> resumes;
};

/// A metric of one run as it is stored.
struct StoredSeries {
    QString run;
    QString name;
    quint64 seed = 0;
    QString key;
    MetricSeries points;
};

/// What is exported: panels in rows, with one legend below. Always light, whatever the window is, and without the
/// marks of the epoch and the mouse. Value type; pictures are drawn in the GUI thread, values are written in any.
struct CurveFigure {
    std::vector<FigurePanel> panels;
    int columns = 1;
    CurveView view;
    std::vector<StoredSeries> stored;  ///< filled for storedValues() only

    /// Takes the panels' metrics of these runs into `stored`.
    void takeStored(const std::vector<const RunData*>& runs);

    QByteArray svg() const;
    QByteArray pdf() const;
    QImage picture() const;  ///< at twice the resolution of the screen

    /// The visible values of all curves as they are shown (scaled, smoothed, averaged), one point a row, all digits.
    QByteArray shownValues() const;
    /// The stored values over the whole range, as the worker wrote them, one point a row, all digits.
    QByteArray storedValues() const;

private:
    QSize panelSize() const;
    QSize size() const;
    int legendHeight() const;
    void paint(QPainter& painter) const;
    QStringList remarks() const;
};

}  // namespace tempera::ui
