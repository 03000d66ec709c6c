// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "core/formats/image.h"

namespace tempera {

/// [3,H,W] fp32 on the CPU, values k/255.
at::Tensor to_tensor(const Image& image);

/// uint8 of the same shape and device: round(255 x) half to even, clamped to 0..255; NaN becomes 0.
/// The rounding that the official TDPO and DDPO reward functions apply before scoring.
at::Tensor to_uint8(const at::Tensor& images01);

/// From [3,H,W] in 0..1 (any float dtype, any device), rounded as to_uint8. Throws Error on another shape.
Image to_image(const at::Tensor& chw01);

}  // namespace tempera
