// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/clip.h"

#include <cmath>
#include <utility>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/models/json_fields.h"

namespace tempera {
namespace {

constexpr const char* kRemedy = "compare the file with the config.json of a model that works";

/// `text_config` with the fields of the legacy `text_config_dict` (when given) put over it.
nlohmann::json sub_config(const JsonFields& fields, const char* key, const char* legacy_key) {
    nlohmann::json merged = nlohmann::json::object();
    for (const char* part : {key, legacy_key}) {
        const nlohmann::json& value = fields.raw(part);
        if (value.is_object()) {
            merged.update(value);
        } else if (!value.is_null()) {
            fields.fail(part, "expected an object", kRemedy);
        }
    }
    return merged;
}

void init_normal(at::Tensor& weight, double std, const at::Generator& generator) {
    const at::NoGradGuard no_grad;
    weight.normal_(0, std, generator);
}

double inverse_root(std::int64_t width) {
    return 1.0 / std::sqrt(static_cast<double>(width));
}

}  // namespace

CLIPVisionConfig CLIPVisionConfig::from_json(const nlohmann::json& json, const std::string& where) {
    const JsonFields fields(json, where);
    CLIPVisionConfig config;
    config.tower = CLIPTowerConfig::from_json(json, where, config.tower);
    config.image_size = fields.integer("image_size", config.image_size);
    config.patch_size = fields.integer("patch_size", config.patch_size);
    config.num_channels = fields.integer("num_channels", config.num_channels);
    if (config.patch_size == 0 || config.image_size < config.patch_size) {
        fields.fail("patch_size", "a patch must be smaller than the picture", kRemedy);
    }
    if (config.num_channels == 0) {
        fields.fail("num_channels", "pictures need at least one channel", kRemedy);
    }
    const auto width = static_cast<double>(config.tower.hidden_size);
    const auto patch = static_cast<double>(config.patch_size);
    const double grid = static_cast<double>(config.image_size) / patch;
    refuse_huge_model(width * (grid * grid + patch * patch * static_cast<double>(config.num_channels)), where);
    return config;
}

nlohmann::json CLIPVisionConfig::to_json() const {
    nlohmann::json json{{"model_type", "clip_vision_model"},
                        {"image_size", image_size},
                        {"patch_size", patch_size},
                        {"num_channels", num_channels}};
    tower.write_to(json);
    return json;
}

CLIPConfig CLIPConfig::from_json(const nlohmann::json& json, const std::string& where) {
    const JsonFields fields(json, where);
    CLIPConfig config;
    config.text =
        CLIPTextConfig::from_json(sub_config(fields, "text_config", "text_config_dict"), where + ": text_config");
    config.vision = CLIPVisionConfig::from_json(sub_config(fields, "vision_config", "vision_config_dict"),
                                                where + ": vision_config");
    config.projection_dim = fields.integer("projection_dim", config.projection_dim);
    if (config.projection_dim == 0) {
        fields.fail("projection_dim", "features need at least one dimension", kRemedy);
    }
    refuse_huge_model(static_cast<double>(config.projection_dim) *
                          static_cast<double>(config.text.tower.hidden_size + config.vision.tower.hidden_size),
                      where);
    return config;
}

nlohmann::json CLIPConfig::to_json() const {
    nlohmann::json json{{"architectures", {"CLIPModel"}},   {"model_type", "clip"},
                        {"projection_dim", projection_dim}, {"logit_scale_init_value", 2.6592},
                        {"text_config", text.to_json()},    {"vision_config", vision.to_json()}};
    json["text_config"].erase("architectures");
    json["text_config"]["projection_dim"] = projection_dim;
    json["vision_config"]["projection_dim"] = projection_dim;
    return json;
}

CLIPVisionTransformerImpl::CLIPVisionTransformerImpl(const CLIPVisionConfig& config) {
    const std::int64_t width = config.tower.hidden_size;
    const std::int64_t grid = config.image_size / config.patch_size;
    const auto embeddings = std::make_shared<torch::nn::Module>();
    class_embedding_ = embeddings->register_parameter("class_embedding", at::empty({width}));
    patch_embedding_ = embeddings->register_module(
        "patch_embedding",
        Conv2d(
            config.num_channels, width,
            Conv2dOptions{.kernel = config.patch_size, .stride = config.patch_size, .padding = 0, .with_bias = false}));
    position_embedding_ = embeddings->register_module("position_embedding", Embedding(grid * grid + 1, width));
    register_module("embeddings", embeddings);
    pre_layrnorm_ = register_module("pre_layrnorm", LayerNorm(width, config.tower.layer_norm_eps));
    encoder_ = register_module("encoder", CLIPEncoder(config.tower));
    post_layernorm_ = register_module("post_layernorm", LayerNorm(width, config.tower.layer_norm_eps));
}

at::Tensor CLIPVisionTransformerImpl::forward(const at::Tensor& pixels) {
    const at::Tensor patches = patch_embedding_(pixels).flatten(2).transpose(1, 2);
    const at::Tensor class_token = class_embedding_.expand({pixels.size(0), 1, -1});
    const at::Tensor hidden = at::cat({class_token, patches}, 1) + position_embedding_->weight;
    return post_layernorm_(encoder_(pre_layrnorm_(hidden), false).select(1, 0));
}

void CLIPVisionTransformerImpl::init(at::Generator generator) {
    init_normal(class_embedding_, inverse_root(class_embedding_.size(0)), generator);
    init_normal(patch_embedding_->weight, 0.02, generator);
}

CLIPModelImpl::CLIPModelImpl(CLIPConfig config_) : config(std::move(config_)) {
    logit_scale = register_parameter("logit_scale", at::empty({}));
    text_model_ = register_module("text_model", CLIPTextTransformer(config.text));
    vision_model_ = register_module("vision_model", CLIPVisionTransformer(config.vision));
    visual_projection_ =
        register_module("visual_projection", Linear(config.vision.tower.hidden_size, config.projection_dim, false));
    text_projection_ =
        register_module("text_projection", Linear(config.text.tower.hidden_size, config.projection_dim, false));
}

at::Tensor CLIPModelImpl::image_features(const at::Tensor& pixels) {
    const std::int64_t size = config.vision.image_size;
    if (pixels.dim() != 4 || pixels.size(1) != config.vision.num_channels || pixels.size(2) != size ||
        pixels.size(3) != size) {
        throw Error("the pictures do not fit CLIP", "CLIP",
                    "give pictures [batch, " + std::to_string(config.vision.num_channels) + ", " +
                        std::to_string(size) + ", " + std::to_string(size) + "]");
    }
    return visual_projection_(vision_model_(pixels));
}

at::Tensor CLIPModelImpl::text_features(const at::Tensor& ids) {
    const at::Tensor hidden = text_model_(ids);
    constexpr std::int64_t kLegacyEos = 2;
    const at::Tensor ends =
        config.text.eos_token_id == kLegacyEos ? ids : ids.eq(config.text.eos_token_id).to(at::kInt);
    const at::Tensor pooled = hidden.index({at::arange(ids.size(0), ids.options()), ends.argmax(1)});
    return text_projection_(pooled);
}

void CLIPModelImpl::init(at::Generator generator) {
    const at::NoGradGuard no_grad;
    logit_scale.fill_(2.6592);
    init_normal(visual_projection_->weight, inverse_root(config.vision.tower.hidden_size), generator);
    init_normal(text_projection_->weight, inverse_root(config.text.tower.hidden_size), generator);
}

}  // namespace tempera
