// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/models/clip_layers.h"

namespace tempera {

/// config.json of a CLIPTextModel, or "text_config" of a CLIPModel. Defaults: those of transformers.
struct CLIPTextConfig {
    CLIPTowerConfig tower{512, 2048, 12, 8, "quick_gelu", 1e-5};
    std::int64_t vocab_size = 49408;
    std::int64_t max_position_embeddings = 77;
    std::int64_t bos_token_id = 0;  ///< old files carry 0, 2, 1: never tokenize by them
    std::int64_t eos_token_id = 2;
    std::int64_t pad_token_id = 1;

    static CLIPTextConfig from_json(const nlohmann::json& json, const std::string& where);
    nlohmann::json to_json() const;
};

/// The "text_model" part that CLIPTextModel and CLIPModel share.
class CLIPTextTransformerImpl : public torch::nn::Module {
public:
    explicit CLIPTextTransformerImpl(const CLIPTextConfig& config);
    /// ids [B, L] int64, L <= max_position_embeddings -> [B, L, hidden] after the final norm.
    at::Tensor forward(const at::Tensor& ids);

private:
    Embedding token_embedding_{nullptr};
    Embedding position_embedding_{nullptr};
    CLIPEncoder encoder_{nullptr};
    LayerNorm final_layer_norm_{nullptr};
};
TORCH_MODULE(CLIPTextTransformer);

/// The text encoder of Stable Diffusion 1.x (Radford et al. 2021; transformers `CLIPTextModel`).
class CLIPTextModelImpl : public torch::nn::Module {
public:
    explicit CLIPTextModelImpl(CLIPTextConfig config);

    /// ids [B, L] int64, padding included and not masked -> last_hidden_state [B, L, hidden].
    at::Tensor forward(const at::Tensor& ids);

    const CLIPTextConfig config;

private:
    CLIPTextTransformer text_model_{nullptr};
};
TORCH_MODULE(CLIPTextModel);

}  // namespace tempera
