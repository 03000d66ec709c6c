// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/aesthetic.h"

#include <cstdint>
#include <cstdio>
#include <set>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/formats/tensor_file.h"

namespace tempera {

namespace {

std::vector<std::pair<at::Tensor, at::Tensor>> load_head(const std::filesystem::path& file, std::int64_t width,
                                                         const c10::Device& device) {
    const auto refuse = [&](const std::string& problem) {
        throw Error(
            problem, file.string(),
            "a head has layers.N.weight and layers.N.bias from " + std::to_string(width) + " features to one score");
    };
    const TensorFile read = read_tensor_file(file);
    std::set<int> numbers;
    for (const auto& [key, tensor] : read.tensors) {
        int number = 0;
        char end = 0;
        if (std::sscanf(key.c_str(), "layers.%d.%c", &number, &end) != 2) {
            refuse("unexpected tensor '" + key + "'");
        }
        numbers.insert(number);
    }
    std::vector<std::pair<at::Tensor, at::Tensor>> layers;
    for (const int number : numbers) {
        const std::string key = "layers." + std::to_string(number);
        const auto weight = read.tensors.find(key + ".weight");
        const auto bias = read.tensors.find(key + ".bias");
        if (weight == read.tensors.end() || bias == read.tensors.end() || weight->second.dim() != 2 ||
            weight->second.size(1) != width || bias->second.sizes() != weight->second.sizes().slice(0, 1)) {
            refuse(key + " does not fit");
        }
        width = weight->second.size(0);
        const auto options = c10::TensorOptions(at::kFloat).device(device);
        layers.emplace_back(weight->second.to(options), bias->second.to(options));
    }
    if (layers.empty() || width != 1) {
        refuse("the last layer does not give one score");
    }
    return layers;
}

}  // namespace

AestheticReward::AestheticReward(std::string name, std::shared_ptr<ClipEncoder> clip, const std::filesystem::path& head,
                                 PixelFit fit, const c10::Device& device)
    : name_(std::move(name)), clip_(std::move(clip)), fit_(fit), layers_(load_head(head, clip_->width(), device)) {}

at::Tensor AestheticReward::score(const at::Tensor& images01, const std::vector<std::string>& prompts) {
    check_reward_input(name_, images01, prompts);
    at::Tensor x = unit_length(clip_->image_features(images01, fit_));
    for (const auto& [weight, bias] : layers_) {
        x = at::linear(x, weight, bias);
    }
    return x.squeeze(1).to(images01.device());
}

ImageEncoder AestheticReward::image_encoder() const {
    return {clip_->width(),
            [clip = clip_, fit = fit_](const at::Tensor& images01) { return clip->image_features(images01, fit); }};
}

}  // namespace tempera
