// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/image_reward.h"

#include <cmath>
#include <cstdint>
#include <memory>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/models/json_fields.h"
#include "core/models/weights.h"

namespace tempera {
namespace {

using Tensors = std::map<std::string, at::Tensor>;

constexpr const char* kPositionEmbedding = "blip.visual_encoder.pos_embed";
constexpr std::int64_t kHeadWidth = 64;

const at::Tensor& find(const Tensors& tensors, const std::string& name, std::int64_t dimensions,
                       const std::string& where) {
    const auto found = tensors.find(name);
    const bool fits = found != tensors.end() && found->second.dim() == dimensions && found->second.numel() > 0;
    if (!fits) {
        throw Error("'" + name + "' is missing or has another number of dimensions than " + std::to_string(dimensions),
                    where, "use the official ImageReward.pt");
    }
    return found->second;
}

std::int64_t count_layers(const Tensors& tensors, const std::string& list, const std::string& leaf) {
    std::int64_t count = 0;
    while (tensors.contains(list + std::to_string(count) + leaf)) {
        ++count;
    }
    return count;
}

void check_heads(std::int64_t width, std::int64_t heads, const char* tower, const std::string& where) {
    if (heads <= 0 || width % heads != 0) {
        throw Error("the attention heads of the " + std::string(tower) + " encoder, " + std::to_string(width) +
                        " wide, are not known",
                    where, "give its configuration with a number of heads that divides the width");
    }
}

}  // namespace

ImageRewardConfig ImageRewardConfig::from_weights(const Tensors& tensors, const std::string& where,
                                                  const nlohmann::json& json) {
    const nlohmann::json empty = nlohmann::json::object();
    const std::string place = where + ": configuration";
    const JsonFields whole(json.is_null() ? empty : json, place);
    const JsonFields vision_fields(whole.raw("vision").is_null() ? empty : whole.raw("vision"), place);
    const nlohmann::json& flat = json.is_null() ? empty : json;
    const JsonFields text_fields(whole.raw("med").is_null() ? flat : whole.raw("med"), place);

    ImageRewardConfig config;
    BlipVisionConfig& vision = config.vision;
    const std::string blocks = "blip.visual_encoder.blocks.";
    const at::Tensor patches = find(tensors, "blip.visual_encoder.patch_embed.proj.weight", 4, where);
    vision.hidden_size = patches.size(0);
    vision.patch_size = patches.size(2);
    vision.num_layers = count_layers(tensors, blocks, ".norm1.weight");
    vision.intermediate_size = find(tensors, blocks + "0.mlp.fc1.weight", 2, where).size(0);
    const std::int64_t places = find(tensors, kPositionEmbedding, 3, where).size(1) - 1;
    const auto grid = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(places))));
    vision.image_size = vision_fields.integer("img_size", grid * vision.patch_size);
    vision.num_heads = vision_fields.integer("num_heads", vision.hidden_size / kHeadWidth);
    vision.layer_norm_eps = vision_fields.real("eps", vision.layer_norm_eps);
    check_heads(vision.hidden_size, vision.num_heads, "vision", where);
    if (vision.grid() < 1 || vision.image_size > 64 * vision.patch_size) {
        vision_fields.fail("img_size",
                           "pictures of " + std::to_string(vision.image_size) + " pixels do not fit patches of " +
                               std::to_string(vision.patch_size),
                           "the official model has 224 and 16");
    }

    BlipTextConfig& text = config.text;
    const std::string layers = "blip.text_encoder.encoder.layer.";
    const at::Tensor words = find(tensors, "blip.text_encoder.embeddings.word_embeddings.weight", 2, where);
    text.vocab_size = words.size(0);
    text.hidden_size = words.size(1);
    text.max_positions = find(tensors, "blip.text_encoder.embeddings.position_embeddings.weight", 2, where).size(0);
    text.num_layers = count_layers(tensors, layers, ".attention.self.query.weight");
    text.intermediate_size = find(tensors, layers + "0.intermediate.dense.weight", 2, where).size(0);
    text.encoder_width = find(tensors, layers + "0.crossattention.self.key.weight", 2, where).size(1);
    text.num_heads = text_fields.integer("num_attention_heads", text.hidden_size / kHeadWidth);
    text.layer_norm_eps = text_fields.real("layer_norm_eps", text.layer_norm_eps);
    check_heads(text.hidden_size, text.num_heads, "text", where);
    return config;
}

ImageRewardModelImpl::ImageRewardModelImpl(const ImageRewardConfig& config_) : config(config_) {
    const auto blip = std::make_shared<torch::nn::Module>();
    vision_ = blip->register_module("visual_encoder", BlipVision(config.vision));
    text_ = blip->register_module("text_encoder", BlipText(config.text));
    register_module("blip", blip);
    mlp_ = register_module("mlp", ScoreHead(config.text.hidden_size));
}

at::Tensor ImageRewardModelImpl::image_states(const at::Tensor& pixels) {
    return vision_(pixels);
}

std::vector<at::Tensor> ImageRewardModelImpl::text_states(const at::Tensor& ids, const at::Tensor& mask,
                                                          const at::Tensor& image_states) {
    return text_(ids, mask, image_states);
}

at::Tensor ImageRewardModelImpl::score(const at::Tensor& image_states, const at::Tensor& ids, const at::Tensor& mask) {
    return mlp_(text_states(ids, mask, image_states).back().select(1, 0));
}

at::Tensor ImageRewardModelImpl::forward(const at::Tensor& pixels, const at::Tensor& ids, const at::Tensor& mask) {
    return score(image_states(pixels), ids, mask);
}

void load_image_reward(ImageRewardModel& model, const Tensors& tensors, const std::string& where,
                       const c10::TensorOptions& target) {
    Tensors used = tensors;
    std::erase_if(used, [](const auto& entry) {
        return entry.first.starts_with("blip.vision_proj.") || entry.first.starts_with("blip.text_proj.");
    });
    if (const auto found = used.find(kPositionEmbedding); found != used.end()) {
        found->second = resize_position_grid(found->second, model->config.vision.grid());
    }
    load_weights(*model, used, where, target);
}

}  // namespace tempera
