// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/matrix_delegate.h"

#include <QImage>
#include <QPainter>
#include <QStyleOptionViewItem>

#include "ui/common/theme.h"
#include "ui/compare/matrix_model.h"
#include "ui/samples/picture_paint.h"

namespace tempera::ui {

namespace {

int captionHeight() {
    return QFontMetrics(textFont(TextSize::Small)).height() + 4;
}

}  // namespace

QSize MatrixDelegate::sizeHint(const QStyleOptionViewItem& /*option*/, const QModelIndex& /*index*/) const {
    return {m_side + 2 * pictureFrame, m_side + 2 * pictureFrame + captionHeight()};
}

void MatrixDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QRect cell(option.rect.x() + pictureFrame, option.rect.y() + pictureFrame, m_side, m_side);
    painter->save();
    paintPictureCell(*painter, cell, index.data(MatrixModel::PictureRole).value<QImage>(), option);
    painter->setFont(textFont(TextSize::Small));
    painter->setPen(option.palette.color(QPalette::Text));
    painter->drawText(QRect(cell.left(), cell.bottom() + 1 + pictureFrame, cell.width(), captionHeight() - 2),
                      Qt::AlignRight | Qt::AlignVCenter, index.data(MatrixModel::ScoreRole).toString());
    painter->restore();
}

}  // namespace tempera::ui
