// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/viewport.h"

#include <algorithm>
#include <cmath>

namespace tempera::ui {

void Viewport::setReference(const QSize& picture) {
    if (picture.isEmpty() || picture == m_reference) {
        return;
    }
    if (m_scale) {
        m_scale = *m_scale * m_reference.width() / picture.width();
    }
    m_reference = picture;
    Q_EMIT changed();
}

void Viewport::setView(const QObject* view, const QSize& size) {
    if (m_views.value(view) == size) {
        return;
    }
    if (size.isEmpty()) {
        m_views.remove(view);
    } else {
        m_views[view] = size;
    }
    if (!m_scale) {
        Q_EMIT changed();
    }
}

double Viewport::scale(const QSize& view) const {
    if (m_scale) {
        return *m_scale;
    }
    QSize least = view;
    for (const QSize& size : m_views) {
        least = least.boundedTo(size);
    }
    const double whole = std::min(static_cast<double>(least.width()) / m_reference.width(),
                                  static_cast<double>(least.height()) / m_reference.height());
    return std::max(whole > 1 ? std::floor(whole) : whole, smallest);
}

QRectF Viewport::place(const QSize& view) const {
    const QSizeF size = QSizeF(m_reference) * scale(view);
    const QPointF centre = m_scale ? m_centre : QPointF(0.5, 0.5);
    return {std::round(view.width() / 2.0 - centre.x() * size.width()),
            std::round(view.height() / 2.0 - centre.y() * size.height()), size.width(), size.height()};
}

QRectF Viewport::magnified(const QSize& view, const QPointF& fixed, double by) const {
    const QRectF now = place(view);
    return {fixed + (now.topLeft() - fixed) * by, now.size() * by};
}

QPointF Viewport::toPicture(const QPointF& point, const QSize& view) const {
    const QRectF now = place(view);
    return {(point.x() - now.x()) / now.width(), (point.y() - now.y()) / now.height()};
}

QPointF Viewport::toView(const QPointF& point, const QSize& view) const {
    const QRectF now = place(view);
    return {now.x() + point.x() * now.width(), now.y() + point.y() * now.height()};
}

void Viewport::fit() {
    m_scale.reset();
    m_centre = {0.5, 0.5};
    Q_EMIT changed();
}

void Viewport::showActualSize() {
    m_scale = 1;
    Q_EMIT changed();
}

void Viewport::zoom(double factor, const QPointF& point, const QSize& view) {
    const QPointF fixed = toPicture(point, view);
    m_scale = std::clamp(scale(view) * factor, smallest, largest);
    const QSizeF size = QSizeF(m_reference) * *m_scale;
    m_centre = {fixed.x() + (view.width() / 2.0 - point.x()) / size.width(),
                fixed.y() + (view.height() / 2.0 - point.y()) / size.height()};
    pan({}, view);
}

void Viewport::pan(const QPointF& by, const QSize& view) {
    m_scale = scale(view);
    const QSizeF size = QSizeF(m_reference) * *m_scale;
    // The middle of the view always shows some of the picture: it cannot be lost.
    m_centre = {std::clamp(m_centre.x() - by.x() / size.width(), 0.0, 1.0),
                std::clamp(m_centre.y() - by.y() / size.height(), 0.0, 1.0)};
    Q_EMIT changed();
}

void Viewport::setHover(const std::optional<QPointF>& point) {
    const bool inside = point && point->x() >= 0 && point->y() >= 0 && point->x() < 1 && point->y() < 1;
    const std::optional<QPointF> next = inside ? point : std::nullopt;
    if (next != m_hover) {
        m_hover = next;
        Q_EMIT hoverChanged();
    }
}

}  // namespace tempera::ui
