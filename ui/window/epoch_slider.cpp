// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/epoch_slider.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "ui/common/theme.h"

namespace tempera::ui {

namespace {
constexpr int radius = 6;  // of the handle
}

EpochSlider::EpochSlider(QWidget* parent) : QSlider(Qt::Horizontal, parent) {
    setFocusPolicy(Qt::StrongFocus);
}

void EpochSlider::setTicks(const std::vector<std::int64_t>& pictures, const std::vector<double>& resets) {
    m_pictures = pictures;
    m_resets = resets;
    update();
}

QSize EpochSlider::sizeHint() const {
    return {160, 4 * radius};
}

double EpochSlider::xOf(double value) const {
    const double span = std::max(maximum() - minimum(), 1);
    return radius + 1 + (width() - 2 * radius - 2) * (value - minimum()) / span;
}

int EpochSlider::valueAt(double x) const {
    const double part = (x - radius - 1) / std::max(width() - 2 * radius - 2, 1);
    return qBound(minimum(), static_cast<int>(std::lround(minimum() + part * (maximum() - minimum()))), maximum());
}

void EpochSlider::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = std::floor(height() / 2.0);
    const QColor rule = theme::separator(palette());
    const QColor accent = isEnabled() ? theme::accent(palette()) : rule;
    painter.setPen(Qt::NoPen);
    painter.setBrush(rule);
    painter.drawRoundedRect(QRectF(xOf(minimum()), middle - 1, xOf(maximum()) - xOf(minimum()), 2), 1, 1);
    painter.setRenderHint(QPainter::Antialiasing, false);
    // Ticks only while they can be told apart.
    const double perEpoch = (xOf(maximum()) - xOf(minimum())) / std::max(maximum() - minimum(), 1);
    if (perEpoch >= 4) {
        painter.setPen(QPen(theme::subtleText(palette()), 1));
        for (const std::int64_t epoch : m_pictures) {
            const int x = static_cast<int>(std::lround(xOf(static_cast<double>(epoch))));
            painter.drawLine(x, static_cast<int>(middle) + 4, x, static_cast<int>(middle) + 6);
        }
    }
    painter.setPen(QPen(theme::subtleText(palette()), 1, Qt::DotLine));
    for (const double epoch : m_resets) {
        const int x = static_cast<int>(std::lround(xOf(epoch)));
        painter.drawLine(x, 1, x, static_cast<int>(middle) - 3);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(accent);
    painter.drawRoundedRect(QRectF(xOf(minimum()), middle - 1, xOf(value()) - xOf(minimum()), 2), 1, 1);
    if (hasFocus()) {
        QColor halo = accent;
        halo.setAlphaF(0.3F);
        painter.setBrush(halo);
        painter.drawEllipse(QPointF(xOf(value()), middle), radius + 4, radius + 4);
        painter.setBrush(accent);
    }
    painter.drawEllipse(QPointF(xOf(value()), middle), radius, radius);
}

void EpochSlider::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) {
        QSlider::mousePressEvent(event);
        return;
    }
    setSliderDown(true);
    setSliderPosition(valueAt(event->position().x()));
}

void EpochSlider::mouseMoveEvent(QMouseEvent* event) {
    if (isSliderDown()) {
        setSliderPosition(valueAt(event->position().x()));
    }
}

void EpochSlider::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        setSliderDown(false);
    }
}

}  // namespace tempera::ui
