// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

namespace tempera {

/// A frozen image encoder. Keeps what it needs alive.
struct ImageEncoder {
    std::int64_t width = 0;                                          ///< E; 0 = none
    std::function<at::Tensor(const at::Tensor& images01)> features;  ///< [B,3,H,W] in 0..1 -> [B,E]
};

/// A judge of pictures. The score of a picture depends on that picture and its prompt alone, never on
/// the rest of the batch. score() may be called from several threads where it is differentiable, else one at a time.
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

    /// Whether score() waits for another process, so that asking early costs this one nothing.
    virtual bool elsewhere() const { return false; }

    /// The image encoder that this judge looks through, features not divided by their length; none (width 0)
    /// when it has none. It outlives the judge.
    virtual ImageEncoder image_encoder() const { return {}; }

    /// What score() asks several times a second while it waits for something outside: true = give up, by throwing
    /// RewardUnavailable. Empty = wait to the end. Judges that wait for nothing have no use for it.
    virtual void set_stop_asked(std::function<bool()> /*stop_asked*/) {}
};

/// Throws Error unless images01 is [B,3,H,W] floating point with one prompt per picture.
void check_reward_input(const std::string& reward, const at::Tensor& images01, const std::vector<std::string>& prompts);

}  // namespace tempera
