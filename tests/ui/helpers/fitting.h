// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

class QWidget;

namespace tempera::test {

/// What of the visible controls and texts below `top` a user can not see whole: controls that reach out of what holds
/// them (unless that scrolls), buttons and labels with less room than their text, controls over each other. One line
/// for each, with the way to the widget; empty = everything fits.
QStringList misfits(const QWidget& top);

}  // namespace tempera::test
