// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/clip_preference.h"

#include <utility>

#include <torch/torch.h>

namespace tempera {

ClipPreferenceReward::ClipPreferenceReward(std::string name, std::shared_ptr<ClipEncoder> clip, PixelFit fit,
                                           bool scaled)
    : name_(std::move(name)), clip_(std::move(clip)), fit_(fit), scale_(scaled ? clip_->logit_scale() : 1) {}

at::Tensor ClipPreferenceReward::score(const at::Tensor& images01, const std::vector<std::string>& prompts) {
    check_reward_input(name_, images01, prompts);
    const at::Tensor images = unit_length(clip_->image_features(images01, fit_));
    const at::Tensor texts = unit_length(clip_->text_features(prompts));
    return ((images * texts).sum(1) * scale_).to(images01.device());
}

ImageEncoder ClipPreferenceReward::image_encoder() const {
    return {clip_->width(),
            [clip = clip_, fit = fit_](const at::Tensor& images01) { return clip->image_features(images01, fit); }};
}

}  // namespace tempera
