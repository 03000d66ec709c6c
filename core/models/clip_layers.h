// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/models/layers.h"

namespace tempera {

/// What the text and the vision tower of CLIP have in common.
struct CLIPTowerConfig {
    std::int64_t hidden_size = 512;
    std::int64_t intermediate_size = 2048;
    std::int64_t num_hidden_layers = 12;
    std::int64_t num_attention_heads = 8;
    std::string hidden_act = "quick_gelu";  ///< or "gelu"; the wrong one moves features by several percent
    double layer_norm_eps = 1e-5;

    /// Reads its own fields; absent ones keep the values of `defaults`.
    static CLIPTowerConfig from_json(const nlohmann::json& json, const std::string& where,
                                     const CLIPTowerConfig& defaults);
    void write_to(nlohmann::json& json) const;
};

/// "self_attn": q_proj, k_proj, v_proj, out_proj, all with bias.
class CLIPAttentionImpl : public Layer {
public:
    explicit CLIPAttentionImpl(const CLIPTowerConfig& config);
    at::Tensor forward(const at::Tensor& hidden, bool causal);  ///< [B, L, hidden] -> same
    void init(at::Generator generator) override;

private:
    CLIPTowerConfig config_;
    Linear q_proj_{nullptr};
    Linear k_proj_{nullptr};
    Linear v_proj_{nullptr};
    Linear out_proj_{nullptr};
};
TORCH_MODULE(CLIPAttention);

/// "mlp": fc1, activation, fc2.
class CLIPMLPImpl : public Layer {
public:
    explicit CLIPMLPImpl(const CLIPTowerConfig& config);
    at::Tensor forward(const at::Tensor& hidden);
    void init(at::Generator generator) override;

private:
    CLIPTowerConfig config_;
    Linear fc1_{nullptr};
    Linear fc2_{nullptr};
};
TORCH_MODULE(CLIPMLP);

class CLIPEncoderLayerImpl : public torch::nn::Module {
public:
    explicit CLIPEncoderLayerImpl(const CLIPTowerConfig& config);
    at::Tensor forward(const at::Tensor& hidden, bool causal);

private:
    LayerNorm layer_norm1_{nullptr};
    CLIPAttention self_attn_{nullptr};
    LayerNorm layer_norm2_{nullptr};
    CLIPMLP mlp_{nullptr};
};
TORCH_MODULE(CLIPEncoderLayer);

/// "encoder": the pre-norm transformer layers.
class CLIPEncoderImpl : public torch::nn::Module {
public:
    explicit CLIPEncoderImpl(const CLIPTowerConfig& config);
    at::Tensor forward(at::Tensor hidden, bool causal);

private:
    std::vector<CLIPEncoderLayer> layers_;
};
TORCH_MODULE(CLIPEncoder);

}  // namespace tempera
