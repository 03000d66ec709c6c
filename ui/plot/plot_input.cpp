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
    if (event->type() == QEvent::KeyPress) {
        return watched == &m_owner && handleKey(event);
    }
    return watched == parent() && handleMouse(event);
}

bool PlotInput::handleKey(QEvent* event) {
    const auto* key = static_cast<QKeyEvent*>(event);
    const double width = m_owner.width();
    if (key->modifiers() & Qt::AltModifier) {
        const double way = key->key() == Qt::Key_Left ? width / 10 : key->key() == Qt::Key_Right ? -width / 10 : 0;
        if (way != 0) {
            Q_EMIT dragged(0, way, 0, 0);
        }
        return way != 0;
    }
    switch (key->key()) {
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
            m_pressed = mouse()->position();
            m_dragging = false;
            m_boxing = mouse()->modifiers() & Qt::ShiftModifier;
            return true;
        case QEvent::MouseMove: {
            const QPointF place = mouse()->position();
            if (!(mouse()->buttons() & Qt::LeftButton)) {
                Q_EMIT moved(place);
                return false;
            }
            if (m_dragging || (place - m_pressed).manhattanLength() > QApplication::startDragDistance()) {
                m_dragging = true;
                if (m_boxing) {
                    Q_EMIT boxed(QRectF(m_pressed, place).normalized(), false);
                } else {
                    Q_EMIT dragged(m_pressed.x(), place.x(), m_pressed.y(), place.y());
                    m_pressed = place;
                }
            }
            return true;
        }
        case QEvent::MouseButtonRelease:
            if (mouse()->button() != Qt::LeftButton) {
                return false;
            }
            if (!m_dragging) {
                Q_EMIT clicked(mouse()->position());
            } else if (m_boxing) {
                Q_EMIT boxed(QRectF(m_pressed, mouse()->position()).normalized(), true);
            }
            m_dragging = m_boxing = false;
            return true;
        case QEvent::MouseButtonDblClick:
            m_dragging = true;  // the release that follows chooses nothing
            m_boxing = false;
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
