// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <cstdint>

#include "ui/generalization/trajectory_lines.h"

namespace tempera::ui {

class ElidedLabel;
class LineLegend;
class PlotWidget;

/// What judges say, against the trained reward or over the epochs: the best evaluation ringed, the current epoch in the
/// accent, a legend with the values there.
class TrajectoryPanel : public QWidget {
    Q_OBJECT

public:
    enum class Axis { Trained, Epoch };

    enum class Unit { Deviations, Own };

    TrajectoryPanel(Axis axis, Unit unit, const QString& title, QWidget* parent = nullptr);

    /// `xTitle`: "" where another panel below has the same axis.
    void show(const QVector<TrajectoryLine>& lines, const QString& xTitle);
    void setTitle(const QString& title);
    QString title() const;
    void setUnit(Unit unit) { m_unit = unit; }  ///< of the next show()
    void setEpoch(std::int64_t epoch);
    void setHovered(const QString& runId);  ///< "" = none
    PlotWidget& plot() const { return *m_plot; }
    QString legendText() const;

Q_SIGNALS:
    void epochChosen(std::int64_t epoch);
    void runHovered(const QString& runId);

private:
    const QVector<double>& xOf(const TrajectoryLine& line) const;
    void draw();
    void drawMarks();
    void drawCurrent();
    void fitX();
    void choose(const QPointF& position);
    void updateLegend();

    const Axis m_axis;
    Unit m_unit;
    QVector<TrajectoryLine> m_lines;
    QVector<QVector<double>> m_epochs;  ///< of each line, as numbers
    QString m_hovered;
    std::int64_t m_epoch = 0;
    ElidedLabel* m_title;
    LineLegend* m_legend;
    PlotWidget* m_plot;
};

}  // namespace tempera::ui
