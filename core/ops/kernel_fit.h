// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>

namespace tempera {

// What the kernels of this room ask of their tensors.

/// Whether autograd records what is done with it.
inline bool wants_gradient(const at::Tensor& tensor) {
    return tensor.defined() && at::GradMode::is_enabled() && tensor.requires_grad();
}

/// Whether a kernel may read it; true for what is undefined.
inline bool is_cpu_float(const at::Tensor& tensor) {
    return !tensor.defined() || (tensor.is_cpu() && tensor.scalar_type() == at::kFloat);
}

/// Whether something may be derived from it once and kept (core/ops/derived_weight.h). What is trained changes at every
/// step, also behind the back of its version.
inline bool is_frozen(const at::Tensor& weight) {
    return !weight.defined() || (!weight.requires_grad() && !weight.is_inference());
}

}  // namespace tempera
