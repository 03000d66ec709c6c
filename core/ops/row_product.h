// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "core/ops/derived_weight.h"

namespace tempera {

/// result [..., out] and the low-rank branch (Hu et al. 2021) of input [..., in]: result + scale up (down input), in
/// the type of `result`. down [rank, in], up [out, rank], of one floating-point type. Differentiable.
at::Tensor add_low_rank(const at::Tensor& result, const at::Tensor& input, const at::Tensor& down, const at::Tensor& up,
                        double scale);

/// A linear layer that is used again and again with the same weight, with what comes with it in a transformer. On the
/// CPU frozen fp32 weights of a moderate size have a kernel of their own (core/ops/row_product_kernel.h) and low-rank
/// branches are added to the weight; everything else is at::linear. Differentiable (first order) by the input, the
/// branch and the addend. Any number of threads.
class RowProduct {
public:
    /// Either may be undefined.
    struct Addends {
        at::Tensor down = {};    ///< of a branch as in add_low_rank()
        at::Tensor up = {};      ///< undefined, as `down`: no branch
        double scale = 1;        ///< of the branch
        at::Tensor result = {};  ///< as the result, added to it
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
