// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/clip_pixels.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/formats/image_tensor.h"
#include "core/ops/work_split.h"

namespace tempera {
namespace {

at::Tensor normalized(const at::Tensor& pixels, const ClipPixelOptions& options) {
    const auto channel = [&](const std::array<float, 3>& values) {
        return at::tensor(at::ArrayRef<float>(values)).view({3, 1, 1}).to(pixels.device());
    };
    return (pixels - channel(options.mean)) / channel(options.std);
}

void check_shape(const at::Tensor& images01) {
    if (images01.dim() != 4 || images01.size(0) == 0 || images01.size(1) != 3) {
        throw Error("expected pictures of shape [batch, 3, height, width]", "CLIP preprocessing", "pass a batch");
    }
}

at::Tensor scaled(const at::Tensor& images01, std::int64_t height, std::int64_t width) {
    namespace F = torch::nn::functional;
    if (images01.size(2) == height && images01.size(3) == width) {
        return images01;
    }
    const auto options = F::InterpolateFuncOptions()
                             .size(std::vector<std::int64_t>{height, width})
                             .mode(torch::kBicubic)
                             .align_corners(false)
                             .antialias(true);
    return F::interpolate(images01, options);
}

/// Longest side to `size`, black bars left and right or above and below (open_clip ResizeMaxSize).
at::Tensor padded(const at::Tensor& images01, std::int64_t size) {
    const double factor = static_cast<double>(size) / static_cast<double>(std::max(images01.size(2), images01.size(3)));
    const auto fitted = [&](std::int64_t side) {
        return std::max<std::int64_t>(1, std::llrint(static_cast<double>(side) * factor));
    };
    const at::Tensor small = scaled(images01, fitted(images01.size(2)), fitted(images01.size(3)));
    const std::int64_t rows = size - small.size(2);
    const std::int64_t columns = size - small.size(3);
    return at::constant_pad_nd(small, {columns / 2, columns - columns / 2, rows / 2, rows - rows / 2}, 0);
}

/// The `size` pixels in the middle of a side, as the rule rounds half a margin.
at::Tensor middle(const at::Tensor& images, std::int64_t dimension, std::int64_t size, PixelFit fit) {
    const std::int64_t margin = images.size(dimension) - size;
    const std::int64_t start = fit == PixelFit::torchvision ? std::llrint(static_cast<double>(margin) / 2) : margin / 2;
    return images.narrow(dimension, start, size);
}

}  // namespace

at::Tensor clip_pixels(const Image& image, const ClipPixelOptions& options) {
    if (options.fit == PixelFit::padded) {
        return normalized(padded(to_tensor(image).unsqueeze(0), options.size).squeeze(0), options);
    }
    const CropRule rule = options.fit == PixelFit::torchvision ? CropRule::torchvision : CropRule::transformers;
    const Image resized = resize_shortest_edge(image, options.size);
    return normalized(to_tensor(crop_center(resized, options.size, rule)), options);
}

at::Tensor differentiable_clip_pixels(const at::Tensor& images01, const ClipPixelOptions& options) {
    check_shape(images01);
    const at::Tensor images = images01.to(at::kFloat);
    if (options.fit == PixelFit::padded) {
        return normalized(padded(images, options.size), options);
    }
    const std::int64_t shortest = std::min(images.size(2), images.size(3));
    // The long side is truncated, not rounded, as in get_resize_output_image_size.
    const at::Tensor small = shortest == options.size ? images
                                                      : scaled(images, options.size * images.size(2) / shortest,
                                                               options.size * images.size(3) / shortest)
                                                            .clamp(0, 1);
    return normalized(middle(middle(small, 2, options.size, options.fit), 3, options.size, options.fit), options);
}

at::Tensor clip_pixels(const at::Tensor& images01, const ClipPixelOptions& options) {
    check_shape(images01);
    const at::NoGradGuard no_grad;
    const at::Tensor on_cpu = images01.to(at::kCPU);
    std::vector<at::Tensor> prepared(static_cast<std::size_t>(images01.size(0)));
    const std::int64_t cost = 4 * images01.size(2) * images01.size(3);
    split_work(images01.size(0), cost, [&](std::int64_t i) {
        // Gradient mode belongs to the thread.
        const at::NoGradGuard no_grad_here;
        prepared[static_cast<std::size_t>(i)] = clip_pixels(to_image(on_cpu[i]), options);
    });
    return at::stack(prepared).to(images01.device());
}

}  // namespace tempera
