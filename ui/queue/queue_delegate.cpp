// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_delegate.h"

#include <QApplication>
#include <QPainter>

#include "core/store/run_queue.h"
#include "ui/common/icons.h"
#include "ui/common/theme.h"
#include "ui/queue/queue_model.h"

namespace tempera::ui {

namespace {
constexpr int margin = 6;
constexpr int gap = 8;
}  // namespace

QSize QueueDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& /*index*/) const {
    return {120, option.fontMetrics.height() + QFontMetrics(textFont(TextSize::Small)).height() + 2 * margin};
}

void QueueDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QWidget* view = option.widget;
    (view ? view->style() : QApplication::style())->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, view);
    const QPalette& palette = option.palette;
    const bool selected = option.state & QStyle::State_Selected;
    const bool failed = index.data(QueueModel::StateRole).toInt() == static_cast<int>(QueuedState::Failed);
    const auto state = static_cast<RunState>(index.data(QueueModel::IconStateRole).toInt());
    painter->save();
    const int side = option.fontMetrics.height();
    const QRect sign(option.rect.left() + gap, option.rect.top() + margin, side, side);
    icon(theme::stateIcon(state), theme::stateColour(state, palette)).paint(painter, sign);
    const QRect line(sign.right() + gap, sign.top(), option.rect.right() - sign.right() - 2 * gap, side);
    painter->setFont(option.font);
    painter->setPen(palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle, line.width()));
    painter->setFont(textFont(TextSize::Small));
    painter->setPen(failed && !selected ? theme::error(palette)
                    : selected          ? palette.color(QPalette::HighlightedText)
                                        : theme::subtleText(palette));
    const QRect second(line.left(), line.bottom() + 1, line.width(), painter->fontMetrics().height());
    painter->drawText(second, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data(QueueModel::DetailRole).toString(), Qt::ElideRight,
                                                        second.width()));
    const double fraction = index.data(QueueModel::FractionRole).toDouble();
    if (fraction >= 0) {
        const QRect track(line.left(), option.rect.bottom() - 1, line.width(), 2);
        painter->fillRect(track, theme::separator(palette));
        painter->fillRect(QRectF(track.left(), track.top(), track.width() * qBound(0.0, fraction, 1.0), 2),
                          theme::accent(palette));
    }
    painter->restore();
}

}  // namespace tempera::ui
