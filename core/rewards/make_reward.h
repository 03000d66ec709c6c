// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/config/reward_spec.h"
#include "core/rewards/reward.h"
#include "core/rewards/reward_models.h"

namespace tempera {

/// The judge that a specification names, with weights from `models`. Its name() is spec.name().
/// Throws Error when there is no such judge, or naming the file that is expected and where it is published.
std::unique_ptr<Reward> make_reward(const RewardSpec& spec, RewardModels& models);

/// What a critic looks through when its reward has no eyes: CLIP ViT-L/14 as in ZiyiZhang27/tdpo critic_model.py, or
/// for the embedded world its aesthetic scorer's CLIP. Throws Error as make_reward().
ImageEncoder default_image_encoder(RewardModels& models, bool embedded_world);

}  // namespace tempera
