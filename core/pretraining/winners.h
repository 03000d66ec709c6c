// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/diffusion/diffusion_model.h"
#include "core/diffusion/rollout.h"
#include "core/rewards/reward.h"

namespace tempera {

/// How winning pictures are made: of `candidates` pictures of a prompt, the one that the judge likes best.
struct WinnerSettings {
    std::vector<std::string> prompts;
    std::int64_t per_prompt = 4;  ///< winners of each prompt
    std::int64_t candidates = 8;  ///< n of best-of-n
    SamplerSettings sampler{10, 1.0, 3.0, 16};
    std::uint64_t seed = 1;
};

/// Writes winners of `model`, as it is now, into `folder`: pictures as PNG, and metadata.jsonl with
/// file_name, text and score, the layout that Hugging Face datasets call an image folder. metadata.jsonl is
/// written last, so a folder that has it is complete; called again after a stop, it goes on prompt by
/// prompt and ends with the same bytes. Two processes may call it at once: the second waits.
///
/// True at the end, false when stopped. Throws Error when the folder holds winners of other settings.
bool make_winners(DiffusionModel& model, Reward& judge, const WinnerSettings& settings,
                  const std::filesystem::path& folder, const WorkHooks& hooks);

/// The folder of such winners among the user's data; its name depends on the model and the settings.
std::filesystem::path winners_folder(const DiffusionModel& model, const WinnerSettings& settings);

/// Whether make_winners() has finished there.
bool winners_complete(const std::filesystem::path& folder);

}  // namespace tempera
