// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/config/config.h"
#include "core/methods/state_map.h"

namespace tempera {

/// Returns [N,T] double, CPU: ret_j = r_j + gamma ret_{j+1}, where the final reward joins the last step.
/// rewards: N final rewards, normalised. step_rewards [N,T] double: what else each transition earned
/// (KlToBase); undefined = nothing.
at::Tensor discounted_returns(const std::vector<double>& rewards, const at::Tensor& step_rewards,
                              std::int64_t num_steps, double gamma);

/// Whitens temporal advantages (return minus value).
class TemporalNormalizer {
public:
    enum class Mode {
        None,       ///< leaves them alone
        Batch,      ///< (A - mean)/(std + 1e-8) over all samples and steps of the epoch, population std
        PerPrompt,  ///< (A - mean)/(std + 1e-6) of the prompt's latest samples
    };

    /// Of the configuration: train.temporal_reward_norm, train.temporal_reward_norm_per_prompt and the sizes
    /// per_prompt.buffer_size and per_prompt.min_count, which count samples.
    explicit TemporalNormalizer(const Config& config);

    /// advantages [N,n] fp32. PerPrompt: a sample enters its prompt's memory with the mean and the second moment of
    /// its n advantages, before anything is whitened; a prompt's mean is the average of the means, its variance
    /// the average second moment minus the mean's square. Below min_count the epoch's moments serve instead.
    at::Tensor normalize(const std::vector<std::string>& prompts, const at::Tensor& advantages);

    std::map<std::string, at::Tensor> state_dict() const;
    void load_state_dict(const std::map<std::string, at::Tensor>& state);

private:
    struct Moments {
        double mean = 0;
        double square = 0;  // mean of the squares
    };
    at::Tensor per_prompt(const std::vector<std::string>& prompts, const at::Tensor& advantages);

    Mode mode_;
    std::size_t buffer_size_;
    std::size_t min_count_;
    std::map<std::string, std::deque<Moments>> latest_;  // by prompt_key, oldest first
};

}  // namespace tempera
