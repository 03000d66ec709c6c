// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/page_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

#include "ui/common/theme.h"

namespace tempera::ui {

PageBar::PageBar(QWidget* parent) : QWidget(parent), m_layout(new QHBoxLayout(this)) {
    m_layout->setContentsMargins(12, 6, 12, 7);
    m_layout->setSpacing(8);
    setMinimumHeight(fontMetrics().height() + 26);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void PageBar::add(QWidget* widget, int stretch) {
    m_layout->addWidget(widget, stretch);
}

void PageBar::addLabelled(const QString& label, QWidget* widget) {
    auto* name = new QLabel(label);
    name->setBuddy(widget);
    name->setForegroundRole(QPalette::PlaceholderText);
    if (m_layout->count() > 0) {
        m_layout->addSpacing(8);
    }
    m_layout->addWidget(name);
    m_layout->addWidget(widget);
}

void PageBar::addStretch() {
    m_layout->addStretch(1);
}

void PageBar::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), palette().base());
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme::separator(palette()));
}

}  // namespace tempera::ui
