// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/helpers/plot_frames.h"

#include <QMouseEvent>
#include <QTest>
#include <QWheelEvent>

#include "ui/plot/plot_widget.h"

namespace tempera::test {

PanZoom panAndZoom(ui::PlotWidget& plot) {
    QWidget& target = *plot.canvas();
    const QPointF middle(plot.width() / 2.0, plot.height() / 2.0);
    int drawn = 0;
    const auto redrawn = [&](int) { return plot.replotCount() > drawn; };
    PanZoom times;
    times.zoom = frameTimes(
        target, 60,
        [&](int frame) {
            drawn = plot.replotCount();
            QWheelEvent wheel(middle, target.mapToGlobal(middle), {}, {0, frame < 40 ? 40 : -40}, Qt::NoButton, {},
                              Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(&target, &wheel);
        },
        redrawn);
    QTest::mousePress(&target, Qt::LeftButton, {}, middle.toPoint());
    times.pan = frameTimes(
        target, 40,
        [&](int frame) {
            drawn = plot.replotCount();
            const QPointF place = middle + QPointF(frame % 2 == 0 ? 60 : 20, 0);
            QMouseEvent move(QEvent::MouseMove, place, target.mapToGlobal(place), Qt::NoButton, Qt::LeftButton, {});
            QCoreApplication::sendEvent(&target, &move);
        },
        redrawn);
    QTest::mouseRelease(&target, Qt::LeftButton, {}, middle.toPoint());
    return times;
}

}  // namespace tempera::test
