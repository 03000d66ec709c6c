// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/models/clip_text.h"

namespace tempera {

/// "vision_config" of a CLIPModel. Defaults: those of transformers.
struct CLIPVisionConfig {
    CLIPTowerConfig tower{768, 3072, 12, 12, "quick_gelu", 1e-5};
    std::int64_t image_size = 224;
    std::int64_t patch_size = 32;
    std::int64_t num_channels = 3;

    static CLIPVisionConfig from_json(const nlohmann::json& json, const std::string& where);
    nlohmann::json to_json() const;
};

/// config.json of a CLIPModel.
struct CLIPConfig {
    CLIPTextConfig text;
    CLIPVisionConfig vision;
    std::int64_t projection_dim = 512;

    static CLIPConfig from_json(const nlohmann::json& json, const std::string& where);
    nlohmann::json to_json() const;
};

/// pixels -> pooled state of the class token; the "vision_model" part of CLIPModel.
class CLIPVisionTransformerImpl : public Layer {
public:
    explicit CLIPVisionTransformerImpl(const CLIPVisionConfig& config);
    /// pixels [B, 3, image_size, image_size], already normalised -> [B, hidden] after the last norm.
    at::Tensor forward(const at::Tensor& pixels);
    void init(at::Generator generator) override;

private:
    at::Tensor class_embedding_;
    Conv2d patch_embedding_{nullptr};
    Embedding position_embedding_{nullptr};
    LayerNorm pre_layrnorm_{nullptr};
    CLIPEncoder encoder_{nullptr};
    LayerNorm post_layernorm_{nullptr};
};
TORCH_MODULE(CLIPVisionTransformer);

/// The dual encoder of CLIP (Radford et al. 2021; transformers `CLIPModel`). named_parameters() are
/// the keys of transformers. Values are undefined until load_weights() or init_weights().
class CLIPModelImpl : public Layer {
public:
    explicit CLIPModelImpl(CLIPConfig config);

    /// pixels [B, 3, S, S], already normalised -> [B, projection_dim], not divided by its length.
    at::Tensor image_features(const at::Tensor& pixels);

    /// ids [B, L] int64 -> [B, projection_dim], not divided by its length. Pools where transformers
    /// does: at the first end token; for the legacy eos_token_id 2 at the (first) largest id.
    at::Tensor text_features(const at::Tensor& ids);

    void init(at::Generator generator) override;

    const CLIPConfig config;
    at::Tensor logit_scale;  ///< scalar, a logarithm: exp() before use

private:
    CLIPTextTransformer text_model_{nullptr};
    CLIPVisionTransformer vision_model_{nullptr};
    Linear visual_projection_{nullptr};
    Linear text_projection_{nullptr};
};
TORCH_MODULE(CLIPModel);

}  // namespace tempera
