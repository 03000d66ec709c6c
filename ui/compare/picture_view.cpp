// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/picture_view.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDrag>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/common/theme.h"
#include "ui/compare/viewport.h"

namespace tempera::ui {

namespace {

constexpr double notch = 1.25;     // zoom of one step of the wheel
constexpr int grip = 6;            // device-independent pixels beside the divider that move it
constexpr int loupeSide = 168;     // device-independent pixels
constexpr double loupeFactor = 4;  // over the scale of the view, but
constexpr double loupeLeast = 8;   // device pixels per pixel at least

/// Only the part inside `clip`: at 64 times the whole picture would be 65,000 pixels wide.
void paintPart(QPainter& painter, const QRectF& place, const QRect& clip, const QImage& picture) {
    const QRectF seen = place & QRectF(clip);
    if (picture.isNull() || seen.isEmpty()) {
        return;
    }
    const double sx = place.width() / picture.width();
    const double sy = place.height() / picture.height();
    const QRectF wanted((seen.x() - place.x()) / sx, (seen.y() - place.y()) / sy, seen.width() / sx,
                        seen.height() / sy);
    const QRect source = wanted.toAlignedRect() & picture.rect();
    painter.save();
    painter.setClipRect(clip);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, sx < 1);
    painter.drawImage(
        QRectF(place.x() + source.x() * sx, place.y() + source.y() * sy, source.width() * sx, source.height() * sy),
        picture, QRectF(source));
    painter.restore();
}

/// The bytes that are painted over black.
QImage opaque(QImage picture) {
    if (picture.format() == QImage::Format_ARGB32_Premultiplied) {
        picture.reinterpretAsFormat(QImage::Format_RGB32);
        return picture;
    }
    return picture.convertToFormat(QImage::Format_RGB32);
}

/// |a - b| * gain per channel, in the pixels of `first`.
QImage difference(const QImage& first, const QImage& second, double gain) {
    QImage a = opaque(first);
    const QImage b = opaque(second.size() == first.size()
                                ? second
                                : second.scaled(first.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    std::array<uchar, 256> amplified{};
    for (int i = 0; i < 256; ++i) {
        amplified[static_cast<std::size_t>(i)] = static_cast<uchar>(std::min(255.0, std::round(i * gain)));
    }
    const auto apart = [&](int one, int two) {
        return static_cast<int>(amplified[static_cast<std::size_t>(std::abs(one - two))]);
    };
    for (int y = 0; y < a.height(); ++y) {
        auto* mine = reinterpret_cast<QRgb*>(a.scanLine(y));
        const auto* other = reinterpret_cast<const QRgb*>(b.constScanLine(y));
        for (int x = 0; x < a.width(); ++x) {
            mine[x] = qRgb(apart(qRed(mine[x]), qRed(other[x])), apart(qGreen(mine[x]), qGreen(other[x])),
                           apart(qBlue(mine[x]), qBlue(other[x])));
        }
    }
    return a;
}

}  // namespace

PictureView::PictureView(Viewport& viewport, QWidget* parent) : QWidget(parent), m_viewport(viewport) {
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);  // nothing below is painted for each frame of a zoom
    setFocusPolicy(Qt::ClickFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    // Not in the destructor: the page may have deleted the viewport before its views.
    connect(this, &QObject::destroyed, &viewport, [&viewport, this] { viewport.setView(this, {}); });
    connect(&viewport, &Viewport::changed, this, qOverload<>(&QWidget::update));
    connect(&viewport, &Viewport::hoverChanged, this, [this] {
        if (m_loupe) {
            update();
        }
    });
}

void PictureView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (isVisible()) {
        m_viewport.setView(this, deviceSize());
    }
}

void PictureView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_viewport.setView(this, deviceSize());
}

void PictureView::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    m_viewport.setView(this, {});
}

void PictureView::setMode(Mode mode) {
    m_mode = mode;
    unsetCursor();
    update();
}

void PictureView::setPicture(const QImage& picture, const QString& sentence) {
    if (picture.cacheKey() != m_picture.cacheKey() || sentence != m_sentence) {
        m_picture = picture;
        m_difference = {};
        m_sentence = sentence;
        update();
    }
}

void PictureView::setOther(const QImage& picture) {
    if (picture.cacheKey() != m_other.cacheKey()) {
        m_other = picture;
        m_difference = {};
        update();
    }
}

void PictureView::setDivider(double place) {
    m_divider = std::clamp(place, 0.0, 1.0);
    update();
}

void PictureView::setGain(double gain) {
    m_gain = gain;
    m_difference = {};
    update();
}

