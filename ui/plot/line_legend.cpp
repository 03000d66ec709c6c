// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/line_legend.h"

#include <QPainter>
#include <algorithm>

#include "ui/common/theme.h"

namespace tempera::ui {

namespace {
constexpr int pieceLength = 26;  // two and a half dashes of the longest pattern
constexpr int gap = 6;           // between piece, name and value
constexpr int distance = 18;     // between entries
constexpr int slack = 2;         // pixels by which a drawn text may exceed its advance

/// Room for the value: the same while it changes.
int valueWidth(const QFontMetrics& metrics, const QString& value) {
    return std::max(metrics.horizontalAdvance(value), metrics.horizontalAdvance(QStringLiteral("-0.00")));
}
}  // namespace

LineLegend::LineLegend(QWidget* parent) : QWidget(parent) {
    setFont(textFont(TextSize::Small));
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Fixed);  // never widens the page
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void LineLegend::setEntries(const QVector<Entry>& entries) {
    m_entries = entries;
    setAccessibleName(text());
    updateGeometry();
    update();
}

QString LineLegend::text() const {
    QStringList parts;
    for (const Entry& entry : m_entries) {
        parts << entry.name + QLatin1Char(' ') + entry.value;
    }
    return parts.join(QStringLiteral(", "));
}

QVector<QRect> LineLegend::places(int width) const {
    const QFontMetrics metrics(font());
    const int row = metrics.height() + 1;
    QVector<QRect> rects;
    int x = 0;
    int y = 0;
    for (const Entry& entry : m_entries) {
        const int wanted =
            pieceLength + gap + metrics.horizontalAdvance(entry.name) + slack + gap + valueWidth(metrics, entry.value);
        if (x > 0 && x + wanted > width) {
            x = 0;
            y += row;
        }
        rects << QRect(x, y, std::min(wanted, width), row);
        x += wanted + distance;
    }
    return rects;
}

int LineLegend::heightForWidth(int width) const {
    const QVector<QRect> rects = places(width);
    return rects.isEmpty() ? 0 : rects.back().bottom() + 1;
}

QSize LineLegend::sizeHint() const {
    return {300, heightForWidth(width())};
}

QSize LineLegend::minimumSizeHint() const {
    return {0, heightForWidth(width())};
}

void LineLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paint(painter, rect());
}

void LineLegend::paint(QPainter& painter, const QRect& room) const {
    const QVector<QRect> rects = places(room.width());
    const QFontMetrics metrics(font());
    painter.setFont(font());
    for (qsizetype i = 0; i < rects.size(); ++i) {
        const Entry& entry = m_entries[i];
        const QRect place = rects[i].translated(room.topLeft());
        painter.setPen(QPen(entry.colour, 1, entry.dash));
        painter.drawLine(place.left(), place.center().y() + 1, place.left() + pieceLength, place.center().y() + 1);
        const QRect words = place.adjusted(pieceLength + gap, 0, 0, 0);
        const int wide = std::max(0, words.width() - gap - valueWidth(metrics, entry.value));
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(entry.name, Qt::ElideMiddle, wide));
        painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, entry.value);
    }
}

}  // namespace tempera::ui
