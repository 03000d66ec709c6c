// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/picture_paint.h"

#include <QPainter>
#include <QStyleOptionViewItem>

#include "ui/common/theme.h"

namespace tempera::ui {

void paintPicture(QPainter& painter, const QRectF& place, const QImage& picture) {
    if (picture.isNull()) {
        return;
    }
    const QSizeF fitted = QSizeF(picture.size()).scaled(place.size(), Qt::KeepAspectRatio);
    const QRectF target(place.x() + (place.width() - fitted.width()) / 2,
                        place.y() + (place.height() - fitted.height()) / 2, fitted.width(), fitted.height());
    const bool reduced = fitted.width() * painter.device()->devicePixelRatioF() < picture.width();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, reduced);
    painter.drawImage(target, picture);
}

void paintPictureCell(QPainter& painter, const QRect& cell, const QImage& picture, const QStyleOptionViewItem& option) {
    if (picture.isNull()) {
        painter.fillRect(cell, theme::separator(option.palette));
    }
    paintPicture(painter, cell, picture);
    if (option.state & QStyle::State_Selected) {
        painter.setPen(QPen(theme::accent(option.palette), pictureFrame));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(cell).adjusted(-1, -1, 1, 1));
    }
}

}  // namespace tempera::ui
