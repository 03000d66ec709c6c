// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/picture_label.h"

#include <QPainter>

#include "ui/common/theme.h"
#include "ui/samples/picture_paint.h"

namespace tempera::ui {

PictureLabel::PictureLabel(QWidget* parent) : QWidget(parent) {
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void PictureLabel::setPicture(const QImage& picture) {
    m_picture = picture;
    update();
}

void PictureLabel::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const int side = qMin(width(), height());
    const QRect square(0, 0, side, side);
    if (m_picture.isNull()) {
        painter.fillRect(square, theme::separator(palette()));
    }
    paintPicture(painter, square, m_picture);
}

}  // namespace tempera::ui
