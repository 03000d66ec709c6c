// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "core/ops/derived_weight.h"

namespace tempera {

/// A 3x3 convolution with stride 1 and padding 1 that is used again and again with the same filters. On the CPU
/// frozen filters of a moderate size are transformed once (core/ops/winograd_kernel.h); everything else is
/// at::conv2d. Differentiable (first order). Any number of threads.
class Conv3x3 {
public:
    /// What is added to the result; either may be undefined.
    struct Addends {
        at::Tensor shift;    ///< [B, out] or [1, out] for all, to every pixel
        at::Tensor picture;  ///< [B, out, H, W]
    };

    /// input [B, in, H, W], weight [out, in, 3, 3], bias [out] or undefined -> [B, out, H, W]. With the kernel a
    /// sample's result does not depend on the batch, nor on whether gradients are recorded.
    at::Tensor operator()(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias,
                          const Addends& addends) const;

private:
    DerivedWeight filters_;
    DerivedWeight gradient_filters_;
};

}  // namespace tempera
