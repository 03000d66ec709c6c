// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/models/layers.h"

namespace tempera {

/// Defaults: the BERT-base of ImageReward.
struct BlipTextConfig {
    std::int64_t vocab_size = 30524;
    std::int64_t hidden_size = 768;
    std::int64_t intermediate_size = 3072;
    std::int64_t num_layers = 12;
    std::int64_t num_heads = 12;
    std::int64_t max_positions = 512;
    std::int64_t encoder_width = 1024;  ///< of the image states that cross-attention looks at
    double layer_norm_eps = 1e-12;
};

/// "attention" or "crossattention": self.{query,key,value}, output.{dense,LayerNorm}; post-norm.
class BlipTextAttentionImpl : public torch::nn::Module {
public:
    BlipTextAttentionImpl(const BlipTextConfig& config, std::int64_t source_width);
    /// hidden [B, L, hidden], source [B, S, source_width]; `key_bias` [B, 1, 1, S] is added to the
    /// scores, undefined: nothing is.
    at::Tensor forward(const at::Tensor& hidden, const at::Tensor& source, const at::Tensor& key_bias);

private:
    std::int64_t heads_;
    Linear query_{nullptr};
    Linear key_{nullptr};
    Linear value_{nullptr};
    Linear dense_{nullptr};
    LayerNorm norm_{nullptr};
};
TORCH_MODULE(BlipTextAttention);

/// "layer.N": self-attention over the text, cross-attention to the picture, feed-forward.
class BlipTextLayerImpl : public torch::nn::Module {
public:
    explicit BlipTextLayerImpl(const BlipTextConfig& config);
    at::Tensor forward(const at::Tensor& hidden, const at::Tensor& image_states, const at::Tensor& key_bias);

private:
    BlipTextAttention attention_{nullptr};
    BlipTextAttention cross_attention_{nullptr};
    Linear intermediate_{nullptr};
    Linear output_{nullptr};
    LayerNorm norm_{nullptr};
};
TORCH_MODULE(BlipTextLayer);

/// BERT with cross-attention to a picture, without pooler and token types (salesforce/BLIP
/// models/med.py BertModel, mode multimodal; Devlin et al. 2019).
class BlipTextImpl : public torch::nn::Module {
public:
    explicit BlipTextImpl(const BlipTextConfig& config);

    /// ids [B, L] int64, mask [B, L] (1 = token, 0 = padding, which nothing looks at), image_states
    /// [B, S, encoder_width] -> the states [B, L, hidden] after the embeddings and after every layer;
    /// the last is the result. Throws Error on shapes that do not fit.
    std::vector<at::Tensor> forward(const at::Tensor& ids, const at::Tensor& mask, const at::Tensor& image_states);

private:
    Embedding words_{nullptr};
    Embedding positions_{nullptr};
    LayerNorm norm_{nullptr};
    std::vector<BlipTextLayer> layers_;
};
TORCH_MODULE(BlipText);

}  // namespace tempera
