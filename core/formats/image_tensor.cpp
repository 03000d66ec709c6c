// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/image_tensor.h"

#include <cstdint>
#include <cstring>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/formats/image_codecs.h"

namespace tempera {

at::Tensor to_tensor(const Image& image) {
    check_consistent(image);
    const at::Tensor bytes = at::empty({image.height, image.width, 3}, at::kByte);
    std::memcpy(bytes.data_ptr(), image.rgb.data(), image.rgb.size());
    return bytes.permute({2, 0, 1}).contiguous().to(at::kFloat).div_(255);
}

at::Tensor to_uint8(const at::Tensor& images01) {
    // fp32 first: half precision cannot tell neighbouring levels apart.
    const at::Tensor levels = at::nan_to_num(images01.detach().to(at::kFloat), 0.0);
    return levels.mul(255).round_().clamp_(0, 255).to(at::kByte);
}

Image to_image(const at::Tensor& chw01) {
    if (chw01.dim() != 3 || chw01.size(0) != 3 || !chw01.is_floating_point()) {
        throw Error("expected floats of shape [3, height, width]", "tensor to picture", "pass one picture");
    }
    const at::Tensor bytes = to_uint8(chw01).to(at::kCPU).permute({1, 2, 0}).contiguous();
    Image image{static_cast<int>(chw01.size(2)), static_cast<int>(chw01.size(1)), {}};
    const auto* first = bytes.data_ptr<std::uint8_t>();
    image.rgb.assign(first, first + bytes.numel());
    return image;
}

}  // namespace tempera
