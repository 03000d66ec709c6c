// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/in_sight.h"

#include <QWidget>

namespace tempera::ui {

bool inSight(const QWidget& widget) {
    // Not visibleRegion(): it takes siblings away that cover each other until they are laid out.
    QRect shown = widget.rect();
    for (const QWidget* one = &widget; !one->isWindow() && one->parentWidget(); one = one->parentWidget()) {
        shown = shown.translated(one->pos()) & one->parentWidget()->rect();
    }
    return widget.isVisible() && !shown.isEmpty();
}

}  // namespace tempera::ui
