// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tempera::ui {

/// Path of tempera-run: TEMPERA_RUN when set, else beside the window's own program, else in PATH.
/// "" when there is none.
QString findWorkerProgram();

}  // namespace tempera::ui
