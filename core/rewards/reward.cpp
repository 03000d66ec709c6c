// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/reward.h"

#include <sstream>

#include <torch/torch.h>

#include "core/base/error.h"

namespace tempera {

void check_reward_input(const std::string& reward, const at::Tensor& images01,
                        const std::vector<std::string>& prompts) {
    if (images01.dim() == 4 && images01.size(1) == 3 && images01.numel() > 0 && images01.is_floating_point() &&
        static_cast<std::size_t>(images01.size(0)) == prompts.size()) {
        return;
    }
    std::ostringstream given;
    given << images01.scalar_type() << ' ' << images01.sizes() << " with " << prompts.size() << " prompts";
    throw Error("cannot judge " + given.str(), "reward " + reward,
                "pass floats of shape [pictures, 3, height, width] and one prompt for each picture");
}

}  // namespace tempera
