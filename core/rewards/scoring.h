// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/rewards/reward.h"
#include "core/runtime/work_hooks.h"

namespace tempera {

/// Scores that are there already: first row of a batch -> fp32 [B].
using KnownScores = std::map<std::int64_t, at::Tensor>;

/// Scores of N pictures, `batch` at a time, without gradient; each rank scores some of the batches.
/// A judge that is out of reach (RewardUnavailable) is asked again when hooks.wait_for_help says so; with several
/// ranks, that of rank 0, for which the others wait. Throws Error when a score is not a number, and RewardUnavailable
/// without that hook. A batch in `known` is not asked about. Empty when stopped.
std::optional<std::vector<double>> score_all(Reward& judge, const at::Tensor& images01,
                                             const std::vector<std::string>& prompts, std::int64_t batch,
                                             const WorkHooks& hooks, const KnownScores& known = {});

/// The same, never stopped.
std::vector<double> score_pictures(Reward& judge, const at::Tensor& images01, const std::vector<std::string>& prompts,
                                   std::int64_t batch);

}  // namespace tempera
