// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/lines_label.h"

#include <QPainter>

#include "ui/common/theme.h"

namespace tempera::ui {

namespace {

int lineHeight(const QFontMetrics& metrics) {
    return metrics.lineSpacing() + 2;  // room for underscores, which names of settings are full of
}

}  // namespace

LinesLabel::LinesLabel(int lines, QWidget* parent) : QWidget(parent), m_lines(lines) {
    setFont(textFont(TextSize::Small));
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void LinesLabel::setParts(const QStringList& parts) {
    if (parts != m_parts) {
        m_parts = parts;
        setToolTip(parts.join(QLatin1Char('\n')));
        setAccessibleName(text());
        update();
    }
}

QSize LinesLabel::sizeHint() const {
    return {0, m_lines * lineHeight(fontMetrics())};
}

void LinesLabel::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    const QFontMetrics metrics = fontMetrics();
    const QString gap = QStringLiteral("  ·  ");
    int part = 0;
    for (int line = 0; line < m_lines && part < m_parts.size(); ++line) {
        QString text = m_parts[part++];
        while (part < m_parts.size() &&
               (line + 1 == m_lines || metrics.horizontalAdvance(text + gap + m_parts[part]) <= width())) {
            text += gap + m_parts[part++];
        }
        painter.drawText(QRect(0, line * lineHeight(metrics), width(), lineHeight(metrics)),
                         Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(text, Qt::ElideRight, width()));
    }
}

}  // namespace tempera::ui
