// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace tempera::ui {

/// Whether any part of a widget is shown and not scrolled away. Before the first layout of its parent it counts as in
/// sight.
bool inSight(const QWidget& widget);

}  // namespace tempera::ui
