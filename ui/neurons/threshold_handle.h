// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace tempera::ui {

class PlotWidget;

/// Lets the threshold of a histogram be moved where it is drawn. Mouse: a press anywhere takes it there, dragging goes
/// on, a double click asks for the run's own. Keys of the focused plot: Shift+Left and Shift+Right (or - and +) step,
/// 0 asks for the run's own; plain arrows stay with the epochs. The plot does not pan and zoom any more: histograms
/// keep one range. Lives in the plot.
class ThresholdHandle : public QObject {
    Q_OBJECT

public:
    explicit ThresholdHandle(PlotWidget& plot);

    /// Where it is drawn, for the shape of the mouse pointer.
    void setThreshold(double threshold) { m_threshold = threshold; }

Q_SIGNALS:
    void moved(double threshold);  ///< x under the mouse, may lie outside of the axis
    void stepped(int direction);   ///< -1 or +1
    void resetAsked();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool handleKey(int key, Qt::KeyboardModifiers modifiers);
    void shapePointer(double pixel);

    PlotWidget& m_plot;
    double m_threshold = 0;
};

}  // namespace tempera::ui
