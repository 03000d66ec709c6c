// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/blip_text.h"

#include <cmath>
#include <memory>
#include <string>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/models/module_list.h"
#include "core/ops/attention.h"

namespace tempera {
namespace {

/// softmax(q k^T / sqrt(D) + bias) v, heads side by side in the last dimension. The prompts are short,
/// so the definition is fast enough.
at::Tensor biased_attention(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value, std::int64_t heads,
                            const at::Tensor& bias) {
    const auto split = [heads](const at::Tensor& tokens) {
        return tokens.view({tokens.size(0), tokens.size(1), heads, -1}).transpose(1, 2);
    };
    const at::Tensor q = split(query);
    const at::Tensor scores = at::matmul(q, split(key).transpose(-2, -1)) / std::sqrt(static_cast<double>(q.size(-1)));
    return at::matmul(at::softmax(scores + bias, -1), split(value)).transpose(1, 2).flatten(2);
}

}  // namespace

BlipTextAttentionImpl::BlipTextAttentionImpl(const BlipTextConfig& config, std::int64_t source_width)
    : heads_(config.num_heads) {
    const auto projections = std::make_shared<torch::nn::Module>();
    query_ = projections->register_module("query", Linear(config.hidden_size, config.hidden_size));
    key_ = projections->register_module("key", Linear(source_width, config.hidden_size));
    value_ = projections->register_module("value", Linear(source_width, config.hidden_size));
    register_module("self", projections);
    const auto output = std::make_shared<torch::nn::Module>();
    dense_ = output->register_module("dense", Linear(config.hidden_size, config.hidden_size));
    norm_ = output->register_module("LayerNorm", LayerNorm(config.hidden_size, config.layer_norm_eps));
    register_module("output", output);
}

at::Tensor BlipTextAttentionImpl::forward(const at::Tensor& hidden, const at::Tensor& source,
                                          const at::Tensor& key_bias) {
    const at::Tensor query = query_(hidden);
    const at::Tensor key = key_(source);
    const at::Tensor value = value_(source);
    const at::Tensor attended = key_bias.defined() ? biased_attention(query, key, value, heads_, key_bias)
                                                   : attention(query, key, value, {.heads = heads_});
    return norm_(dense_(attended) + hidden);
}

BlipTextLayerImpl::BlipTextLayerImpl(const BlipTextConfig& config) {
    attention_ = register_module("attention", BlipTextAttention(config, config.hidden_size));
    cross_attention_ = register_module("crossattention", BlipTextAttention(config, config.encoder_width));
    const auto intermediate = std::make_shared<torch::nn::Module>();
    intermediate_ = intermediate->register_module("dense", Linear(config.hidden_size, config.intermediate_size));
    register_module("intermediate", intermediate);
    const auto output = std::make_shared<torch::nn::Module>();
    output_ = output->register_module("dense", Linear(config.intermediate_size, config.hidden_size));
    norm_ = output->register_module("LayerNorm", LayerNorm(config.hidden_size, config.layer_norm_eps));
    register_module("output", output);
}

at::Tensor BlipTextLayerImpl::forward(const at::Tensor& hidden, const at::Tensor& image_states,
                                      const at::Tensor& key_bias) {
    const at::Tensor seen = cross_attention_(attention_(hidden, hidden, key_bias), image_states, at::Tensor());
    return norm_(output_(at::gelu(intermediate_(seen))) + seen);
}

BlipTextImpl::BlipTextImpl(const BlipTextConfig& config) {
    const auto embeddings = std::make_shared<torch::nn::Module>();
    words_ = embeddings->register_module("word_embeddings", Embedding(config.vocab_size, config.hidden_size));
    positions_ =
        embeddings->register_module("position_embeddings", Embedding(config.max_positions, config.hidden_size));
    norm_ = embeddings->register_module("LayerNorm", LayerNorm(config.hidden_size, config.layer_norm_eps));
    register_module("embeddings", embeddings);
    const auto encoder = std::make_shared<torch::nn::Module>();
    for (std::int64_t i = 0; i < config.num_layers; ++i) {
        layers_.emplace_back(config);
    }
    register_list(*encoder, "layer", layers_);
    register_module("encoder", encoder);
}

std::vector<at::Tensor> BlipTextImpl::forward(const at::Tensor& ids, const at::Tensor& mask,
                                              const at::Tensor& image_states) {
    const std::int64_t longest = positions_->weight.size(0);
    if (ids.dim() != 2 || ids.size(1) > longest || mask.sizes() != ids.sizes() || image_states.dim() != 3 ||
        image_states.size(0) != ids.size(0)) {
        throw Error("the token ids, their mask and the picture do not fit together", "BLIP",
                    "give ids and mask [batch, length] with at most " + std::to_string(longest) +
                        " tokens and one picture for each");
    }
    const at::Tensor hidden = words_(ids) + positions_->weight.narrow(0, 0, ids.size(1));
    std::vector<at::Tensor> states{norm_(hidden)};
    // Finite on purpose, as in BERT: a row of nothing but padding must not become NaN.
    const at::Tensor key_bias = (1.0 - mask.to(states[0].options())).mul(-10000.0).unsqueeze(1).unsqueeze(1);
    for (BlipTextLayer& layer : layers_) {
        states.push_back(layer(states.back(), image_states, key_bias));
    }
    return states;
}

}  // namespace tempera
