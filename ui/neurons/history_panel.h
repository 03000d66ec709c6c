// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>
#include <cstdint>
#include <optional>

#include "ui/session/run_data.h"

class QHBoxLayout;
class QLabel;

namespace tempera::ui {

class ElidedLabel;
class PlotWidget;

/// Something over the epochs, one line per layer or for all, with reset marks and the current epoch.
class HistoryPanel : public QWidget {
    Q_OBJECT

public:
    enum class Unit { Percent, Plain };

    struct Line {
        QString name;
        QVector<double> epochs;
        QVector<double> values;
        int tone = -1;  ///< place of the layer, -1 = the total in text colour
    };

    /// Percent never goes below 0 by itself.
    HistoryPanel(const QString& title, Unit unit, QWidget* parent = nullptr);

    /// `nothing`: said in place of the legend while no line has a point.
    void show(const QVector<Line>& lines, const std::vector<double>& resets, const QString& nothing);
    /// One line of a metric over its epochs; nullptr = it was not recorded.
    void showSeries(const QString& name, const MetricSeries* series, const std::vector<double>& resets,
                    const QString& nothing);
    /// First and last epoch of the axis.
    void setRange(double first, double last);
    void setTitle(const QString& title);
    void addControl(QWidget* control);  ///< right of the title
    QString legendText() const;
    void setEpoch(std::int64_t epoch);
    PlotWidget& plot() const { return *m_plot; }

Q_SIGNALS:
    void epochChosen(std::int64_t epoch);

protected:
    void changeEvent(QEvent* event) override;

private:
    void draw();
    void updateLegend(std::optional<double> epoch);

    const Unit m_unit;
    QVector<Line> m_lines;
    QString m_nothing;
    std::int64_t m_epoch = 0;
    bool m_hasResets = false;
    QHBoxLayout* m_head;
    ElidedLabel* m_title;
    QLabel* m_legend;
    PlotWidget* m_plot;
};

}  // namespace tempera::ui
