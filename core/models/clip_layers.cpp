// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/clip_layers.h"

#include <cmath>

#include <torch/torch.h>

#include "core/models/json_fields.h"
#include "core/models/module_list.h"
#include "core/ops/attention.h"

namespace tempera {
namespace {

constexpr std::int64_t kMaxLayers = 256;  // CLIP has 12 to 48

/// N(0, std) weights and zero biases: transformers `CLIPPreTrainedModel._init_weights`.
void init_normal(Linear& layer, double std, const at::Generator& generator) {
    const at::NoGradGuard no_grad;
    layer->weight.normal_(0, std, generator);
    layer->bias.zero_();
}

double depth_scale(const CLIPTowerConfig& config) {
    return 1.0 / std::sqrt(2.0 * static_cast<double>(config.num_hidden_layers));
}

}  // namespace

CLIPTowerConfig CLIPTowerConfig::from_json(const nlohmann::json& json, const std::string& where,
                                           const CLIPTowerConfig& defaults) {
    const JsonFields fields(json, where);
    CLIPTowerConfig config;
    config.hidden_size = fields.integer("hidden_size", defaults.hidden_size);
    config.intermediate_size = fields.integer("intermediate_size", defaults.intermediate_size);
    config.num_hidden_layers = fields.integer("num_hidden_layers", defaults.num_hidden_layers);
    config.num_attention_heads = fields.integer("num_attention_heads", defaults.num_attention_heads);
    config.hidden_act = fields.text("hidden_act", defaults.hidden_act);
    config.layer_norm_eps = fields.real("layer_norm_eps", defaults.layer_norm_eps);
    if (config.hidden_act != "quick_gelu" && config.hidden_act != "gelu") {
        fields.fail("hidden_act", "unknown activation '" + config.hidden_act + "'", "use quick_gelu or gelu");
    }
    if (config.hidden_size == 0 || config.num_attention_heads == 0 ||
        config.hidden_size % config.num_attention_heads != 0) {
        fields.fail("num_attention_heads",
                    "a width of " + std::to_string(config.hidden_size) + " cannot be split into " +
                        std::to_string(config.num_attention_heads) + " heads",
                    "compare the file with the config.json of a model that works");
    }
    if (config.intermediate_size == 0 || config.num_hidden_layers > kMaxLayers || !(config.layer_norm_eps >= 0)) {
        fields.fail("num_hidden_layers",
                    "a tower has up to " + std::to_string(kMaxLayers) +
                        " layers, an intermediate_size and a layer_norm_eps of at least 0",
                    "compare the file with the config.json of a model that works");
    }
    const auto width = static_cast<double>(config.hidden_size);
    refuse_huge_model(static_cast<double>(config.num_hidden_layers) * width *
                          (4 * width + 2 * static_cast<double>(config.intermediate_size)),
                      where);
    return config;
}

void CLIPTowerConfig::write_to(nlohmann::json& json) const {
    json["hidden_size"] = hidden_size;
    json["intermediate_size"] = intermediate_size;
    json["num_hidden_layers"] = num_hidden_layers;
    json["num_attention_heads"] = num_attention_heads;
    json["hidden_act"] = hidden_act;
    json["layer_norm_eps"] = layer_norm_eps;
    json["attention_dropout"] = 0.0;
}

CLIPAttentionImpl::CLIPAttentionImpl(const CLIPTowerConfig& config) : config_(config) {
    k_proj_ = register_module("k_proj", Linear(config.hidden_size, config.hidden_size));
    v_proj_ = register_module("v_proj", Linear(config.hidden_size, config.hidden_size));
    q_proj_ = register_module("q_proj", Linear(config.hidden_size, config.hidden_size));
    out_proj_ = register_module("out_proj", Linear(config.hidden_size, config.hidden_size));
}

at::Tensor CLIPAttentionImpl::forward(const at::Tensor& hidden, bool causal) {
    return out_proj_(attention(q_proj_(hidden), k_proj_(hidden), v_proj_(hidden),
                               AttentionOptions{.heads = config_.num_attention_heads, .causal = causal}));
}

void CLIPAttentionImpl::init(at::Generator generator) {
    const double width_scale = 1.0 / std::sqrt(static_cast<double>(config_.hidden_size));
    init_normal(k_proj_, width_scale * depth_scale(config_), generator);
    init_normal(v_proj_, width_scale * depth_scale(config_), generator);
    init_normal(q_proj_, width_scale * depth_scale(config_), generator);
    init_normal(out_proj_, width_scale, generator);
}

CLIPMLPImpl::CLIPMLPImpl(const CLIPTowerConfig& config) : config_(config) {
    fc1_ = register_module("fc1", Linear(config.hidden_size, config.intermediate_size));
    fc2_ = register_module("fc2", Linear(config.intermediate_size, config.hidden_size));
}

at::Tensor CLIPMLPImpl::forward(const at::Tensor& hidden) {
    const at::Tensor wide = fc1_(hidden);
    return fc2_(config_.hidden_act == "gelu" ? at::gelu(wide) : wide * at::sigmoid(1.702 * wide));
}

void CLIPMLPImpl::init(at::Generator generator) {
    const double width_scale = 1.0 / std::sqrt(static_cast<double>(config_.hidden_size));
    init_normal(fc1_, width_scale / std::sqrt(2.0), generator);
    init_normal(fc2_, width_scale * depth_scale(config_), generator);
}

CLIPEncoderLayerImpl::CLIPEncoderLayerImpl(const CLIPTowerConfig& config) {
    self_attn_ = register_module("self_attn", CLIPAttention(config));
    layer_norm1_ = register_module("layer_norm1", LayerNorm(config.hidden_size, config.layer_norm_eps));
    mlp_ = register_module("mlp", CLIPMLP(config));
    layer_norm2_ = register_module("layer_norm2", LayerNorm(config.hidden_size, config.layer_norm_eps));
}

at::Tensor CLIPEncoderLayerImpl::forward(const at::Tensor& hidden, bool causal) {
    const at::Tensor attended = hidden + self_attn_(layer_norm1_(hidden), causal);
    return attended + mlp_(layer_norm2_(attended));
}

CLIPEncoderImpl::CLIPEncoderImpl(const CLIPTowerConfig& config) {
    for (std::int64_t i = 0; i < config.num_hidden_layers; ++i) {
        layers_.emplace_back(config);
    }
    register_list(*this, "layers", layers_);
}

at::Tensor CLIPEncoderImpl::forward(at::Tensor hidden, bool causal) {
    for (CLIPEncoderLayer& layer : layers_) {
        hidden = layer(hidden, causal);
    }
    return hidden;
}

}  // namespace tempera
