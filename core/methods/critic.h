// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include "core/config/config.h"
#include "core/methods/state_map.h"
#include "core/ops/flat_adamw.h"

namespace tempera {

/// The temporal critic of TDPO: V(features of a noisy latent), an MLP E-1024-128-64-16-1 with dropout
/// .2/.2/.1 after the first three layers and, officially, no non-linearity (critic.activation none: a
/// deep linear net, the shape of the LAION aesthetic head) and weights ~ N(0, std 1/(E+1)), biases 0
/// (critic.init official; fan_in: std 1/sqrt(inputs), which learns in a few epochs instead of dozens).
class Critic {
public:
    static constexpr std::array<std::int64_t, 4> kHidden{1024, 128, 64, 16};

    /// Weights from the run's seed, on `device`. `input_width` = E.
    Critic(std::int64_t input_width, const Config& config, at::Device device);

    /// Values [B] of features [B,E], without dropout and gradient.
    at::Tensor value(const at::Tensor& features) const;

    /// One update from a batch: clipped value loss (critic.clip_range, critic.coef), dropout drawn from
    /// `dropout` (a CPU generator), gradient clipped to train.max_grad_norm. features [B,E], others [B].
    struct Update {
        double loss = 0;           ///< mean value loss
        double clip_fraction = 0;  ///< share where the clipped branch was the larger one
        double grad_norm = 0;      ///< before clipping
    };
    Update update(const at::Tensor& features, const at::Tensor& old_values, const at::Tensor& returns,
                  at::Generator dropout);

    /// Outputs [B, kHidden[l]] of the hidden linear layers, without dropout: what neuron statistics look at.
    std::vector<at::Tensor> hidden(const at::Tensor& features) const;

    std::int64_t input_width() const { return input_width_; }

    /// Layer 0..4: weight [out,in], bias [out], and their Adam moments, all writable views.
    struct Layer {
        at::Tensor weight, bias;
        at::Tensor weight_avg, weight_avg_sq, bias_avg, bias_avg_sq;
    };
    static constexpr std::size_t kLayers = kHidden.size() + 1;
    Layer layer(std::size_t index) const;

    void save(StateMap& state) const;  ///< "critic/...", "critic_optimizer/..."
    void load(const StateMap& state);

private:
    at::Tensor activate(const at::Tensor& output) const;
    at::Tensor forward(const at::Tensor& features, at::Generator* dropout) const;
    StateMap named_parameters() const;

    std::int64_t input_width_;
    bool relu_;
    bool dropout_;
    double clip_range_;
    double coefficient_;
    double max_grad_norm_;
    std::vector<at::Tensor> parameters_;  // weight, bias of each layer
    FlatAdamW optimizer_;
};

}  // namespace tempera
