// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace tempera::ui {

namespace {

/// Paints one SVG whose strokes are "currentColor".
class LineIconEngine : public QIconEngine {
public:
    LineIconEngine(QString name, QColor fixed) : m_name(std::move(name)), m_fixed(std::move(fixed)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State /*state*/) override {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatio() : 1.0;
        QPixmap picture = rendered(rect.size() * ratio, mode);
        picture.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect.topLeft(), picture);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State /*state*/) override {
        return rendered(size, mode);
    }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State /*state*/, qreal scale) override {
        QPixmap picture = rendered(size, mode);
        picture.setDevicePixelRatio(scale);
        return picture;
    }

    QIconEngine* clone() const override { return new LineIconEngine(m_name, m_fixed); }

private:
    QColor colour(QIcon::Mode mode) const {
        const QPalette palette = QGuiApplication::palette();
        if (mode == QIcon::Disabled) {
            return palette.color(QPalette::Disabled, QPalette::ButtonText);
        }
        if (m_fixed.isValid()) {
            return m_fixed;
        }
        return palette.color(mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::ButtonText);
    }

    QPixmap rendered(const QSize& pixels, QIcon::Mode mode) const {
        const QColor ink = colour(mode);
        const QString key = QStringLiteral("tempera-icon-%1-%2-%3x%4")
                                .arg(m_name, ink.name(QColor::HexArgb))
                                .arg(pixels.width())
                                .arg(pixels.height());
        QPixmap picture;
        if (QPixmapCache::find(key, &picture)) {
            return picture;
        }
        QFile file(QStringLiteral(":/icons/%1.svg").arg(m_name));
        picture = QPixmap(pixels);
        picture.fill(Qt::transparent);
        if (file.open(QIODevice::ReadOnly)) {
            QSvgRenderer renderer(file.readAll().replace("currentColor", ink.name().toLatin1()));
            QPainter painter(&picture);
            renderer.render(&painter, QRectF(QPointF(), QSizeF(pixels)));
        }
        QPixmapCache::insert(key, picture);
        return picture;
    }

    QString m_name;
    QColor m_fixed;
};

}  // namespace

QIcon icon(const QString& name) {
    return QIcon(new LineIconEngine(name, {}));
}

QIcon icon(const QString& name, const QColor& colour) {
    return QIcon(new LineIconEngine(name, colour));
}

QIcon appIcon() {
    return QIcon(QStringLiteral(":/icons/tempera.svg"));
}

}  // namespace tempera::ui
