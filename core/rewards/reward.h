// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

namespace tempera {

/// A judge of pictures. The score of a picture depends on that picture and its prompt alone, never on
/// the rest of the batch. Used by one thread at a time.
class Reward {
public:
    virtual ~Reward() = default;

    /// As in the configuration key reward.name.
    virtual std::string name() const = 0;

    /// Whether score() carries a gradient from the scores to the images.
    virtual bool differentiable() const = 0;

    /// images01 [B,3,H,W] fp32 in 0..1, B prompts -> [B] fp32 scores on the device of the images.
    /// Keeps the graph when differentiable() and gradients are enabled, else detached.
    /// Throws Error when shapes do not agree or a prompt cannot be judged.
    virtual at::Tensor score(const at::Tensor& images01, const std::vector<std::string>& prompts) = 0;
};

/// gold, animals-aesthetic, jpeg-compressibility, jpeg-incompressibility or saturation; weights on `device`.
/// Throws Error on another name.
std::unique_ptr<Reward> make_reward(const std::string& name, const c10::Device& device);

/// Throws Error unless images01 is [B,3,H,W] floating point with one prompt per picture.
void check_reward_input(const std::string& reward, const at::Tensor& images01, const std::vector<std::string>& prompts);

}  // namespace tempera