void PictureView::setLabels(const QString& left, const QString& right) {
    if (left != m_leftLabel || right != m_rightLabel) {
        m_leftLabel = left;
        m_rightLabel = right;
        update();
    }
}

void PictureView::setLoupe(bool on) {
    m_loupe = on;
    update();
}

QSize PictureView::deviceSize() const {
    return (QSizeF(size()) * devicePixelRatioF()).toSize();
}

QPointF PictureView::devicePoint(const QPointF& place) const {
    return place * devicePixelRatioF();
}

void PictureView::zoomStep(double factor) {
    const QSize view = deviceSize();
    m_viewport.zoom(factor, QPointF(view.width() / 2.0, view.height() / 2.0), view);
}

void PictureView::panStep(int dx, int dy) {
    const QSize view = deviceSize();
    m_viewport.pan(QPointF(dx * view.width() / 8.0, dy * view.height() / 8.0), view);
}

QColor PictureView::pixelAt(const QImage& picture, const QPointF& point) {
    const QPoint pixel(static_cast<int>(std::floor(point.x() * picture.width())),
                       static_cast<int>(std::floor(point.y() * picture.height())));
    return picture.valid(pixel) ? picture.pixelColor(pixel) : QColor();
}

void PictureView::paintContent(QPainter& painter, const QRectF& place, const QRect& clip, double divider) const {
    switch (m_mode) {
        case Mode::Single:
            paintPart(painter, place, clip, m_picture);
            break;
        case Mode::Wipe: {
            const int cut = std::clamp(static_cast<int>(std::round(divider)), clip.left(), clip.right() + 1);
            paintPart(painter, place, QRect(clip.topLeft(), QPoint(cut - 1, clip.bottom())), m_picture);
            paintPart(painter, place, QRect(QPoint(cut, clip.top()), clip.bottomRight()), m_other);
            break;
        }
        case Mode::Difference:
            paintPart(painter, place, clip, m_difference);
            break;
    }
}

void PictureView::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const QSize view = deviceSize();
    const double ratio = devicePixelRatioF();
    const QRectF place = m_viewport.place(view);
    painter.fillRect(rect(), palette().window());
    const bool nothing = m_picture.isNull() && (m_mode != Mode::Wipe || m_other.isNull());
    if (m_mode == Mode::Difference && m_difference.isNull() && !m_picture.isNull() && !m_other.isNull()) {
        m_difference = difference(m_picture, m_other, m_gain);
    }
    painter.save();
    painter.scale(1 / ratio, 1 / ratio);
    if (nothing && m_viewport.reference() != QSize(1, 1)) {
        painter.fillRect(place, theme::separator(palette()));
    }
    paintContent(painter, place, QRect(QPoint(), view), m_divider * view.width());
    painter.restore();
    if (nothing || !m_sentence.isEmpty()) {
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(rect().adjusted(12, 12, -12, -12), Qt::AlignCenter | Qt::TextWordWrap, m_sentence);
        return;
    }
    if (m_mode == Mode::Wipe) {
        // Light and dark beside each other: seen on any picture.
        const double x = m_divider * width();
        painter.fillRect(QRectF(x - 1.5, 0, 3, height()), QColor(0, 0, 0, 150));
        painter.fillRect(QRectF(x - 0.5, 0, 1, height()), Qt::white);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(QColor(0, 0, 0, 150), 1));
        painter.setBrush(Qt::white);
        painter.drawRoundedRect(QRectF(x - 4, height() / 2.0 - 14, 8, 28), 4, 4);
    }
    paintLabel(painter, m_leftLabel, Qt::AlignLeft);
    paintLabel(painter, m_rightLabel, Qt::AlignRight);
    if (m_loupe && m_viewport.hover()) {
        paintLoupe(painter);
    }
}

void PictureView::paintLabel(QPainter& painter, const QString& text, Qt::Alignment side) const {
    if (text.isEmpty()) {
        return;
    }
    const QFontMetrics metrics = fontMetrics();
    const QString shown = metrics.elidedText(text, Qt::ElideMiddle, width() / 2 - 24);
    QRect box(0, 0, metrics.horizontalAdvance(shown) + 16, metrics.height() + 8);
    if (side == Qt::AlignRight) {
        box.moveRight(width() - 1);
    }
    painter.fillRect(box, palette().base());
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(box, Qt::AlignCenter, shown);
}

