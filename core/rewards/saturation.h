// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rewards/reward.h"

namespace tempera {

/// Mean over the pixels of (largest - smallest colour channel): 0 for gray, 1 for pure colours. Too
/// simple on purpose: everyone can see a picture being ruined by it.
class SaturationReward : public Reward {
public:
    std::string name() const override { return "saturation"; }
    bool differentiable() const override { return true; }
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>& prompts) override;
};

}  // namespace tempera
