// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pretraining/stage.h"

namespace tempera {

/// The stage that only reports: prints how the embedded judges stand to gold and to each other, as tables or
/// as one line of JSON. False when stopped.
bool report_agreement(const StageOptions& options, bool json);

}  // namespace tempera
