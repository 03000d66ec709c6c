// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPalette>
#include <QString>
#include <vector>

#include "ui/curves/curve.h"

namespace tempera::ui {

/// The values of curves at x, largest first, as a small table in rich text: name, value, and for a mean its band and
/// how many runs it is of there.
QString readoutTable(const std::vector<Curve>& curves, double x, const QString& axis, const QPalette& palette);

/// The same as one line of plain text, for those who do not see it.
QString readoutWords(const std::vector<Curve>& curves, double x);

}  // namespace tempera::ui
