// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/run_mark.h"

#include <QPainter>

#include "ui/common/theme.h"

namespace tempera::ui {

RunMark::RunMark(int number, QWidget* parent) : QWidget(parent), m_number(number) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setFont(textFont(TextSize::Normal, true));
}

void RunMark::setColour(int index) {
    m_colour = index;
    update();
}

QSize RunMark::sizeHint() const {
    return {18, fontMetrics().height() + 6};
}

void RunMark::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(rect().adjusted(0, 0, 0, -5), Qt::AlignCenter, QString::number(m_number));
    if (m_colour >= 0) {
        QPen pen(theme::run(m_colour, palette()), 3, theme::dash(m_colour), Qt::FlatCap);
        painter.setPen(pen);
        painter.drawLine(QPointF(1, height() - 2.5), QPointF(width() - 1, height() - 2.5));
    }
}

}  // namespace tempera::ui
