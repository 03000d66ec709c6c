// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/colour_menu.h"

#include <QApplication>
#include <QMenu>
#include <QPainter>
#include <QPixmap>

#include "ui/common/theme.h"

namespace tempera::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("tempera::ui::colours", text);
}

constexpr int dashes = 2;

}  // namespace

QIcon swatchIcon(int colour, const QPalette& palette, int width) {
    const double ratio = qApp->devicePixelRatio();
    QPixmap picture(QSize(width, width) * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    QPen line(theme::run(colour, palette), 3, theme::dash(colour), Qt::FlatCap);
    if (theme::dash(colour) != Qt::SolidLine) {
        line.setDashPattern({1.6, 1.0});
    }
    painter.setPen(line);
    painter.drawLine(QPointF(0, width / 2.0), QPointF(width, width / 2.0));
    painter.end();
    return QIcon(picture);
}

QString colourName(int colour) {
    const QString dark = tr("Black or white");
    const QString names[theme::runColourCount] = {tr("Blue"), tr("Vermillion"), tr("Green"), tr("Purple"),
                                                  tr("Sky"),  tr("Orange"),     dark};
    const QString name = names[((colour % theme::runColourCount) + theme::runColourCount) % theme::runColourCount];
    return theme::dash(colour) == Qt::SolidLine ? name : tr("%1, dashed").arg(name);
}

void fillColourMenu(QMenu* menu, const std::function<void(int)>& chosen) {
    for (int colour = 0; colour < dashes * theme::runColourCount; ++colour) {
        QAction* action = menu->addAction(colourName(colour));
        QObject::connect(action, &QAction::triggered, menu, [chosen, colour] { chosen(colour); });
    }
    // The colours are those of the theme at the time when the menu opens.
    QObject::connect(menu, &QMenu::aboutToShow, menu, [menu] {
        const auto actions = menu->actions();
        for (int colour = 0; colour < actions.size(); ++colour) {
            actions[colour]->setIcon(swatchIcon(colour, menu->palette(), 16));
        }
    });
}

}  // namespace tempera::ui
