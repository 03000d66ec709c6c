// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QString>

namespace tempera::ui {

/// A line icon of resources/icons by name ("pause"), drawn in the palette's text colour at paint
/// time: it follows light and dark, disabled and selected, and stays sharp at any scale.
QIcon icon(const QString& name);

/// The same in one fixed colour (state icons).
QIcon icon(const QString& name, const QColor& colour);

/// Tempera's own mark, in its own colours.
QIcon appIcon();

}  // namespace tempera::ui
