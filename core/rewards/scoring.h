// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/rewards/reward.h"
#include "core/runtime/work_hooks.h"

namespace tempera {

/// Scores of N pictures, `batch` at a time, without gradient; each rank scores some of the batches.
/// Throws Error when a score is not a number. Empty when stopped.
std::optional<std::vector<double>> score_all(Reward& judge, const at::Tensor& images01,
                                             const std::vector<std::string>& prompts, std::int64_t batch,
                                             const WorkHooks& hooks);

/// The same, never stopped.
std::vector<double> score_pictures(Reward& judge, const at::Tensor& images01, const std::vector<std::string>& prompts,
                                   std::int64_t batch);

}  // namespace tempera
