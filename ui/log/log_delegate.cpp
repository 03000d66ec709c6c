// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/log/log_delegate.h"

#include <QPainter>

#include "ui/common/icons.h"
#include "ui/common/theme.h"
#include "ui/log/log_model.h"

namespace tempera::ui {

namespace {
constexpr int edge = 12;
constexpr int gap = 8;
}  // namespace

int LogDelegate::textLeft(const QFontMetrics& metrics) const {
    const int times = m_times ? metrics.horizontalAdvance(QStringLiteral("00:00:00")) + gap : 0;
    return edge + times + metrics.height() + gap;
}

QSize LogDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto* model = static_cast<const LogModel*>(index.model());
    const int letters = option.fontMetrics.horizontalAdvance(QLatin1Char('0')) * model->longestLine();
    return {textLeft(option.fontMetrics) + letters + edge, option.fontMetrics.height() + 3};
}

void LogDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QPalette& palette = option.palette;
    const auto level = static_cast<LogLevel>(index.data(LogModel::LevelRole).toInt());
    const bool chosen = option.state & QStyle::State_Selected;
    painter->save();
    painter->setFont(option.font);
    if (chosen) {
        painter->fillRect(option.rect, palette.highlight());
    }
    QRect place = option.rect.adjusted(edge, 0, 0, 0);
    const int middle = Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine;
    if (m_times) {
        painter->setPen(theme::subtleText(palette));
        painter->drawText(place, middle, index.data(LogModel::TimeRole).toString());
        place.setLeft(place.left() + option.fontMetrics.horizontalAdvance(QStringLiteral("00:00:00")) + gap);
    }
    const int side = option.fontMetrics.height();
    if (level >= LogLevel::Warning) {
        const bool error = level == LogLevel::Error;
        const QColor colour = error ? theme::error(palette) : theme::warning(palette);
        icon(error ? QStringLiteral("error") : QStringLiteral("warning"), colour)
            .paint(painter, QRect(place.left(), place.top() + (place.height() - side) / 2, side, side));
    }
    place.setLeft(place.left() + side + gap);
    const QString text = index.data().toString();
    const QString searched = static_cast<const LogModel*>(index.model())->searched();
    if (!searched.isEmpty()) {
        QColor mark = theme::accent(palette);
        mark.setAlphaF(0.35F);
        for (qsizetype at = text.indexOf(searched, 0, Qt::CaseInsensitive); at >= 0;
             at = text.indexOf(searched, at + searched.size(), Qt::CaseInsensitive)) {
            const int left = place.left() + option.fontMetrics.horizontalAdvance(text, static_cast<int>(at));
            const int width = option.fontMetrics.horizontalAdvance(text.mid(at, searched.size()));
            const QRect found(left, place.top() + 1, width, place.height() - 2);
            painter->fillRect(found, mark);
            painter->setPen(theme::accent(palette));  // a frame too: seen without colour
            painter->drawRect(found.adjusted(0, 0, -1, -1));
        }
    }
    painter->setPen(chosen                     ? palette.color(QPalette::HighlightedText)
                    : level == LogLevel::Error ? theme::error(palette)
                    : level == LogLevel::Debug ? theme::subtleText(palette)
                                               : palette.color(QPalette::Text));
    painter->drawText(place, middle, text);
    if (option.state & QStyle::State_HasFocus) {
        painter->setPen(QPen(palette.color(QPalette::Text), 1, Qt::DotLine));
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    painter->restore();
}

}  // namespace tempera::ui
