// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/helpers/live_values.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>
#include <QTimer>

#include "tests/ui/helpers/fake_run.h"
#include "ui/curves/curve_panel.h"
#include "ui/plot/plot_widget.h"

namespace tempera::test {

namespace {

/// Notices the first painting of a plot that was drawn since its curves have more than `points` points.
class PaintedGrowth : public QObject {
public:
    PaintedGrowth(ui::CurvePanel& panel, const QString& line, int points) : m_plot(panel.plot()) {
        connect(&panel, &ui::CurvePanel::redrawn, this, [this, line, points] {
            if (m_replots < 0 && m_plot.pointCount(line) > points) {
                m_replots = m_plot.replotCount();
            }
        });
        m_plot.canvas()->installEventFilter(this);
    }
    bool seen() const { return m_seen; }

    bool eventFilter(QObject*, QEvent* event) override {
        m_seen = m_seen || (event->type() == QEvent::Paint && m_replots >= 0 && m_plot.replotCount() > m_replots);
        return false;
    }

private:
    ui::PlotWidget& m_plot;
    int m_replots = -1;
    bool m_seen = false;
};

}  // namespace

std::vector<double> valueLatencies(FakeRun& run, ui::CurvePanel& panel, int count) {
    const std::string key = panel.spec().key.toStdString();
    QRandomGenerator random(1);
    QTimer wakes;  // the wait for events ends at times
    wakes.start(1);
    std::vector<double> latencies;
    for (int i = 0; i < count; ++i) {
        QTest::qWait(300 + static_cast<int>(random.bounded(250)));
        const int points = panel.plot().pointCount(run.id());
        const PaintedGrowth growth(panel, run.id(), points);
        run.writer().metric(key, {points, points * 20, points * 64}, 0.5 + 0.1 * random.generateDouble());
        run.writer().flush();
        QElapsedTimer timer;
        timer.start();
        while (!growth.seen() && timer.elapsed() < 10000) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        }
        latencies.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    return latencies;
}

}  // namespace tempera::test
