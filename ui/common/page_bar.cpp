// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/page_bar.h"

#include <QLabel>
#include <QPainter>

#include "ui/common/bar_layout.h"
#include "ui/common/theme.h"

namespace tempera::ui {

PageBar::PageBar(QWidget* parent) : QWidget(parent), m_layout(new BarLayout(this)) {
    m_layout->setContentsMargins(12, 6, 12, 7);
    m_layout->setSpacing(8);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
}

void PageBar::add(QWidget* widget, int stretch) {
    m_layout->add(widget, stretch);
}

void PageBar::addTied(QWidget* widget) {
    m_layout->add(widget, 0, true);
}

void PageBar::addLabelled(const QString& label, QWidget* widget, bool tied) {
    auto* name = new QLabel(label);
    name->setBuddy(widget);
    name->setForegroundRole(QPalette::PlaceholderText);
    if (m_layout->count() > 0 && !tied) {
        m_layout->addGap(8);
    }
    m_layout->add(name, 0, tied);
    m_layout->add(widget, 0, true);
}

void PageBar::addGap() {
    m_layout->addGap(16);
}

void PageBar::addStretch() {
    m_layout->addStretch();
}

void PageBar::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), palette().base());
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme::separator(palette()));
}

}  // namespace tempera::ui
