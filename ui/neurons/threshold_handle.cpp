// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/neurons/threshold_handle.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <cmath>

#include "ui/plot/plot_widget.h"

namespace tempera::ui {

namespace {
constexpr double reach = 6;  // pixels beside the line that look like a handle
}  // namespace

ThresholdHandle::ThresholdHandle(PlotWidget& plot) : QObject(&plot), m_plot(plot) {
    // After the plot's own filter, so this one is asked first.
    plot.installEventFilter(this);
    plot.canvas()->installEventFilter(this);
}

void ThresholdHandle::shapePointer(double pixel) {
    const bool near = std::abs(pixel - m_plot.pixelOfX(m_threshold)) <= reach;
    m_plot.canvas()->setCursor(near ? Qt::SplitHCursor : Qt::ArrowCursor);
}

bool ThresholdHandle::handleKey(int key, Qt::KeyboardModifiers modifiers) {
    const bool shift = modifiers & Qt::ShiftModifier;
    switch (key) {
        case Qt::Key_Left:
        case Qt::Key_Right:
            if (!shift) {
                return false;
            }
            Q_EMIT stepped(key == Qt::Key_Left ? -1 : 1);
            return true;
        case Qt::Key_Minus:
            Q_EMIT stepped(-1);
            return true;
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            Q_EMIT stepped(1);
            return true;
        case Qt::Key_0:
            Q_EMIT resetAsked();
            return true;
        default:
            return false;
    }
}

bool ThresholdHandle::eventFilter(QObject* watched, QEvent* event) {
    if (watched == &m_plot) {
        if (event->type() != QEvent::KeyPress) {
            return false;
        }
        const auto* key = static_cast<QKeyEvent*>(event);
        return handleKey(key->key(), key->modifiers());
    }
    const auto mouse = [event] { return static_cast<QMouseEvent*>(event); };
    switch (event->type()) {
        case QEvent::MouseButtonPress:
            if (mouse()->button() != Qt::LeftButton) {
                return false;
            }
            m_plot.setFocus(Qt::MouseFocusReason);
            Q_EMIT moved(m_plot.xOfPixel(mouse()->position().x()));
            return true;
        case QEvent::MouseMove:
            if (mouse()->buttons() & Qt::LeftButton) {
                Q_EMIT moved(m_plot.xOfPixel(mouse()->position().x()));
                return true;
            }
            shapePointer(mouse()->position().x());
            return true;
        case QEvent::MouseButtonRelease:
            return mouse()->button() == Qt::LeftButton;
        case QEvent::MouseButtonDblClick:
            Q_EMIT resetAsked();
            return true;
        case QEvent::Wheel:
            event->ignore();  // the page scrolls
            return true;
        default:
            return false;
    }
}

}  // namespace tempera::ui
