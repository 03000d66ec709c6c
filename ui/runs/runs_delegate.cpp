// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/runs_delegate.h"

#include <QApplication>
#include <QLineEdit>
#include <QPainter>

#include "ui/common/icons.h"
#include "ui/common/theme.h"
#include "ui/runs/runs_model.h"

namespace tempera::ui {

namespace {
constexpr int gap = 8;
constexpr int swatch = 16;  // width of the piece of curve
}  // namespace

QSize RunsDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& /*index*/) const {
    return {120, option.fontMetrics.height() + 10};
}

void RunsDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    if (index.column() != RunsModel::Name) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem box = option;
    box.text.clear();
    const QWidget* view = option.widget;
    (view ? view->style() : QApplication::style())->drawPrimitive(QStyle::PE_PanelItemViewItem, &box, painter, view);
    if (index.data(RunsModel::IdRole).toString().isEmpty()) {
        paintGroup(painter, option, index);
        return;
    }
    const bool selected = option.state & QStyle::State_Selected;
    const QPalette& palette = option.palette;
    const auto state = static_cast<RunState>(index.data(RunsModel::StateRole).toInt());
    const int colour = index.data(RunsModel::ColourRole).toInt();
    const QRect row = option.rect.adjusted(4, 0, -gap, 0);

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    QPen line(theme::run(colour, palette), 3, theme::dash(colour));
    line.setCapStyle(Qt::FlatCap);
    if (theme::dash(colour) != Qt::SolidLine) {
        line.setDashPattern({1.6, 1.0});
    }
    painter->setPen(line);
    const double middle = row.center().y() + 0.5;
    painter->drawLine(QPointF(row.left(), middle), QPointF(row.left() + swatch, middle));

    const int side = option.fontMetrics.height();
    const QRect iconRect(row.right() - side + 1, row.center().y() - side / 2 + 1, side, side);
    icon(theme::stateIcon(state), theme::stateColour(state, palette)).paint(painter, iconRect);

    QString progress = index.data(RunsModel::ProgressTextRole).toString();
    painter->setFont(textFont(TextSize::Small));
    const QString left = index.data(RunsModel::LeftRole).toString();
    // Only where the name still has most of the row.
    if (!left.isEmpty() && painter->fontMetrics().horizontalAdvance(left) < row.width() / 4) {
        progress += QStringLiteral(", ") + left;
    }
    const int progressWidth = painter->fontMetrics().horizontalAdvance(progress);
    const QRect progressRect(iconRect.left() - 6 - progressWidth, row.top(), progressWidth, row.height());
    painter->setPen(theme::subtleText(palette));
    painter->drawText(progressRect, Qt::AlignRight | Qt::AlignVCenter, progress);

    int nameEnd = progressRect.left() - gap;
    if (index.data(RunsModel::FavouriteRole).toBool()) {
        const int star = side - 2;
        icon(QStringLiteral("star-filled"), theme::subtleText(palette))
            .paint(painter, QRect(nameEnd - star, row.center().y() - star / 2 + 1, star, star));
        nameEnd -= star + 4;
    }
    painter->setFont(option.font);
    painter->setPen(palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
    QRect nameRect = row;
    nameRect.setLeft(row.left() + swatch + gap);
    nameRect.setRight(nameEnd);
    const QString name = option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle, nameRect.width());
    painter->drawText(nameRect, Qt::AlignLeft | Qt::AlignVCenter, name);

    const double fraction = index.data(RunsModel::FractionRole).toDouble();
    if (fraction >= 0) {
        const QRectF track(row.left(), option.rect.bottom() - 1, row.width(), 2);
        painter->setRenderHint(QPainter::Antialiasing, false);
        painter->fillRect(track, theme::separator(palette));
        painter->fillRect(QRectF(track.left(), track.top(), track.width() * qBound(0.0, fraction, 1.0), 2),
                          theme::accent(palette));
    }
    painter->restore();
}

void RunsDelegate::paintGroup(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    painter->save();
    painter->setFont(textFont(TextSize::Small, true));
    painter->setPen(theme::subtleText(option.palette));
    const QRect row = option.rect.adjusted(4, 0, -gap, 0);
    painter->drawText(row, Qt::AlignLeft | Qt::AlignVCenter, index.data().toString());
    painter->setFont(textFont(TextSize::Small));
    painter->drawText(row, Qt::AlignRight | Qt::AlignVCenter, index.data(RunsModel::ProgressTextRole).toString());
    painter->restore();
}

void RunsDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
    const auto* line = qobject_cast<QLineEdit*>(editor);
    if (!line || (!line->isModified() && line->text() != index.data(Qt::EditRole).toString())) {
        QStyledItemDelegate::setEditorData(editor, index);
    }
}

void RunsDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                        const QModelIndex& /*index*/) const {
    editor->setGeometry(option.rect.adjusted(swatch + gap, 1, 0, -1));
}

}  // namespace tempera::ui
