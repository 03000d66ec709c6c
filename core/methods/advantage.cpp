// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/advantage.h"

#include <algorithm>
#include <cmath>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/text/prompts.h"

namespace tempera {

at::Tensor discounted_returns(const std::vector<double>& rewards, const at::Tensor& step_rewards,
                              std::int64_t num_steps, double gamma) {
    const auto count = static_cast<std::int64_t>(rewards.size());
    const at::Tensor returns =
        step_rewards.defined() ? step_rewards.clone() : at::zeros({count, num_steps}, at::kDouble);
    returns.select(1, num_steps - 1).add_(torch::tensor(rewards, at::kDouble));
    for (std::int64_t step = num_steps - 2; step >= 0; --step) {
        returns.select(1, step).add_(returns.select(1, step + 1), gamma);
    }
    return returns;
}

TemporalNormalizer::TemporalNormalizer(const Config& config)
    : mode_(config.flag("train.temporal_reward_norm_per_prompt") ? Mode::PerPrompt
            : config.flag("train.temporal_reward_norm")          ? Mode::Batch
                                                                 : Mode::None),
      buffer_size_(static_cast<std::size_t>(config.integer("per_prompt.buffer_size"))),
      min_count_(static_cast<std::size_t>(config.integer("per_prompt.min_count"))) {}

at::Tensor TemporalNormalizer::normalize(const std::vector<std::string>& prompts, const at::Tensor& advantages) {
    switch (mode_) {
        case Mode::PerPrompt:
            return per_prompt(prompts, advantages);
        case Mode::Batch:
            return (advantages - advantages.mean()) / (advantages.std(false) + 1e-8);
        case Mode::None:
            break;
    }
    return advantages;
}

at::Tensor TemporalNormalizer::per_prompt(const std::vector<std::string>& prompts, const at::Tensor& advantages) {
    const at::Tensor rows = advantages.to(at::kCPU, at::kDouble);
    const Moments epoch{rows.mean().item<double>(), rows.square().mean().item<double>()};
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        keys.push_back(prompt_key(prompts[i]));
        const at::Tensor row = rows[static_cast<std::int64_t>(i)];
        auto& latest = latest_[keys.back()];
        latest.push_back({row.mean().item<double>(), row.square().mean().item<double>()});
        if (latest.size() > buffer_size_) {
            latest.pop_front();
        }
    }
    const at::Tensor out = at::empty_like(rows);
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        const auto& latest = latest_[keys[i]];
        Moments own = epoch;
        if (latest.size() >= min_count_) {
            own = {};
            for (const Moments& sample : latest) {
                own.mean += sample.mean / static_cast<double>(latest.size());
                own.square += sample.square / static_cast<double>(latest.size());
            }
        }
        const double deviation = std::sqrt(std::max(0.0, own.square - own.mean * own.mean));
        const auto row = static_cast<std::int64_t>(i);
        out[row].copy_((rows[row] - own.mean) / (deviation + 1e-6));
    }
    return out.to(advantages.options());
}

std::map<std::string, at::Tensor> TemporalNormalizer::state_dict() const {
    std::map<std::string, at::Tensor> state;
    for (const auto& [key, latest] : latest_) {
        std::vector<double> values;
        for (const Moments& sample : latest) {
            values.insert(values.end(), {sample.mean, sample.square});
        }
        state[key] = torch::tensor(values, at::kDouble).reshape({-1, 2});
    }
    return state;
}

void TemporalNormalizer::load_state_dict(const std::map<std::string, at::Tensor>& state) {
    latest_.clear();
    for (const auto& [key, tensor] : state) {
        if (tensor.dim() != 2 || tensor.size(1) != 2) {
            throw Error("the advantage statistics of '" + key + "' have another shape", "checkpoint",
                        "resume from another epoch");
        }
        const at::Tensor values = tensor.to(at::kCPU, at::kDouble).contiguous();
        const double* at = values.data_ptr<double>();
        for (std::int64_t i = 0; i < values.size(0); ++i) {
            latest_[key].push_back({at[2 * i], at[2 * i + 1]});
        }
    }
}

}  // namespace tempera
