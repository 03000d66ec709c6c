// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/rewards/animal_glyphs.h"

namespace tempera {

constexpr std::int64_t kPictureSize = 64;

/// Means and deviations that the pixels of the embedded world's judges are normalised with.
constexpr double kPixelMean = 0.5;
constexpr double kPixelDeviation = 0.25;

/// images01 [B, 3, 64, 64] -> input of the image towers.
at::Tensor normalised(const at::Tensor& images01);

/// Picture number `index` of an animal: a glyph (variant = index modulo their number) turned, scaled
/// and tinted a little, on a flat or softly graded background. float [3, 64, 64] in 0..1. Depends on
/// (name, index, seed) alone.
at::Tensor animal_picture(const AnimalGlyphs& glyphs, const std::string& name, std::int64_t index, std::uint64_t seed);

/// Many pictures as bytes: uint8 [names.size() * per_name, 3, 64, 64]; row i * per_name + j is picture
/// `first + j` of names[i].
at::Tensor picture_pool(const AnimalGlyphs& glyphs, const std::vector<std::string>& names, std::int64_t per_name,
                        std::int64_t first, std::uint64_t seed);

}  // namespace tempera
