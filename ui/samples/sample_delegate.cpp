// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/sample_delegate.h"

#include <QImage>
#include <QPainter>
#include <QStyleOptionViewItem>

#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/samples/picture_paint.h"
#include "ui/samples/sample_model.h"

namespace tempera::ui {

namespace {

int captionHeight() {
    return QFontMetrics(textFont(TextSize::Small)).height() + 6;
}

}  // namespace

QSize SampleDelegate::sizeHint(const QStyleOptionViewItem& /*option*/, const QModelIndex& /*index*/) const {
    return {m_side + 2 * pictureFrame, m_side + 2 * pictureFrame + captionHeight()};
}

void SampleDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QRect cell(option.rect.x() + pictureFrame, option.rect.y() + pictureFrame, m_side, m_side);
    painter->save();
    paintPictureCell(*painter, cell, index.data(SampleModel::ImageRole).value<QImage>(), option);
    painter->setFont(textFont(TextSize::Small));
    const QFontMetrics metrics = painter->fontMetrics();
    QRect caption(cell.left() + 1, cell.bottom() + 1 + pictureFrame, cell.width() - 2, captionHeight() - 2);
    const QVariant score = index.data(SampleModel::ScoreRole);
    const QString number = score.isValid() ? formatNumber(score.toDouble()) : QString();
    const int numberWidth = metrics.horizontalAdvance(number);
    painter->setPen(option.palette.color(QPalette::Text));
    painter->drawText(caption, Qt::AlignRight | Qt::AlignVCenter, number);
    caption.setRight(caption.right() - numberWidth - 6);
    if (caption.width() > metrics.averageCharWidth() * 3) {
        painter->setPen(theme::subtleText(option.palette));
        painter->drawText(
            caption, Qt::AlignLeft | Qt::AlignVCenter,
            metrics.elidedText(index.data(SampleModel::CaptionRole).toString(), Qt::ElideRight, caption.width()));
    }
    painter->restore();
}

}  // namespace tempera::ui
