// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace tempera {

/// The pixels [B, C, H, W] as tokens [B, H W, C], contiguous: on a transposed view a product would run sample by
/// sample. Copies nothing in channels-last memory.
inline at::Tensor pixels_to_tokens(const at::Tensor& pixels) {
    return pixels.permute({0, 2, 3, 1}).contiguous().view({pixels.size(0), -1, pixels.size(1)});
}

/// The way back, to the height and width of `like` [B, ..., H, W], with the channels of the tokens.
inline at::Tensor tokens_to_pixels(const at::Tensor& tokens, const at::Tensor& like) {
    return tokens.view({like.size(0), like.size(2), like.size(3), tokens.size(-1)}).permute({0, 3, 1, 2});
}

}  // namespace tempera
