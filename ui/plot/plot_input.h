// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointF>
#include <optional>

class QWidget;

namespace tempera::ui {

/// Turns the raw mouse and key events of a plot into what they mean: look, choose, drag, zoom, reset.
class PlotInput : public QObject {
    Q_OBJECT

public:
    /// `owner` has the keyboard focus, `canvas` gets the mouse.
    PlotInput(QWidget& owner, QWidget* canvas);

    void setWheelZooms(bool zooms) { m_wheelZooms = zooms; }

Q_SIGNALS:
    void moved(const QPointF& position);
    void left();
    void clicked(const QPointF& position);
    void dragged(double fromPixelX, double toPixelX);
    void zoomed(double factor, std::optional<double> aroundPixelX);  ///< nothing = the middle
    void resetAsked();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool handleKey(QEvent* event);
    bool handleMouse(QEvent* event);

    QWidget& m_owner;
    double m_pressedX = 0;
    bool m_dragging = false;
    bool m_wheelZooms = false;
};

}  // namespace tempera::ui
