// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <ATen/core/Tensor.h>

#include "core/formats/image.h"
#include "core/formats/resize.h"

namespace tempera {

/// How a picture becomes the square that an encoder sees.
enum class PixelFit {
    transformers,  ///< shortest side to the size, middle cut out: CLIPImageProcessor, and so all scorers of TDPO
    torchvision,   ///< the same with torchvision's rounding of odd margins: OpenAI's and BLIP's preparation
    padded,        ///< longest side to the size in floating point, black bars: the official HPSv2 (open_clip's
                   ///< ResizeMaxSize, with the antialiasing that torchvision has had since 0.17)
};

/// How a judge's pictures are prepared. Defaults: openai/clip-vit-large-patch14, whose processor all
/// scorers of TDPO use.
struct ClipPixelOptions {
    int size = 224;
    PixelFit fit = PixelFit::transformers;
    std::array<float, 3> mean{0.48145466F, 0.4578275F, 0.40821073F};
    std::array<float, 3> std{0.26862954F, 0.26130258F, 0.27577711F};
};

/// [3, size, size] fp32 on the CPU: made to fit, by Pillow's bicubic filter on bytes unless padded; bytes /
/// 255, then (x - mean) / std in fp32. Throws Error when the picture would become wider or higher than an
/// Image may be.
at::Tensor clip_pixels(const Image& image, const ClipPixelOptions& options = {});

/// The same of images01 [B,3,H,W] in 0..1, which are rounded to bytes first as the official scorers
/// do: [B,3,size,size] fp32 on the device of images01, without gradient. Pictures are prepared on
/// several threads where there are enough of them.
at::Tensor clip_pixels(const at::Tensor& images01, const ClipPixelOptions& options = {});

/// The same in floating point throughout, bicubic with antialiasing, so that a gradient comes through:
/// [B,3,size,size] on the device of images01. Differs by a hair, as nothing is rounded to bytes.
at::Tensor differentiable_clip_pixels(const at::Tensor& images01, const ClipPixelOptions& options = {});

}  // namespace tempera
