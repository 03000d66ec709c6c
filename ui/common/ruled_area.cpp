// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/ruled_area.h"

#include <QPainter>

#include "ui/common/theme.h"

namespace tempera::ui {

void RuledArea::paintEvent(QPaintEvent* /*event*/) {
    QPainter(this).fillRect(rect(), theme::separator(palette()));
}

}  // namespace tempera::ui
