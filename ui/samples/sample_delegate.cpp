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

constexpr int frame = 2;  // selection frame, kept free around every picture: 4 px between two

int captionHeight() {
    return QFontMetrics(textFont(TextSize::Small)).height() + 6;
}

}  // namespace

QSize SampleDelegate::sizeHint(const QStyleOptionViewItem& /*option*/, const QModelIndex& /*index*/) const {
    return {m_side + 2 * frame, m_side + 2 * frame + captionHeight()};
}

void SampleDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QRect cell(option.rect.x() + frame, option.rect.y() + frame, m_side, m_side);
    painter->save();
    const auto picture = index.data(SampleModel::ImageRole).value<QImage>();
    if (picture.isNull()) {
        painter->fillRect(cell, theme::separator(option.palette));
    }
    paintPicture(*painter, cell, picture);
    if (option.state & QStyle::State_Selected) {
        painter->setPen(QPen(theme::accent(option.palette), frame));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(QRectF(cell).adjusted(-1, -1, 1, 1));
    }
    painter->setFont(textFont(TextSize::Small));
    const QFontMetrics metrics = painter->fontMetrics();
    QRect caption(cell.left() + 1, cell.bottom() + 1 + frame, cell.width() - 2, captionHeight() - 2);
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
            metrics.elidedText(index.data(SampleModel::PromptRole).toString(), Qt::ElideRight, caption.width()));
    }
    painter->restore();
}

}  // namespace tempera::ui
