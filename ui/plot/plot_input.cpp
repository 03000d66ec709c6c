// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/plot_input.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <QWidget>
#include <cmath>

namespace tempera::ui {

PlotInput::PlotInput(QWidget& owner, QWidget* canvas) : QObject(canvas), m_owner(owner) {
    canvas->setMouseTracking(true);
    canvas->installEventFilter(this);
    owner.installEventFilter(this);
}

bool PlotInput::eventFilter(QObject* watched, QEvent* event) {
    if (watched == &m_owner) {
        return event->type() == QEvent::KeyPress && handleKey(event);
    }
    return handleMouse(event);
}

bool PlotInput::handleKey(QEvent* event) {
    switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            Q_EMIT zoomed(0.7, std::nullopt);
            return true;
        case Qt::Key_Minus:
            Q_EMIT zoomed(1 / 0.7, std::nullopt);
            return true;
        case Qt::Key_0:
            Q_EMIT resetAsked();
            return true;
        default:
            return false;
    }
}

bool PlotInput::handleMouse(QEvent* event) {
    // Valid in the cases below only: most events that come here are of other classes.
    const auto mouse = [event] { return static_cast<QMouseEvent*>(event); };
    switch (event->type()) {
        case QEvent::MouseButtonPress:
            if (mouse()->button() != Qt::LeftButton) {
                return false;
            }
            m_owner.setFocus(Qt::MouseFocusReason);
            m_pressedX = mouse()->position().x();
            m_dragging = false;
            return true;
        case QEvent::MouseMove: {
            const double x = mouse()->position().x();
            if (!(mouse()->buttons() & Qt::LeftButton)) {
                Q_EMIT moved(mouse()->position());
                return false;
            }
            if (m_dragging || std::abs(x - m_pressedX) > QApplication::startDragDistance()) {
                m_dragging = true;
                Q_EMIT dragged(m_pressedX, x);
                m_pressedX = x;
            }
            return true;
        }
        case QEvent::MouseButtonRelease:
            if (mouse()->button() != Qt::LeftButton) {
                return false;
            }
            if (!m_dragging) {
                Q_EMIT clicked(mouse()->position());
            }
            m_dragging = false;
            return true;
        case QEvent::MouseButtonDblClick:
            m_dragging = true;  // the release that follows chooses nothing
            Q_EMIT resetAsked();
            return true;
        case QEvent::Wheel: {
            auto* wheel = static_cast<QWheelEvent*>(event);
            if (!(wheel->modifiers() & Qt::ControlModifier) && !m_wheelZooms) {
                event->ignore();  // the page scrolls
                return true;
            }
            Q_EMIT zoomed(std::pow(0.85, wheel->angleDelta().y() / 120.0), wheel->position().x());
            return true;
        }
        case QEvent::Leave:
            Q_EMIT left();
            return false;
        default:
            return false;
    }
}

}  // namespace tempera::ui
