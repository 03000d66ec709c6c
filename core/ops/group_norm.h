// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace tempera {

/// Group normalisation (Wu and He 2018): input [B, channels, H, W] -> the same shape and memory format; weight and bias
/// [channels]. Differentiable (first order). On the CPU in channels-last memory it is one kernel, unless weight or bias
/// want gradients or the channels do not fill its vectors; its result is the same with and without gradients, and for a
/// sample whatever the batch.
at::Tensor group_norm(const at::Tensor& input, std::int64_t groups, const at::Tensor& weight, const at::Tensor& bias,
                      double eps);

/// silu of it, in the same kernel: the beginning of every convolution of a diffusion model.
at::Tensor group_norm_silu(const at::Tensor& input, std::int64_t groups, const at::Tensor& weight,
                           const at::Tensor& bias, double eps);

}  // namespace tempera
