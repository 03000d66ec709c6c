// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tempera::ui {

enum class CompareMode { SideBySide, Wipe, Difference, Flicker, Matrix, Blind };

}  // namespace tempera::ui
