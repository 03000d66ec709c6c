// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/rule.h"

#include <QPainter>

#include "ui/common/theme.h"

namespace tempera::ui {

Rule::Rule(QWidget* parent) : QWidget(parent) {
    setFixedHeight(1);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Rule::paintEvent(QPaintEvent* /*event*/) {
    QPainter(this).fillRect(rect(), theme::separator(palette()));
}

}  // namespace tempera::ui
