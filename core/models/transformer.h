// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "core/models/layers.h"
#include "core/models/text_context.h"

namespace tempera {

/// The projections of an attention layer, in the order of every adapter list.
inline constexpr std::array<std::string_view, 4> kAttentionProjections{"to_q", "to_k", "to_v", "to_out"};

/// A low-rank branch beside a projection: adds scale * up(down x). down [rank, in], up [out, rank].
struct LoraPair {
    at::Tensor down;  ///< undefined, as `up`: no branch
    at::Tensor up;
};

/// A pair and how much of it is added.
struct LoraBranch {
    LoraPair pair;
    double scale = 1;
};

/// The branches beside each projection; they add up.
using LoraBranches = std::array<std::vector<LoraBranch>, kAttentionProjections.size()>;

struct AttentionConfig {
    std::int64_t width = 0;          ///< of the queries and of the result
    std::int64_t context_width = 0;  ///< of what keys and values are made from
    std::int64_t heads = 1;
    bool projection_bias = false;  ///< q, k, v; "to_out" always has one
    bool upcast = false;
};

/// diffusers `Attention`: to_q, to_k, to_v, to_out.0, each with any number of low-rank branches.
class AttentionImpl : public torch::nn::Module {
public:
    explicit AttentionImpl(const AttentionConfig& config);

    /// hidden [B, L, width] -> [B, L, width], added to `residual`.
    at::Tensor forward(const at::Tensor& hidden, const KeysValues& context, const at::Tensor& residual);

    /// Of context [B, S, context_width]: hidden itself for self-attention.
    KeysValues keys_values(const at::Tensor& context) const;

    /// The widths (in, out) of a projection; index into kAttentionProjections.
    std::pair<std::int64_t, std::int64_t> projection_widths(std::size_t projection) const;

    /// The matrix [out, in] of a projection: the parameter itself, not a copy.
    at::Tensor projection_weight(std::size_t projection) const;

    /// Branches computed from now on, in their own dtype; {}: none.
    void set_lora(LoraBranches branches);
    const LoraBranches& lora() const { return lora_; }

    const AttentionConfig config;

private:
    at::Tensor project(std::size_t projection, const at::Tensor& input, const at::Tensor& addend = {}) const;

    std::array<Linear, 4> projections_{Linear{nullptr}, Linear{nullptr}, Linear{nullptr}, Linear{nullptr}};
    LoraBranches lora_;
};
TORCH_MODULE(Attention);

/// "ff": two widths from one projection, value * gelu(gate), back to `width` (Shazeer 2020, GEGLU).
class FeedForwardImpl : public torch::nn::Module {
public:
    explicit FeedForwardImpl(std::int64_t width);
    at::Tensor forward(const at::Tensor& hidden, const at::Tensor& residual);  ///< the sum of both

private:
    Linear proj_{nullptr};
    Linear out_{nullptr};
};
TORCH_MODULE(FeedForward);

struct TransformerConfig {
    std::int64_t channels = 0;
    std::int64_t layers = 1;
    std::int64_t heads = 1;
    std::int64_t context_width = 0;
    std::int64_t norm_groups = 32;
    bool linear_projection = false;  ///< shape of proj_in and proj_out: matrices instead of 1x1 convolutions
    bool only_cross_attention = false;
    bool upcast = false;
};

/// diffusers `BasicTransformerBlock`: self-attention, cross-attention, feed-forward, all pre-norm.
class TransformerBlockImpl : public torch::nn::Module {
public:
    explicit TransformerBlockImpl(const TransformerConfig& config);
    at::Tensor forward(at::Tensor hidden, const TextContext& context);  ///< [B, L, C] -> same

    Attention attn1{nullptr};
    Attention attn2{nullptr};

private:
    bool only_cross_attention_;
    LayerNorm norm1_{nullptr};
    LayerNorm norm2_{nullptr};
    LayerNorm norm3_{nullptr};
    FeedForward ff_{nullptr};
};
TORCH_MODULE(TransformerBlock);

/// diffusers `Transformer2DModel`: the transformer blocks over the pixels of a feature map, residual.
class Transformer2DImpl : public torch::nn::Module {
public:
    explicit Transformer2DImpl(const TransformerConfig& config);
    at::Tensor forward(const at::Tensor& input, const TextContext& context);  ///< [B, C, H, W] -> same

    const std::vector<TransformerBlock>& blocks() const { return blocks_; }

private:
    GroupNorm norm_{nullptr};
    Pointwise proj_in_{nullptr};
    std::vector<TransformerBlock> blocks_;
    Pointwise proj_out_{nullptr};
};
TORCH_MODULE(Transformer2D);

}  // namespace tempera
