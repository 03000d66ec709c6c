// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace tempera {

/// Gated unit of a transformer's feed-forward layer (diffusers `GEGLU`): the first half of the last
/// dimension times gelu of the second half; [..., 2 width] -> [..., width]. Differentiable (first order).
at::Tensor geglu(const at::Tensor& projected);

}  // namespace tempera
