// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/clip_encoder.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/json_text.h"
#include "core/formats/tensor_file.h"
#include "core/models/open_clip.h"
#include "core/models/weights.h"
#include "core/rewards/reward_files.h"

namespace tempera {

namespace {

struct Loaded {
    ClipWeights weights;
    bool open_clip = false;
};

/// A folder with config.json is that of transformers, whatever else lies in it.
Loaded load_clip(const std::filesystem::path& path) {
    if (std::filesystem::is_directory(path) && std::filesystem::exists(path / "config.json")) {
        TensorFile file = read_component(path);
        const std::string where = (path / "config.json").string();
        return {{CLIPConfig::from_json(read_config(path), where), std::move(file.tensors)}, false};
    }
    const std::filesystem::path file = std::filesystem::is_directory(path) ? component_files(path).front() : path;
    const std::filesystem::path config = file.parent_path() / "open_clip_config.json";
    const TensorFile read = read_tensor_file(file);
    if (!is_open_clip(read.tensors)) {
        throw Error("these are no weights of a CLIP model in the names of open_clip", file.string(),
                    "choose such a file, or a folder with the config.json of a CLIPModel");
    }
    const nlohmann::json json = std::filesystem::exists(config) ? read_json_object(config) : nlohmann::json();
    return {from_open_clip(read.tensors, file.string(), json), true};
}

}  // namespace

ClipEncoder::ClipEncoder(const std::filesystem::path& path, const c10::Device& device) : where_(path.string()) {
    Loaded loaded = load_clip(path);
    open_clip_ = loaded.open_clip;
    clip_ = CLIPModel(loaded.weights.config);
    load_weights(*clip_, std::move(loaded.weights.tensors), where_, c10::TensorOptions(at::kFloat).device(device));
    set_trainable(*clip_, false);
    clip_->eval();
    const std::filesystem::path folder = std::filesystem::is_directory(path) ? path : path.parent_path();
    pixels_ = read_pixel_options(folder, static_cast<int>(clip_->config.vision.image_size));
    for (const auto& place : {folder, folder / "tokenizer"}) {
        if (!tokenizer_ && ClipTokenizer::is_in_folder(place)) {
            read_tokenizer(place);
        }
    }
}

void ClipEncoder::read_tokenizer(const std::filesystem::path& folder) {
    // CLIPProcessor has the fast tokenizer, which cleans less than the one of Stable Diffusion.
    ClipTokenizer tokenizer = ClipTokenizer::from_folder(folder, ClipTokenizer::Cleaning::nfc);
    if (open_clip_) {
        tokenizer = ClipTokenizer::from_folder(folder).as_open_clip();
    }
    if (tokenizer.vocab_size() > clip_->config.text.vocab_size ||
        tokenizer.max_length() > clip_->config.text.max_position_embeddings) {
        throw Error("the tokenizer has " + std::to_string(tokenizer.vocab_size()) + " tokens and prompts of " +
                        std::to_string(tokenizer.max_length()) + "; " + where_ + " knows " +
                        std::to_string(clip_->config.text.vocab_size) + " and " +
                        std::to_string(clip_->config.text.max_position_embeddings),
                    folder.string(), "use the tokenizer that belongs to the weights");
    }
    tokenizer_ = std::move(tokenizer);
}

at::Tensor ClipEncoder::image_features(const at::Tensor& images01, PixelFit fit) {
    ClipPixelOptions options = pixels_;
    options.fit = fit;
    const at::Tensor images = images01.to(clip_->logit_scale.device());
    const bool gradient = at::GradMode::is_enabled() && images01.requires_grad();
    return clip_->image_features(gradient ? differentiable_clip_pixels(images, options) : clip_pixels(images, options));
}

at::Tensor ClipEncoder::text_features(const std::vector<std::string>& prompts) {
    if (!tokenizer_) {
        throw Error("there is no tokenizer beside the weights", where_, "put vocab.json and merges.txt there");
    }
    const torch::NoGradGuard no_grad;
    const std::lock_guard lock(mutex_);
    std::vector<at::Tensor> rows;
    for (const std::string& prompt : prompts) {
        at::Tensor& row = texts_[prompt];
        if (!row.defined()) {
            row = clip_->text_features(
                at::tensor(tokenizer_->encode(prompt)).unsqueeze(0).to(clip_->logit_scale.device()));
        }
        rows.push_back(row);
    }
    return at::cat(rows);
}

double ClipEncoder::logit_scale() const {
    return std::exp(clip_->logit_scale.item<double>());
}

at::Tensor unit_length(const at::Tensor& features) {
    return features / features.norm(2, {-1}, true).clamp_min(1e-12);
}

}  // namespace tempera
