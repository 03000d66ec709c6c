// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/jpeg_size.h"

#include <cstdint>

#include <torch/torch.h>

#include "core/formats/image_tensor.h"

namespace tempera {

std::string JpegSizeReward::name() const {
    return wish_ == Wish::small ? "jpeg-compressibility" : "jpeg-incompressibility";
}

at::Tensor JpegSizeReward::score(const at::Tensor& images01, const std::vector<std::string>& prompts) {
    check_reward_input(name(), images01, prompts);
    const double unit = wish_ == Wish::small ? -1000.0 : 1000.0;
    const at::Tensor pictures = images01.detach().to(at::kCPU);
    const at::Tensor scores = at::empty({pictures.size(0)});
    for (std::int64_t i = 0; i < pictures.size(0); ++i) {
        const std::size_t bytes = encode_jpeg(to_image(pictures[i]), 95).size();
        scores[i] = static_cast<double>(bytes) / unit;
    }
    return scores.to(images01.device());
}

}  // namespace tempera
