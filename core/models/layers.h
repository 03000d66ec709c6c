// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include "core/ops/conv3x3.h"
#include "core/ops/row_product.h"

namespace tempera {

// The leaves that every model is made of. Unlike torch::nn's they draw no random numbers when they
// are made: a model is either loaded (random values for 860 million parameters would cost seconds)
// or filled by init_weights() from a named stream. Until then the values are undefined.

/// A module that knows its usual random start: PyTorch's default for its kind, or that of its family.
class Layer : public torch::nn::Module {
public:
    /// Fills the parameters. init_weights() calls it for children first, so a parent may correct them.
    virtual void init(at::Generator generator) = 0;
};

/// y = x W^T + b over the last dimension; weight [out, in].
class LinearImpl : public Layer {
public:
    LinearImpl(std::int64_t in, std::int64_t out, bool with_bias = true);
    at::Tensor forward(const at::Tensor& input) const;
    /// With what is added to the result, in one pass where that is possible.
    at::Tensor forward_plus(const at::Tensor& input, const RowProduct::Addends& addends) const;
    void init(at::Generator generator) override;

    at::Tensor weight;
    at::Tensor bias;  ///< undefined without bias

private:
    RowProduct product_;
};
TORCH_MODULE(Linear);

/// A 1x1 convolution computed over tokens: the last dimension holds the channels. The weight is stored
/// as [out, in, 1, 1] or, when `as_matrix`, as [out, in]: the two forms that diffusers files have.
class PointwiseImpl : public Layer {
public:
    PointwiseImpl(std::int64_t in, std::int64_t out, bool as_matrix);
    at::Tensor forward(const at::Tensor& tokens, const at::Tensor& addend = {}) const;  ///< `addend`: to the result
    void init(at::Generator generator) override;

    at::Tensor weight;
    at::Tensor bias;

private:
    RowProduct product_;
};
TORCH_MODULE(Pointwise);

struct Conv2dOptions {
    std::int64_t kernel = 3;
    std::int64_t stride = 1;
    std::int64_t padding = 1;
    bool with_bias = true;
};

/// [B, in, H, W] -> [B, out, H', W']; weight [out, in, kernel, kernel].
class Conv2dImpl : public Layer {
public:
    Conv2dImpl(std::int64_t in, std::int64_t out, Conv2dOptions options = {});
    at::Tensor forward(const at::Tensor& input) const;
    /// With what is added to the result, in one pass where that is possible. For the default options only.
    at::Tensor forward_plus(const at::Tensor& input, const Conv3x3::Addends& addends) const;
    void init(at::Generator generator) override;

    const Conv2dOptions options;
    at::Tensor weight;
    at::Tensor bias;

private:
    Conv3x3 conv3x3_;
};
TORCH_MODULE(Conv2d);

/// Over groups of channels of [B, C, ...].
class GroupNormImpl : public Layer {
public:
    GroupNormImpl(std::int64_t groups, std::int64_t channels, double eps);
    at::Tensor forward(const at::Tensor& input) const;
    /// silu of forward(), in one pass where that is possible.
    at::Tensor forward_silu(const at::Tensor& input) const;
    void init(at::Generator generator) override;

    const std::int64_t groups;
    const double eps;
    at::Tensor weight;
    at::Tensor bias;
};
TORCH_MODULE(GroupNorm);

/// Over the last dimension.
class LayerNormImpl : public Layer {
public:
    explicit LayerNormImpl(std::int64_t width, double eps = 1e-5);
    at::Tensor forward(const at::Tensor& input) const;
    void init(at::Generator generator) override;

    const double eps;
    at::Tensor weight;
    at::Tensor bias;
};
TORCH_MODULE(LayerNorm);

/// ids [...] int64 -> [..., width]; weight [count, width]. Starts as N(0, 0.02).
class EmbeddingImpl : public Layer {
public:
    EmbeddingImpl(std::int64_t count, std::int64_t width);
    at::Tensor forward(const at::Tensor& ids) const;
    void init(at::Generator generator) override;

    at::Tensor weight;
};
TORCH_MODULE(Embedding);

}  // namespace tempera
