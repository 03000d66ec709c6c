// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QPointF>
#include <QRectF>
#include <QSize>
#include <optional>

namespace tempera::ui {

/// The one place and scale at which all panes show their pictures, and the point under the mouse in all of them. It
/// belongs to nobody's picture: it stays while prompts and epochs are stepped through. Sizes and points of a view are
/// device pixels; points of a picture run from (0, 0) to (1, 1), so that pictures of unequal size show the same part.
/// GUI thread.
class Viewport : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// Pixels of the picture that 100 % refers to. Another size keeps the part that is shown.
    void setReference(const QSize& picture);
    const QSize& reference() const { return m_reference; }

    /// A view that is on screen and its size; empty = no longer. What fits is decided by the smallest of them, so that
    /// all show the same scale.
    void setView(const QObject* view, const QSize& size);

    /// Device pixels per pixel of the reference picture in a view of that size.
    double scale(const QSize& view) const;
    /// Where a picture lies in a view; whole device pixels.
    QRectF place(const QSize& view) const;
    /// The same, enlarged `by` around the point of the picture that `fixed` (of the view) shows.
    QRectF magnified(const QSize& view, const QPointF& fixed, double by) const;
    QPointF toPicture(const QPointF& point, const QSize& view) const;
    QPointF toView(const QPointF& point, const QSize& view) const;

    bool fits() const { return !m_scale; }
    /// The whole picture; enlarged by whole numbers only, so that every pixel has the same size.
    void fit();
    /// One pixel of the picture on one of the screen.
    void showActualSize();
    /// What `point` of the view shows stays there.
    void zoom(double factor, const QPointF& point, const QSize& view);
    void pan(const QPointF& by, const QSize& view);

    /// Point of the picture under the mouse; nothing = outside.
    const std::optional<QPointF>& hover() const { return m_hover; }
    void setHover(const std::optional<QPointF>& point);

    static constexpr double smallest = 1.0 / 16;  ///< scales
    static constexpr double largest = 64;

Q_SIGNALS:
    void changed();
    void hoverChanged();

private:
    QSize m_reference{1, 1};
    QHash<const QObject*, QSize> m_views;
    std::optional<double> m_scale;  ///< nothing = fit
    QPointF m_centre{0.5, 0.5};     ///< point of the picture in the middle of the view
    std::optional<QPointF> m_hover;
};

}  // namespace tempera::ui
