// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/neurons/score_histogram.h"

class QLabel;

namespace tempera::ui {

class ElidedLabel;
class PlotWidget;

/// Histogram of one critic layer: the dormant part in another hue and hatched, with its count.
class LayerPanel : public QWidget {
    Q_OBJECT

public:
    explicit LayerPanel(int layer, QWidget* parent = nullptr);

    void show(const NeuronLayerRow& row, double threshold, double upper, bool logCounts);
    PlotWidget& plot() const { return *m_plot; }
    QString countsText() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void draw();

    int m_layer;
    ScoreHistogram m_histogram;
    double m_threshold = 0;
    ElidedLabel* m_title;
    QLabel* m_counts;
    PlotWidget* m_plot;
};

}  // namespace tempera::ui
