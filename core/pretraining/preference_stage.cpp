// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pretraining/judge_trainers.h"
#include "core/pretraining/stage.h"

namespace tempera {

LoopSettings judge_loop(const StageOptions& options, std::int64_t steps, const PreferenceSettings& preferences) {
    LoopSettings settings;
    settings.steps = options.steps > 0 ? options.steps : steps;
    settings.batch = kDrawnPictures + kRankings * preferences.length;
    settings.learning_rate = 2.5e-3;
    settings.weight_decay = 1e-2;
    settings.average = 0.99;
    return settings;
}

bool pretrain_preferences(const StageOptions& options) {
    const auto judged = judged_pictures(options, preference_plan());
    return judged && train_pick(options, *judged) && train_hps(options, *judged) &&
           train_image_reward(options, *judged);
}

}  // namespace tempera
