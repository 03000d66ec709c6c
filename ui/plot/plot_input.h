// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointF>
#include <QRectF>
#include <optional>

class QWidget;

namespace tempera::ui {

/// Turns the raw mouse and key events of a plot into what they mean: look, choose, drag, box, zoom, reset.
class PlotInput : public QObject {
    Q_OBJECT

public:
    /// `owner` has the keyboard focus, `canvas` gets the mouse; one widget may be both.
    PlotInput(QWidget& owner, QWidget* canvas);

    void setWheelZooms(bool zooms) { m_wheelZooms = zooms; }

Q_SIGNALS:
    void moved(const QPointF& position);
    void left();
    void clicked(const QPointF& position);
    void dragged(double fromPixelX, double toPixelX, double fromPixelY, double toPixelY);
    void boxed(const QRectF& box, bool done);  ///< while Shift is held; done = the button was released
    void zoomed(double factor, std::optional<double> aroundPixelX);  ///< nothing = the middle
    void resetAsked();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool handleKey(QEvent* event);
    bool handleMouse(QEvent* event);

    QWidget& m_owner;
    QPointF m_pressed;
    bool m_dragging = false;
    bool m_boxing = false;
    bool m_wheelZooms = false;
};

}  // namespace tempera::ui
