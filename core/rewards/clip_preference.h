// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/rewards/clip_encoder.h"
#include "core/rewards/reward.h"

namespace tempera {

/// How well a picture fits its prompt in the eyes of a CLIP that learnt from people's choices: the cosine between
/// its image and text features, times exp(logit_scale) when `scaled`.
///
/// PickScore (arXiv 2305.01569; yuvalkirstain/PickScore README) is scaled, ZiyiZhang27/tdpo PickScore_scorer.py
/// leaves that out. HPSv2 (arXiv 2306.09341; tgxs002/HPSv2) is the cosine.
class ClipPreferenceReward : public Reward {
public:
    /// `clip` must have a tokenizer.
    ClipPreferenceReward(std::string name, std::shared_ptr<ClipEncoder> clip, PixelFit fit, bool scaled);

    std::string name() const override { return name_; }
    bool differentiable() const override { return true; }
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>& prompts) override;
    ImageEncoder image_encoder() const override;

private:
    std::string name_;
    std::shared_ptr<ClipEncoder> clip_;
    PixelFit fit_;
    double scale_;
};

}  // namespace tempera
