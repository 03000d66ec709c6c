// SPDX-License-Identifier: GPL-3.0-or-later
// What the mouse and the keys do to a plot; nothing here knows the plotting library.
#include "ui/plot/plot_input.h"
#include "ui/plot/plot_widget.h"

namespace tempera::ui {

void PlotWidget::connectInput(PlotInput* input) {
    m_input = input;
    connect(input, &PlotInput::moved, this, [this](const QPointF& position) {
        Q_EMIT cursorMoved(xOfPixel(position.x()));
        Q_EMIT lineHovered(lineAt(position));
    });
    connect(input, &PlotInput::left, this, [this] {
        Q_EMIT cursorLeft();
        Q_EMIT lineHovered(QString());
    });
    connect(input, &PlotInput::clicked, this, [this](const QPointF& position) {
        Q_EMIT clicked(xOfPixel(position.x()));
        Q_EMIT clickedAt(position);
    });
    connect(input, &PlotInput::dragged, this, [this](double from, double to) {
        const double shift = xOfPixel(from) - xOfPixel(to);
        moveXRange(xRange().first + shift, xRange().second + shift);
    });
    connect(input, &PlotInput::zoomed, this, [this](double factor, std::optional<double> pixel) {
        const auto [low, high] = xRange();
        const double around = pixel ? xOfPixel(*pixel) : (low + high) / 2;
        moveXRange(around + (low - around) * factor, around + (high - around) * factor);
    });
    connect(input, &PlotInput::resetAsked, this, [this] {
        resetZoom();
        Q_EMIT zoomReset();
    });
}

void PlotWidget::moveXRange(double low, double high) {
    setXRange(low, high);
    Q_EMIT xRangeChanged(xRange().first, xRange().second);
}

void PlotWidget::setWheelZooms(bool zooms) {
    m_input->setWheelZooms(zooms);
}

}  // namespace tempera::ui
