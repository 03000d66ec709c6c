// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/combined_reward.h"

#include <algorithm>

#include <torch/torch.h>

namespace tempera {

CombinedReward::CombinedReward(std::string name, std::vector<std::pair<double, std::unique_ptr<Reward>>> terms)
    : name_(std::move(name)), terms_(std::move(terms)) {}

bool CombinedReward::differentiable() const {
    return std::all_of(terms_.begin(), terms_.end(), [](const auto& term) { return term.second->differentiable(); });
}

at::Tensor CombinedReward::score(const at::Tensor& images01, const std::vector<std::string>& prompts) {
    check_reward_input(name_, images01, prompts);
    at::Tensor sum = at::zeros({images01.size(0)}, images01.options().dtype(at::kFloat));
    for (const auto& [weight, judge] : terms_) {
        sum = sum + weight * judge->score(images01, prompts);
    }
    // Some terms may carry a gradient: without those of the others it would be another reward's.
    return differentiable() ? sum : sum.detach();
}

bool CombinedReward::elsewhere() const {
    return std::any_of(terms_.begin(), terms_.end(), [](const auto& term) { return term.second->elsewhere(); });
}

ImageEncoder CombinedReward::image_encoder() const {
    for (const auto& [weight, judge] : terms_) {
        ImageEncoder encoder = judge->image_encoder();
        if (encoder.width > 0) {
            return encoder;
        }
    }
    return {};
}

void CombinedReward::set_stop_asked(std::function<bool()> stop_asked) {
    for (const auto& [weight, judge] : terms_) {
        judge->set_stop_asked(stop_asked);
    }
}

}  // namespace tempera
