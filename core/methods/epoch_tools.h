// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/diffusion/ddim.h"
#include "core/diffusion/rollout.h"
#include "core/methods/method.h"
#include "core/methods/prompt_draw.h"
#include "core/rewards/scoring.h"

namespace tempera {

/// Hooks of one phase ("sampling", "scoring", "updating") of the epoch; `from`..`to` is the part of the
/// phase that the work covers.
WorkHooks phase_hooks(const MethodContext& context, const std::string& phase, double from = 0, double to = 1);

/// Pictures, prompts, seeds, rewards and their mean and (population) deviation.
void report_samples(EpochReport& report, const at::Tensor& images, const PromptDraw& draw,
                    const std::vector<double>& rewards);

/// A row of the report.
void add_timestep(EpochReport& report, std::int64_t epoch, std::int64_t time, const std::string& key, double value);
void add_event(EpochReport& report, const std::string& level, const std::string& text);

/// Throws NotFinite when a loss or a gradient is not a finite number: the run has diverged.
void require_finite(double value, const std::string& what);

}  // namespace tempera
