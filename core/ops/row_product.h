// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "core/ops/derived_weight.h"

namespace tempera {

/// A linear layer that is used again and again with the same weight, with what comes with it in a transformer. On the
/// CPU frozen fp32 weights of a moderate size have a kernel of their own (core/ops/row_product_kernel.h) and low-rank
/// branches are added to the weight; everything else is at::linear. Differentiable (first order) by the input, the
/// branch and the addend. Any number of threads.
class RowProduct {
public:
    /// Either may be undefined.
    struct Addends {
        at::Tensor down;    ///< [rank, in] of a low-rank branch (Hu et al. 2021), in any floating-point type
        at::Tensor up;      ///< [out, rank]; undefined, as `down`: no branch
        double scale = 1;   ///< of the branch
        at::Tensor result;  ///< as the result, added to it
    };

    /// input [..., in], weight [out, in], bias [out] or undefined -> [..., out]:
    /// input (weight + scale up down)^T + bias + result. With the kernel a row does not depend on the others, nor on
    /// whether gradients are recorded.
    at::Tensor operator()(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias,
                          const Addends& addends) const;

private:
    DerivedWeight transposed_;
};

}  // namespace tempera
