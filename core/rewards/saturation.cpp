// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/saturation.h"

#include <torch/torch.h>

namespace tempera {

at::Tensor SaturationReward::score(const at::Tensor& images01, const std::vector<std::string>& prompts) {
    check_reward_input(name(), images01, prompts);
    const at::Tensor images = images01.to(at::kFloat);
    return (images.amax(1) - images.amin(1)).mean({1, 2});
}

}  // namespace tempera
