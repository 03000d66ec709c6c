// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/aesthetic.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/json_text.h"
#include "core/formats/safetensors.h"
#include "core/models/weights.h"

namespace tempera {

namespace {

CLIPModel load_clip(const std::filesystem::path& folder, const c10::Device& device) {
    const std::string where = (folder / "config.json").string();
    CLIPModel clip(CLIPConfig::from_json(read_config(folder), where));
    load_weights(*clip, read_component(folder).tensors, folder.string(), c10::TensorOptions(at::kFloat).device(device));
    set_trainable(*clip, false);
    clip->eval();
    return clip;
}

std::vector<std::pair<at::Tensor, at::Tensor>> load_head(const std::filesystem::path& file, std::int64_t width,
                                                         const c10::Device& device) {
    const auto refuse = [&](const std::string& problem) {
        throw Error(
            problem, file.string(),
            "a head has layers.N.weight and layers.N.bias from " + std::to_string(width) + " features to one score");
    };
    const TensorFile read = read_safetensors(file);
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

at::Tensor channel_values(const nlohmann::json& config, const char* key, const std::string& where,
                          const c10::Device& device) {
    const auto found = config.find(key);
    if (found == config.end() || !found->is_array() || found->size() != 3) {
        throw Error(std::string(key) + " is not a list of three numbers", where, "restore the file");
    }
    std::vector<float> values;
    for (const auto& value : *found) {
        if (!value.is_number()) {
            throw Error(std::string(key) + " is not a list of three numbers", where, "restore the file");
        }
        values.push_back(value.get<float>());
    }
    return at::tensor(values).view({3, 1, 1}).to(device);
}

}  // namespace

AestheticReward::AestheticReward(std::string name, const std::filesystem::path& folder, const c10::Device& device)
    : name_(std::move(name)), clip_(load_clip(folder, device)) {
    layers_ = load_head(folder / "head.safetensors", clip_->config.projection_dim, device);
    const auto file = folder / "preprocessor_config.json";
    const nlohmann::json config = read_json_object(file);
    mean_ = channel_values(config, "image_mean", file.string(), device);
    std_ = channel_values(config, "image_std", file.string(), device);
}

/// Resize, crop and normalise as transformers' CLIPImageProcessor, on floats.
at::Tensor AestheticReward::pixels(const at::Tensor& images01) const {
    namespace F = torch::nn::functional;
    const std::int64_t size = clip_->config.vision.image_size;
    at::Tensor images = images01.to(mean_.device(), at::kFloat);
    const std::int64_t height = images.size(2);
    const std::int64_t width = images.size(3);
    const std::int64_t shortest = std::min(height, width);
    if (shortest != size) {
        // The long side is truncated, not rounded, as in get_resize_output_image_size.
        const std::vector<std::int64_t> target = {size * height / shortest, size * width / shortest};
        images = F::interpolate(
            images,
            F::InterpolateFuncOptions().size(target).mode(torch::kBicubic).align_corners(false).antialias(true));
        images = images.clamp(0, 1);
    }
    images = images.narrow(2, (images.size(2) - size) / 2, size).narrow(3, (images.size(3) - size) / 2, size);
    return (images - mean_) / std_;
}

at::Tensor AestheticReward::features(const at::Tensor& images01) {
    return clip_->image_features(pixels(images01));
}

std::int64_t AestheticReward::feature_width() const {
    return clip_->config.projection_dim;
}

at::Tensor AestheticReward::score(const at::Tensor& images01, const std::vector<std::string>& prompts) {
    check_reward_input(name_, images01, prompts);
    at::Tensor x = features(images01);
    x = x / x.norm(2, -1, true).clamp_min(1e-12);
    for (const auto& [weight, bias] : layers_) {
        x = at::linear(x, weight, bias);
    }
    return x.squeeze(1).to(images01.device());
}

}  // namespace tempera
