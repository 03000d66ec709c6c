// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace tempera::ui {

/// Wraps a table or list so that its text starts on the page's left edge; the rim has the table's ground.
QWidget* inset(QWidget* content, int left);

}  // namespace tempera::ui
