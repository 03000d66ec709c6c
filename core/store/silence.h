// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/store/records.h"

namespace tempera {

/// How long, in seconds, a worker that holds its run has said nothing, where that is longer than any step should take
/// (10 minutes): it hangs, or the machine is overloaded. Nothing for a run that is paused, because it waits for
/// somebody, and for times that a clock set back makes nonsense of. `now`: unix seconds.
std::optional<double> silence(const RunSummary& summary, RunState state, double now);

}  // namespace tempera
