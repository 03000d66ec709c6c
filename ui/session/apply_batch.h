// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/batches.h"
#include "ui/session/run_data.h"

namespace tempera::ui {

/// Adds the news of a run to what the window holds of it. True when values that were there are not what they were, or
/// none were: whoever draws them begins afresh; false when they only grew.
bool applyBatch(const RunBatch& batch, RunData& run);

}  // namespace tempera::ui
