// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/diffusion/ddim.h"
#include "core/diffusion/rollout.h"
#include "core/methods/method.h"
#include "core/methods/prompt_draw.h"

namespace tempera {

/// Hooks of one phase ("sampling", "scoring", "updating") of the epoch; `from`..`to` is the part of the
/// phase that the work covers.
WorkHooks phase_hooks(const MethodContext& context, const std::string& phase, double from = 0, double to = 1);

/// Pictures of final latents [N,C,h,w]: [N,3,H,W] in 0..1 on the model's device. Empty when stopped.
std::optional<at::Tensor> decode_all(DiffusionModel& model, const at::Tensor& latents, std::int64_t batch,
                                     const WorkHooks& hooks);

/// Training rewards, `batch` pictures at a time, without gradient. Throws Error naming the reward when
/// one is not a number. Empty when stopped.
std::optional<std::vector<double>> score_all(Reward& reward, const at::Tensor& images,
                                             const std::vector<std::string>& prompts, std::int64_t batch,
                                             const WorkHooks& hooks);

/// Pictures, prompts, seeds, rewards and their mean and (population) deviation.
void report_samples(EpochReport& report, const at::Tensor& images, const PromptDraw& draw,
                    const std::vector<double>& rewards);

/// A row of the report.
void add_timestep(EpochReport& report, std::int64_t epoch, std::int64_t time, const std::string& key, double value);
void add_event(EpochReport& report, const std::string& level, const std::string& text);

/// Throws Error when a loss or a gradient is not a finite number: the run has diverged.
void require_finite(double value, const std::string& what);

}  // namespace tempera
