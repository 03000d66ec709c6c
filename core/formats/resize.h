// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/image.h"

namespace tempera {

/// The picture in another size, to the byte what Pillow's resize(..., BICUBIC) makes of it: cubic
/// kernel with a = -0.5 that widens when the picture shrinks, weights in 22-bit fixed point, rows
/// first with 8-bit values in between (Pillow 9, src/libImaging/Resample.c). Pillow 13 does the columns
/// first for some pairs of sizes, among them tall pictures, and then gives other bytes. Throws Error
/// when a size is out of range (see decode_image).
Image resize_bicubic(const Image& image, int width, int height);

/// Bicubic, so that the shorter side is `size` and the longer one in proportion, cut down to a whole
/// number: the first step of CLIP's preprocessing in transformers and in torchvision.
Image resize_shortest_edge(const Image& image, int size);

/// Where the middle is when the margins differ by one: transformers cuts the smaller one at the top
/// and left; torchvision rounds half a margin to the even number.
enum class CropRule { transformers, torchvision };

/// The `size` x `size` pixels in the middle. Throws Error when the picture is smaller.
Image crop_center(const Image& image, int size, CropRule rule);

}  // namespace tempera
