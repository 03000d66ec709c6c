// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/score_head.h"

#include <array>
#include <memory>
#include <string>
#include <utility>

#include <torch/torch.h>

namespace tempera {

ScoreHeadImpl::ScoreHeadImpl(std::int64_t width) {
    constexpr std::array<std::pair<const char*, std::int64_t>, 5> kLayers{
        {{"0", 1024}, {"2", 128}, {"4", 64}, {"6", 16}, {"7", 1}}};
    const auto layers = std::make_shared<torch::nn::Module>();
    for (const auto& [name, out] : kLayers) {
        layers_.push_back(layers->register_module(name, Linear(width, out)));
        width = out;
    }
    register_module("layers", layers);
}

at::Tensor ScoreHeadImpl::forward(at::Tensor features) {
    for (Linear& layer : layers_) {
        features = layer(features);
    }
    return features.squeeze(1);
}

}  // namespace tempera
