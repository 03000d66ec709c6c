// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "app/commands/command.h"
#include "core/training/trainer.h"

namespace tempera {

/// What `train` and `resume` share: stop signals, the progress bar on a terminal, a line per epoch
/// elsewhere, JSON events with --json, and the exit status. `work` starts or resumes the run. Started as one of
/// several ranks, joins the others; but for rank 0 it follows and never calls `work`.
int run_training(const Invocation& invocation, const std::function<Outcome(const TrainerHooks&)>& work);

}  // namespace tempera
