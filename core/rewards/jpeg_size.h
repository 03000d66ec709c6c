// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rewards/reward.h"

namespace tempera {

/// Size of the picture as a JPEG of quality 95, in units of 1000 bytes (kvablack/ddpo-pytorch
/// rewards.py, jpeg_incompressibility); compressibility is its negative.
class JpegSizeReward : public Reward {
public:
    enum class Wish { small, large };

    explicit JpegSizeReward(Wish wish) : wish_(wish) {}

    std::string name() const override;
    bool differentiable() const override { return false; }
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>& prompts) override;

private:
    Wish wish_;
};

}  // namespace tempera
