// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <functional>

class QMenu;
class QPalette;

namespace tempera::ui {

/// A piece of the curve that a run of this colour has: line and dash.
QIcon swatchIcon(int colour, const QPalette& palette, int width);
/// "Blue", "Blue, dashed".
QString colourName(int colour);

/// Fills `menu` with every colour and dash that runs can have.
void fillColourMenu(QMenu* menu, const std::function<void(int)>& chosen);

}  // namespace tempera::ui
