// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/neurons/score_histogram.h"

class QLabel;

namespace tempera::ui {

class ElidedLabel;
class PlotWidget;
class ThresholdHandle;

/// Histogram of one critic layer: the dormant part in another hue and hatched, with its count. The threshold can be
/// moved in it (ThresholdHandle); the run's own stays marked by a faint line.
class LayerPanel : public QWidget {
    Q_OBJECT

public:
    explicit LayerPanel(int layer, QWidget* parent = nullptr);

    /// What the threshold and the axis are; shown at the next show().
    struct View {
        double threshold = 0;
        double own = 0;    ///< the run's threshold
        double upper = 1;  ///< right edge
        bool logCounts = false;
    };

    void show(const NeuronLayerRow& row, const View& view);
    int layer() const { return m_layer; }
    PlotWidget& plot() const { return *m_plot; }
    QString countsText() const;

Q_SIGNALS:
    void thresholdMoved(double threshold);
    void thresholdStepped(int direction);
    void ownThresholdAsked();

protected:
    void changeEvent(QEvent* event) override;

private:
    void draw();

    int m_layer;
    ScoreHistogram m_histogram;
    View m_view;
    ThresholdHandle* m_handle = nullptr;
    ElidedLabel* m_title;
    QLabel* m_counts;
    PlotWidget* m_plot;
};

}  // namespace tempera::ui
