// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "core/models/clip.h"
#include "core/pretraining/stage.h"

namespace tempera {

/// Means and deviations that the pixels of the embedded world's CLIP are normalised with.
constexpr double kClipPixelMean = 0.5;
constexpr double kClipPixelDeviation = 0.25;

/// images01 [B, 3, 64, 64] -> input of image_features().
at::Tensor clip_pixels(const at::Tensor& images01);

/// Trains a small CLIP on pictures and names (Radford et al. 2021): which name of the batch belongs to
/// which picture. Null when stopped. Needs the tokenizer in animals/tokenizer/.
CLIPModel train_clip(const StageOptions& options);

}  // namespace tempera
