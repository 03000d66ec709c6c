// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/clip_pixels.h"

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
        return at::tensor(at::ArrayRef<float>(values)).view({3, 1, 1});
    };
    return (pixels - channel(options.mean)) / channel(options.std);
}

}  // namespace

at::Tensor clip_pixels(const Image& image, const ClipPixelOptions& options) {
    const Image resized = resize_shortest_edge(image, options.size);
    return normalized(to_tensor(crop_center(resized, options.size, options.crop)), options);
}

at::Tensor clip_pixels(const at::Tensor& images01, const ClipPixelOptions& options) {
    if (images01.dim() != 4 || images01.size(0) == 0 || images01.size(1) != 3) {
        throw Error("expected pictures of shape [batch, 3, height, width]", "CLIP preprocessing", "pass a batch");
    }
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
