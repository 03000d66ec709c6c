// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launch/preset_delegate.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QPainter>
#include <QTextLayout>

#include "ui/common/theme.h"
#include "ui/launch/preset_model.h"

namespace tempera::ui {

namespace {

constexpr int margin = 10;
constexpr int maxLines = 2;

/// Breaks a text into lines of the width; the last of `count` lines ends with an ellipsis.
QStringList wrapped(const QString& text, const QFont& font, int width, int count) {
    QTextLayout layout(text, font);
    const QFontMetrics metrics(font);
    QStringList lines;
    layout.beginLayout();
    while (true) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) {
            break;
        }
        line.setLineWidth(width);
        if (lines.size() == count - 1) {
            lines << metrics.elidedText(text.mid(line.textStart()), Qt::ElideRight, width);
            break;
        }
        lines << text.mid(line.textStart(), line.textLength()).trimmed();
    }
    layout.endLayout();
    return lines;
}

/// Name of the group that begins with this preset; "" = it goes on.
QString headingOf(const QModelIndex& index) {
    const QString group = index.data(PresetModel::GroupRole).toString();
    const QModelIndex before = index.sibling(index.row() - 1, 0);
    return before.isValid() && before.data(PresetModel::GroupRole).toString() == group ? QString() : group;
}

int headingHeight(const QModelIndex& index) {
    return headingOf(index).isEmpty() ? 0 : QFontMetrics(textFont(TextSize::Small, true)).height() + 14;
}

int widthOf(const QStyleOptionViewItem& option) {
    return qMax(60, option.rect.width() - 2 * margin - 3);
}

}  // namespace

QSize PresetDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QFont title = textFont(TextSize::Normal, true);
    const QFont small = textFont(TextSize::Small);
    // The view gives no width when it asks: take that of its viewport.
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    const int width = view ? view->viewport()->width() - 2 * margin - 3 : widthOf(option);
    const auto titles = wrapped(index.data().toString(), title, width, 2).size();
    const auto lines = wrapped(index.data(PresetModel::DescriptionRole).toString(), small, width, maxLines).size();
    return {120, static_cast<int>(headingHeight(index) + 2 * margin + titles * QFontMetrics(title).height() + 3 +
                                  lines * QFontMetrics(small).height())};
}

void PresetDelegate::paint(QPainter* painter, const QStyleOptionViewItem& whole, const QModelIndex& index) const {
    QStyleOptionViewItem option = whole;
    option.rect.setTop(whole.rect.top() + headingHeight(index));
    const QWidget* view = option.widget;
    (view ? view->style() : QApplication::style())->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, view);
    const bool selected = option.state & QStyle::State_Selected;
    painter->save();
    const int left = option.rect.left() + margin + 3;
    if (const QString heading = headingOf(index); !heading.isEmpty()) {
        painter->setFont(textFont(TextSize::Small, true));
        painter->setPen(theme::subtleText(option.palette));
        const QRect line(left, whole.rect.top(), option.rect.width() - margin, headingHeight(index) - 2);
        painter->drawText(line, Qt::AlignLeft | Qt::AlignBottom,
                          painter->fontMetrics().elidedText(heading, Qt::ElideRight, line.width()));
    }
    if (selected) {
        painter->fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()),
                          theme::accent(option.palette));
    }
    const QColor ink = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    int y = option.rect.top() + margin;
    const auto draw = [&](const QString& text, const QFont& font, const QColor& colour, int count) {
        painter->setFont(font);
        painter->setPen(colour);
        for (const QString& line : wrapped(text, font, widthOf(option), count)) {
            painter->drawText(left, y + painter->fontMetrics().ascent(), line);
            y += painter->fontMetrics().height();
        }
    };
    draw(index.data().toString(), textFont(TextSize::Normal, true), ink, 2);
    y += 3;
    draw(index.data(PresetModel::DescriptionRole).toString(), textFont(TextSize::Small),
         selected ? ink : theme::subtleText(option.palette), maxLines);
    painter->restore();
}

}  // namespace tempera::ui
