// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/image_reward_judge.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/json_text.h"
#include "core/formats/tensor_file.h"
#include "core/models/weights.h"
#include "core/rewards/reward_files.h"

namespace tempera {

namespace {

constexpr std::int64_t kPromptTokens = 35;  // THUDM/ImageReward ImageReward.py

ImageRewardModel load_model(const std::filesystem::path& file, const c10::Device& device) {
    nlohmann::json config;
    for (const char* name : {"config.json", "med_config.json"}) {
        if (config.is_null() && std::filesystem::exists(file.parent_path() / name)) {
            config = read_json_object(file.parent_path() / name);
        }
    }
    const TensorFile read = read_tensor_file(file);
    ImageRewardModel model(ImageRewardConfig::from_weights(read.tensors, file.string(), config));
    load_image_reward(model, read.tensors, file.string(), c10::TensorOptions(at::kFloat).device(device));
    set_trainable(*model, false);
    model->eval();
    return model;
}

}  // namespace

ImageRewardJudge::ImageRewardJudge(std::string name, const Files& files, bool official, const c10::Device& device)
    : name_(std::move(name)),
      official_(official),
      model_(load_model(files.weights, device)),
      tokenizer_(WordPieceTokenizer::from_file(files.vocabulary)),
      pixels_(read_pixel_options(files.weights.parent_path(), static_cast<int>(model_->config.vision.image_size))),
      length_(std::min(kPromptTokens, model_->config.text.max_positions)) {
    pixels_.fit = official ? PixelFit::torchvision : PixelFit::transformers;
    if (tokenizer_.vocab_size() > model_->config.text.vocab_size) {
        throw Error("has " + std::to_string(tokenizer_.vocab_size()) + " tokens with those of BLIP, the weights know " +
                        std::to_string(model_->config.text.vocab_size),
                    files.vocabulary.string(), "use the vocabulary that belongs to " + files.weights.string());
    }
}

at::Tensor ImageRewardJudge::score(const at::Tensor& images01, const std::vector<std::string>& prompts) {
    check_reward_input(name_, images01, prompts);
    std::vector<std::int64_t> ids;
    std::vector<std::int64_t> mask;
    for (const std::string& prompt : prompts) {
        const WordPieceTokenizer::Encoded encoded = tokenizer_.encode(prompt, length_);
        ids.insert(ids.end(), encoded.ids.begin(), encoded.ids.end());
        mask.insert(mask.end(), encoded.mask.begin(), encoded.mask.end());
    }
    const at::Device device = model_->parameters().front().device();
    const auto rows = [&](const std::vector<std::int64_t>& values) {
        return at::tensor(values).view({static_cast<std::int64_t>(prompts.size()), length_}).to(device);
    };
    const bool gradient = at::GradMode::is_enabled() && images01.requires_grad();
    const at::Tensor images = images01.to(device);
    const at::Tensor pixels = gradient ? differentiable_clip_pixels(images, pixels_) : clip_pixels(images, pixels_);
    const at::Tensor raw = model_->forward(pixels, rows(ids), rows(mask)).to(images01.device());
    return official_ ? (raw - kImageRewardMean) / kImageRewardStd : raw;
}

}  // namespace tempera
