// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <time.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>
#include <algorithm>

namespace tempera::test {

/// Milliseconds that this thread has computed.
inline double computedMs() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

/// What frames cost the GUI thread, from an input to the end of the painting that shows it.
struct FrameTimes {
    double mean = 0;     ///< ms of computing: other programs that share the machine do not count
    double longest = 0;  ///< the same of the most expensive frame
    double clock = 0;    ///< mean in ms by the clock, with the 5 ms that Qt waits without a screen before it paints
    double perSecond() const { return 1000 / std::max(mean, 1e-3); }
    double perSecondByClock() const { return 1000 / std::max(clock, 1e-3); }
};

/// Counts how often a widget was painted.
class PaintCount : public QObject {
public:
    explicit PaintCount(QWidget& widget) { widget.installEventFilter(this); }
    int count() const { return m_count; }

    bool eventFilter(QObject*, QEvent* event) override {
        m_count += event->type() == QEvent::Paint;
        return false;
    }

private:
    int m_count = 0;
};

/// Does `act(frame)` so many times and lets each be painted; `ready(frame)`: whether what `widget` shows next is the
/// outcome. A frame that changes nothing is painted all the same. `pace`: least ms from frame to frame, as of a screen;
/// what comes in between, such as pictures that were read, belongs to the frame.
template <class Act, class Ready>
FrameTimes frameTimes(QWidget& widget, int count, Act act, Ready ready, double pace = 0) {
    constexpr int mostWaiting = 2000;  // ms, of an outcome that never comes: the next assertion tells
    PaintCount paints(widget);
    QTimer wakes;  // the wait for events ends at times
    wakes.start(2);
    const auto next = [] { QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents); };
    FrameTimes times;
    for (int frame = 0; frame < count; ++frame) {
        QElapsedTimer waited;
        waited.start();
        const double before = computedMs();
        const int painted = paints.count();
        act(frame);
        while (!ready(frame) && waited.elapsed() < mostWaiting) {
            next();
        }
        while (paints.count() == painted && waited.elapsed() < mostWaiting) {
            if (waited.elapsed() > 40) {
                widget.update();
            }
            next();
        }
        times.clock += static_cast<double>(waited.nsecsElapsed()) / 1e6 / count;
        while (static_cast<double>(waited.nsecsElapsed()) / 1e6 < pace) {
            next();
        }
        const double spent = computedMs() - before;
        times.mean += spent / count;
        times.longest = std::max(times.longest, spent);
    }
    return times;
}

template <class Act>
FrameTimes frameTimes(QWidget& widget, int count, Act act) {
    return frameTimes(widget, count, act, [](int) { return true; });
}

}  // namespace tempera::test
