// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/transformer.h"

#include <utility>

#include <torch/torch.h>

#include "core/models/module_list.h"
#include "core/models/pixel_tokens.h"
#include "core/ops/attention.h"
#include "core/ops/geglu.h"

namespace tempera {
namespace {

enum { Query, Key, Value, Out };  // as in kAttentionProjections

}  // namespace

AttentionImpl::AttentionImpl(const AttentionConfig& config_) : config(config_) {
    projections_[Query] = register_module("to_q", Linear(config.width, config.width, config.projection_bias));
    projections_[Key] = register_module("to_k", Linear(config.context_width, config.width, config.projection_bias));
    projections_[Value] = register_module("to_v", Linear(config.context_width, config.width, config.projection_bias));
    projections_[Out] = Linear(config.width, config.width);
    register_list(*this, "to_out", std::vector{projections_[Out]});
}

std::pair<std::int64_t, std::int64_t> AttentionImpl::projection_widths(std::size_t projection) const {
    const at::Tensor weight = projection_weight(projection);
    return {weight.size(1), weight.size(0)};
}

at::Tensor AttentionImpl::projection_weight(std::size_t projection) const {
    return projections_.at(projection)->weight;
}

void AttentionImpl::set_lora(LoraBranches branches) {
    lora_ = std::move(branches);
}

at::Tensor AttentionImpl::project(std::size_t projection, const at::Tensor& input, const at::Tensor& addend) const {
    RowProduct::Addends addends{.result = addend};
    const std::vector<LoraBranch>& branches = lora_[projection];
    if (!branches.empty()) {
        const auto& [pair, scale] = branches.front();
        addends.down = pair.down;
        addends.up = pair.up;
        addends.scale = scale;
    }
    at::Tensor result = projections_[projection]->forward_plus(input, addends);
    for (std::size_t i = 1; i < branches.size(); ++i) {
        const auto& [pair, scale] = branches[i];
        result = add_low_rank(result, input, pair.down, pair.up, scale);
    }
    return result;
}

KeysValues AttentionImpl::keys_values(const at::Tensor& context) const {
    return {project(Key, context), project(Value, context)};
}

at::Tensor AttentionImpl::forward(const at::Tensor& hidden, const KeysValues& context, const at::Tensor& residual) {
    const at::Tensor result =
        attention(project(Query, hidden), context.keys, context.values,
                  AttentionOptions{.heads = config.heads, .causal = false, .upcast = config.upcast});
    return project(Out, result, residual);
}

FeedForwardImpl::FeedForwardImpl(std::int64_t width) {
    // "net.0.proj", "net.2"; "net.1" is a dropout without weights.
    proj_ = Linear(width, 8 * width);
    out_ = Linear(4 * width, width);
    const auto gate = std::make_shared<torch::nn::Module>();
    gate->register_module("proj", proj_);
    register_module("net", torch::nn::ModuleList(gate, std::make_shared<torch::nn::Module>(), out_.ptr()));
}

at::Tensor FeedForwardImpl::forward(const at::Tensor& hidden, const at::Tensor& residual) {
    return out_->forward_plus(geglu(proj_(hidden)), {.result = residual});
}

TransformerBlockImpl::TransformerBlockImpl(const TransformerConfig& config)
    : only_cross_attention_(config.only_cross_attention) {
    AttentionConfig attention{.width = config.channels,
                              .context_width = only_cross_attention_ ? config.context_width : config.channels,
                              .heads = config.heads,
                              .upcast = config.upcast};
    norm1_ = register_module("norm1", LayerNorm(config.channels));
    attn1 = register_module("attn1", Attention(attention));
    attention.context_width = config.context_width;
    norm2_ = register_module("norm2", LayerNorm(config.channels));
    attn2 = register_module("attn2", Attention(attention));
    norm3_ = register_module("norm3", LayerNorm(config.channels));
    ff_ = register_module("ff", FeedForward(config.channels));
}

at::Tensor TransformerBlockImpl::forward(at::Tensor hidden, const TextContext& context) {
    const at::Tensor normed = norm1_(hidden);
    hidden = attn1(normed, only_cross_attention_ ? context.of(*attn1) : attn1->keys_values(normed), hidden);
    hidden = attn2(norm2_(hidden), context.of(*attn2), hidden);
    return ff_(norm3_(hidden), hidden);
}

Transformer2DImpl::Transformer2DImpl(const TransformerConfig& config) {
    // eps is 1e-6 here whatever the model's norm_eps (diffusers Transformer2DModel).
    norm_ = register_module("norm", GroupNorm(config.norm_groups, config.channels, 1e-6));
    proj_in_ = register_module("proj_in", Pointwise(config.channels, config.channels, config.linear_projection));
    for (std::int64_t i = 0; i < config.layers; ++i) {
        blocks_.emplace_back(config);
    }
    register_list(*this, "transformer_blocks", blocks_);
    proj_out_ = register_module("proj_out", Pointwise(config.channels, config.channels, config.linear_projection));
}

at::Tensor Transformer2DImpl::forward(const at::Tensor& input, const TextContext& context) {
    at::Tensor tokens = proj_in_(pixels_to_tokens(norm_(input)));
    for (TransformerBlock& block : blocks_) {
        tokens = block(tokens, context);
    }
    return tokens_to_pixels(proj_out_(tokens, pixels_to_tokens(input)), input);
}

}  // namespace tempera
