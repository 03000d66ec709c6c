// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/layers.h"

#include <cmath>
#include <utility>

#include <torch/torch.h>

#include "core/ops/group_norm.h"

namespace tempera {
namespace {

/// U(-1/sqrt(fan_in), 1/sqrt(fan_in)): what PyTorch's kaiming_uniform(a = sqrt 5) amounts to.
void init_affine(at::Tensor& weight, at::Tensor& bias, const at::Generator& generator) {
    const at::NoGradGuard no_grad;
    const double bound = 1.0 / std::sqrt(static_cast<double>(weight.numel() / weight.size(0)));
    weight.uniform_(-bound, bound, generator);
    if (bias.defined()) {
        bias.uniform_(-bound, bound, generator);
    }
}

void init_norm(at::Tensor& weight, at::Tensor& bias) {
    const at::NoGradGuard no_grad;
    weight.fill_(1);
    bias.zero_();
}

}  // namespace

LinearImpl::LinearImpl(std::int64_t in, std::int64_t out, bool with_bias) {
    weight = register_parameter("weight", at::empty({out, in}));
    if (with_bias) {
        bias = register_parameter("bias", at::empty({out}));
    }
}

at::Tensor LinearImpl::forward(const at::Tensor& input) const {
    return product_(input, weight, bias, {});
}

at::Tensor LinearImpl::forward_plus(const at::Tensor& input, const RowProduct::Addends& addends) const {
    return product_(input, weight, bias, addends);
}

void LinearImpl::init(at::Generator generator) {
    init_affine(weight, bias, generator);
}

PointwiseImpl::PointwiseImpl(std::int64_t in, std::int64_t out, bool as_matrix) {
    weight = register_parameter("weight", as_matrix ? at::empty({out, in}) : at::empty({out, in, 1, 1}));
    bias = register_parameter("bias", at::empty({out}));
}

at::Tensor PointwiseImpl::forward(const at::Tensor& tokens, const at::Tensor& addend) const {
    return product_(tokens, weight.view({weight.size(0), weight.size(1)}), bias, {.result = addend});
}

void PointwiseImpl::init(at::Generator generator) {
    init_affine(weight, bias, generator);
}

Conv2dImpl::Conv2dImpl(std::int64_t in, std::int64_t out, Conv2dOptions options_) : options(options_) {
    weight = register_parameter("weight", at::empty({out, in, options.kernel, options.kernel}));
    if (options.with_bias) {
        bias = register_parameter("bias", at::empty({out}));
    }
}

at::Tensor Conv2dImpl::forward(const at::Tensor& input) const {
    if (options.kernel == 3 && options.stride == 1 && options.padding == 1) {
        return conv3x3_(input, weight, bias, {});
    }
    return at::conv2d(input, weight, bias, options.stride, options.padding);
}

at::Tensor Conv2dImpl::forward_plus(const at::Tensor& input, const Conv3x3::Addends& addends) const {
    return conv3x3_(input, weight, bias, addends);
}

void Conv2dImpl::init(at::Generator generator) {
    init_affine(weight, bias, generator);
}

GroupNormImpl::GroupNormImpl(std::int64_t groups_, std::int64_t channels, double eps_) : groups(groups_), eps(eps_) {
    weight = register_parameter("weight", at::empty({channels}));
    bias = register_parameter("bias", at::empty({channels}));
}

at::Tensor GroupNormImpl::forward(const at::Tensor& input) const {
    return group_norm(input, groups, weight, bias, eps);
}

at::Tensor GroupNormImpl::forward_silu(const at::Tensor& input) const {
    return group_norm_silu(input, groups, weight, bias, eps);
}

void GroupNormImpl::init(at::Generator) {
    init_norm(weight, bias);
}

LayerNormImpl::LayerNormImpl(std::int64_t width, double eps_) : eps(eps_) {
    weight = register_parameter("weight", at::empty({width}));
    bias = register_parameter("bias", at::empty({width}));
}

at::Tensor LayerNormImpl::forward(const at::Tensor& input) const {
    return at::layer_norm(input, weight.sizes(), weight, bias, eps);
}

void LayerNormImpl::init(at::Generator) {
    init_norm(weight, bias);
}

EmbeddingImpl::EmbeddingImpl(std::int64_t count, std::int64_t width) {
    weight = register_parameter("weight", at::empty({count, width}));
}

at::Tensor EmbeddingImpl::forward(const at::Tensor& ids) const {
    return at::embedding(weight, ids);
}

void EmbeddingImpl::init(at::Generator generator) {
    const at::NoGradGuard no_grad;
    weight.normal_(0, 0.02, generator);
}

}  // namespace tempera
