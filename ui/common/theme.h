// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

#include "core/store/records.h"

class QWidget;

namespace tempera::ui {

enum class ThemeMode { System, Light, Dark };

/// "light", "dark", anything else is System.
ThemeMode themeModeFromText(const QString& text);
QString toText(ThemeMode mode);

/// System leaves the palette to the desktop, and the style too unless that is bare Fusion; Light and
/// Dark set Tempera's own.
void applyTheme(ThemeMode mode);

/// Colours that no palette role has. All of them derive from the palette in force, so a change of
/// the desktop's scheme is followed at the next paint.
namespace theme {

bool isDark(const QPalette& palette);

/// Tempera's own light palette, for what is exported from a dark window.
QPalette lightPalette();

/// Egg yolk: the current epoch, the live state and the primary button, nothing else.
QColor accent(const QPalette& palette);
/// Text on top of the accent.
QColor onAccent(const QPalette& palette);

QColor subtleText(const QPalette& palette);  ///< captions, units, axis labels
QColor separator(const QPalette& palette);   ///< one-pixel lines between parts
QColor grid(const QPalette& palette);        ///< lines behind curves
QColor warning(const QPalette& palette);
QColor error(const QPalette& palette);
QColor dormant(const QPalette& palette);  ///< neurons left of the threshold (hatched as well)
QColor active(const QPalette& palette);   ///< neurons right of it

/// Okabe-Ito order: blue, vermillion, green, purple, sky, orange, black or white; then the same
/// seven again with dashes (dash()), so that colour is never the only sign.
QColor run(int index, const QPalette& palette);
Qt::PenStyle dash(int index);
constexpr int runColourCount = 7;

/// Name of the icon of a state: each state has a shape of its own.
QString stateIcon(RunState state);
QColor stateColour(RunState state, const QPalette& palette);
/// "Running", "Interrupted": one word for people.
QString stateText(RunState state);

}  // namespace theme

/// Text sizes of the window: title 1.2x, text, small 0.85x of the application font.
enum class TextSize { Title, Normal, Small };
QFont textFont(TextSize size, bool bold = false);

}  // namespace tempera::ui
