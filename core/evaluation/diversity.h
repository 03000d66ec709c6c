// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/rewards/reward.h"
#include "core/runtime/work_hooks.h"

namespace tempera {

/// How unlike the pictures of one prompt are: 1 - cosine of their features, averaged over the pairs of pictures of a
/// prompt and then over the prompts with at least two pictures. features [N,E], any type and device, of any length but
/// 0; N prompts. Empty when no prompt has two pictures. 0 = all alike.
std::optional<double> mean_pairwise_distance(const at::Tensor& features, const std::vector<std::string>& prompts);

/// Whether a prompt comes twice: else there is no diversity to measure.
bool has_repeats(const std::vector<std::string>& prompts);

/// The encoder of the first judge that has one, else none: what diversity is seen through.
ImageEncoder first_encoder(const std::vector<Reward*>& judges);

/// That of pictures [N,3,H,W] in 0..1, `batch` at a time, without gradient; each rank encodes some of the batches. Sets
/// `diversity`, to nothing without an encoder (width 0) or when no prompt repeats. False when a stop was asked for.
bool measure_diversity(const ImageEncoder& encoder, const at::Tensor& images01, const std::vector<std::string>& prompts,
                       std::int64_t batch, const WorkHooks& hooks, std::optional<double>& diversity);

}  // namespace tempera
