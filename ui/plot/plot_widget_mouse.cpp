// SPDX-License-Identifier: GPL-3.0-or-later
// What the mouse and the keys do to a plot; nothing here knows the plotting library.
#include <QLayout>
#include <QRubberBand>

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
    connect(input, &PlotInput::dragged, this, [this](double fromX, double toX, double fromY, double toY) {  //
        pan({fromX - toX, fromY - toY});
    });
    connect(input, &PlotInput::boxed, this, [this](const QRectF& box, bool done) {
        if (!m_box) {
            m_box = new QRubberBand(QRubberBand::Rectangle, this);
        }
        m_box->setGeometry(box.toAlignedRect());
        m_box->setVisible(!done);
        if (done) {
            zoomToBox(box);
        }
    });
    connect(input, &PlotInput::zoomed, this, [this](double factor, std::optional<double> pixel) {
        // In pixels, so that logarithmic axes zoom evenly as well.
        const double left = pixelOfX(xRange().first);
        const double right = pixelOfX(xRange().second);
        const double around = pixel.value_or((left + right) / 2);
        moveXRange(xOfPixel(around + (left - around) * factor), xOfPixel(around + (right - around) * factor));
    });
    connect(input, &PlotInput::resetAsked, this, [this] {
        resetZoom();
        Q_EMIT zoomReset();
    });
}

void PlotWidget::pan(const QPointF& way) {
    if (m_fixedY) {
        const double low = pixelOf({0, yRange().first}).y();
        const double high = pixelOf({0, yRange().second}).y();
        setYRange(std::pair(placeOf({0, low + way.y()}).y(), placeOf({0, high + way.y()}).y()));
    }
    moveXRange(xOfPixel(pixelOfX(xRange().first) + way.x()), xOfPixel(pixelOfX(xRange().second) + way.x()));
}

void PlotWidget::zoomToBox(const QRectF& box) {
    constexpr double least = 4;  // pixels: a slip of the hand is no box
    if (box.width() < least || box.height() < least) {
        return;
    }
    setYRange(std::pair(placeOf(box.bottomLeft()).y(), placeOf(box.topLeft()).y()));
    moveXRange(xOfPixel(box.left()), xOfPixel(box.right()));
}

void PlotWidget::moveXRange(double low, double high) {
    setXRange(low, high);
    Q_EMIT xRangeChanged(xRange().first, xRange().second);
}

void PlotWidget::setWheelZooms(bool zooms) {
    m_input->setWheelZooms(zooms);
}

QWidget* PlotWidget::canvas() const {
    return layout()->itemAt(0)->widget();
}

}  // namespace tempera::ui
