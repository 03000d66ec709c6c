// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/config/config.h"

namespace tempera {

/// What one epoch samples: N prompts, each with the seed that fixes the noise of its picture.
struct PromptDraw {
    std::vector<std::string> prompts;
    std::vector<std::uint64_t> seeds;  ///< 32 bits, so that a person can type them
};

/// prompts.per_epoch = 0: every sample draws its prompt (ddpo-pytorch); n: n distinct prompts, sample i has
/// the (i mod n)-th, cycling through a seeded permutation of all prompts from epoch to epoch.
/// Depends on the seed and the epoch alone. Throws Error when n does not fit.
PromptDraw draw_prompts(const Config& config, const std::vector<std::string>& prompts, std::int64_t epoch);

/// N: sample.batch_size x sample.num_batches_per_epoch.
std::int64_t samples_per_epoch(const Config& config);

}  // namespace tempera
