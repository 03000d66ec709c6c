// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/pretraining/judged_pictures.h"
#include "core/pretraining/preferences.h"
#include "core/pretraining/stage.h"
#include "core/pretraining/train_loop.h"

namespace tempera {

// What a step of the judges of preferences consists of: drawn pictures with their captions, so that text and
// pictures know each other, and rankings of samples.
constexpr std::int64_t kDrawnPictures = 24;
constexpr std::int64_t kRankings = 8;
constexpr double kPreferenceWeight = 3;  // of the loss of the rankings against that of the captions

/// `steps` unless the options say how many.
LoopSettings judge_loop(const StageOptions& options, std::int64_t steps, const PreferenceSettings& preferences);

// Each trains one judge from its own start on its own share of the pictures and its own errors, and writes
// its folder in `options.models`. False when stopped.

/// animals-pick/: a CLIP in the layout of transformers.
bool train_pick(const StageOptions& options, const Judged& judged);

/// animals-hps/: a CLIP in the layout of open_clip, with another activation.
bool train_hps(const StageOptions& options, const Judged& judged);

/// animals-image-reward/: a BLIP with a head on it, in the layout of ImageReward.pt.
bool train_image_reward(const StageOptions& options, const Judged& judged);

}  // namespace tempera