void PictureView::paintLoupe(QPainter& painter) const {
    const QSize view = deviceSize();
    const double ratio = devicePixelRatioF();
    const QPointF at = m_viewport.toView(*m_viewport.hover(), view);
    const int side = static_cast<int>(loupeSide * ratio);
    const QRect glass(QPoint(static_cast<int>(at.x()) - side / 2, static_cast<int>(at.y()) - side / 2),
                      QSize(side, side));
    const double scale = m_viewport.scale(view);
    const double by = std::max(loupeFactor, loupeLeast / scale);
    painter.save();
    painter.scale(1 / ratio, 1 / ratio);
    painter.setClipRect(glass);
    painter.fillRect(glass, palette().window());
    paintContent(painter, m_viewport.magnified(view, at, by), glass, m_divider * view.width());
    painter.setClipping(false);
    painter.setPen(QPen(Qt::black, std::round(3 * ratio)));
    painter.drawRect(glass);
    painter.setPen(QPen(Qt::white, std::round(ratio)));
    painter.drawRect(glass);
    // The very pixel that the readout speaks of.
    const QSize reference = m_viewport.reference();
    const QRectF enlarged = m_viewport.magnified(view, at, by);
    const QPointF hover = *m_viewport.hover();
    const double pixel = scale * by;
    const QRectF cell(enlarged.x() + std::floor(hover.x() * reference.width()) * pixel,
                      enlarged.y() + std::floor(hover.y() * reference.height()) * pixel, pixel, pixel);
    painter.setPen(QPen(Qt::black, std::round(ratio)));
    painter.drawRect(cell.adjusted(-1, -1, 1, 1));
    painter.setPen(QPen(Qt::white, std::round(ratio)));
    painter.drawRect(cell);
    painter.restore();
}

bool PictureView::onDivider(const QPointF& place) const {
    return m_mode == Mode::Wipe && std::abs(place.x() - m_divider * width()) <= grip;
}

void PictureView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) {
        QWidget::mousePressEvent(event);
        return;
    }
    m_last = event->position();
    m_moved = false;
    m_drag = onDivider(m_last)                                  ? Drag::Divider
             : event->modifiers().testFlag(Qt::ControlModifier) ? Drag::Out
                                                                : Drag::Pan;
    Q_EMIT chosen();
}

void PictureView::mouseMoveEvent(QMouseEvent* event) {
    const QPointF place = event->position();
    m_viewport.setHover(m_viewport.toPicture(devicePoint(place), deviceSize()));
    switch (m_drag) {
        case Drag::None:
            if (m_mode == Mode::Wipe) {
                setCursor(onDivider(place) ? Qt::SplitHCursor : Qt::ArrowCursor);
            }
            break;
        case Drag::Pan:
            if (!m_moved && (place - m_last).manhattanLength() < QApplication::startDragDistance()) {
                break;  // the hand of a click is never quite still
            }
            m_moved = true;
            setCursor(Qt::ClosedHandCursor);
            m_viewport.pan(devicePoint(place - m_last), deviceSize());
            m_last = place;
            break;
        case Drag::Divider:
            setDivider(place.x() / width());
            Q_EMIT dividerMoved(m_divider);
            break;
        case Drag::Out:
            if ((place - m_last).manhattanLength() >= QApplication::startDragDistance()) {
                takeOut();
            }
            break;
    }
}

void PictureView::mouseReleaseEvent(QMouseEvent* /*event*/) {
    m_drag = Drag::None;
    unsetCursor();
}

void PictureView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || onDivider(event->position())) {
        return;
    }
    if (m_viewport.fits()) {
        const QSize view = deviceSize();
        m_viewport.zoom(1 / m_viewport.scale(view), devicePoint(event->position()), view);
    } else {
        m_viewport.fit();
    }
}

void PictureView::wheelEvent(QWheelEvent* event) {
    const double steps = event->angleDelta().y() / 120.0;
    if (steps == 0) {
        event->ignore();
        return;
    }
    m_viewport.zoom(std::pow(notch, steps), devicePoint(event->position()), deviceSize());
    event->accept();
}

void PictureView::leaveEvent(QEvent* event) {
    m_viewport.setHover(std::nullopt);
    QWidget::leaveEvent(event);
}

void PictureView::contextMenuEvent(QContextMenuEvent* event) {
    Q_EMIT menuAsked(event->globalPos());
}

void PictureView::takeOut() {
    m_drag = Drag::None;
    QMimeData* mime = m_mime ? m_mime() : nullptr;
    if (!mime) {
        return;
    }
    auto* drag = new QDrag(this);
    drag->setMimeData(mime);
    drag->setPixmap(QPixmap::fromImage(m_picture.scaled(96, 96, Qt::KeepAspectRatio, Qt::SmoothTransformation)));
    drag->exec(Qt::CopyAction);
}

}  // namespace tempera::ui
