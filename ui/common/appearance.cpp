// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/appearance.h"

#include <QApplication>
#include <QFont>

#include "ui/common/settings.h"
#include "ui/common/theme.h"

namespace tempera::ui {

void applyAppearance(const Settings& settings) {
    static const QFont systemFont = QApplication::font();
    QFont font = systemFont;
    if (const int points = settings.value(settings::fontSize); points > 0) {
        font.setPointSize(points);
    }
    if (font != QApplication::font()) {
        QApplication::setFont(font);
    }
    applyTheme(themeModeFromText(settings.value(settings::theme)));
    for (const Qt::UIEffect effect :
         {Qt::UI_AnimateMenu, Qt::UI_AnimateCombo, Qt::UI_AnimateTooltip, Qt::UI_FadeMenu}) {
        if (settings.value(settings::reduceAnimations)) {
            QApplication::setEffectEnabled(effect, false);
        }
    }
}

}  // namespace tempera::ui
