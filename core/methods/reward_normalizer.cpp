// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/reward_normalizer.h"

#include <cmath>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/text/prompts.h"

namespace tempera {
namespace {

struct Moments {
    double mean = 0;
    double deviation = 0;  // population
};

template <typename Values>
Moments moments_of(const Values& values) {
    const auto count = static_cast<double>(values.size());
    double sum = 0;
    for (const double value : values) {
        sum += value;
    }
    const double mean = sum / count;
    double squares = 0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return {mean, std::sqrt(squares / count)};
}

constexpr std::string_view kPromptPrefix = "prompt:";
constexpr const char* kRunning = "running";

}  // namespace

RewardNormalizer::RewardNormalizer(Mode mode, std::int64_t buffer_size, std::int64_t min_count, Form form)
    : mode_(mode),
      form_(form),
      buffer_size_(static_cast<std::size_t>(buffer_size)),
      min_count_(static_cast<std::size_t>(min_count)) {}

std::vector<double> RewardNormalizer::normalize(const std::vector<std::string>& prompts,
                                                const std::vector<double>& rewards) {
    if (rewards.empty()) {
        return {};
    }
    switch (mode_) {
        case Mode::PerPrompt:
            return per_prompt(prompts, rewards);
        case Mode::Running:
            return running(rewards);
        case Mode::Group:
            return grouped(prompts, rewards);
        case Mode::None:
            return rewards;
        case Mode::Batch:
            break;
    }
    const Moments batch = moments_of(rewards);
    return all_scaled(rewards, batch.mean, batch.deviation + 1e-8);
}

double RewardNormalizer::scaled(double reward, double mean, double divisor) const {
    return (form_ == Form::Norm ? reward - mean : reward) / divisor;
}

std::vector<double> RewardNormalizer::all_scaled(const std::vector<double>& rewards, double mean,
                                                 double divisor) const {
    std::vector<double> out;
    out.reserve(rewards.size());
    for (const double reward : rewards) {
        out.push_back(scaled(reward, mean, divisor));
    }
    return out;
}

std::vector<double> RewardNormalizer::per_prompt(const std::vector<std::string>& prompts,
                                                 const std::vector<double>& rewards) {
    const Moments batch = moments_of(rewards);
    std::vector<std::string> keys;
    keys.reserve(prompts.size());
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        keys.push_back(prompt_key(prompts[i]));
        auto& latest = latest_[keys.back()];
        latest.push_back(rewards[i]);
        if (latest.size() > buffer_size_) {
            latest.pop_front();
        }
    }
    std::map<std::string, Moments> moments;
    std::vector<double> out;
    out.reserve(rewards.size());
    for (std::size_t i = 0; i < rewards.size(); ++i) {
        const auto& latest = latest_[keys[i]];
        const auto found = moments.try_emplace(keys[i]);
        if (found.second) {
            found.first->second = latest.size() < min_count_ ? batch : moments_of(latest);
        }
        const Moments& m = found.first->second;
        out.push_back(scaled(rewards[i], m.mean, m.deviation + 1e-6));
    }
    return out;
}

std::vector<double> RewardNormalizer::grouped(const std::vector<std::string>& prompts,
                                              const std::vector<double>& rewards) const {
    std::map<std::string, std::vector<double>> groups;
    for (std::size_t i = 0; i < rewards.size(); ++i) {
        groups[prompt_key(prompts[i])].push_back(rewards[i]);
    }
    std::vector<double> out;
    out.reserve(rewards.size());
    for (std::size_t i = 0; i < rewards.size(); ++i) {
        const Moments m = moments_of(groups[prompt_key(prompts[i])]);
        out.push_back(scaled(rewards[i], m.mean, m.deviation + 1e-4));
    }
    return out;
}

/// Parallel moments (Chan et al. 1979), as the RunningMoments of the official code.
std::vector<double> RewardNormalizer::running(const std::vector<double>& rewards) {
    const Moments batch = moments_of(rewards);
    const auto added = static_cast<double>(rewards.size());
    const double delta = batch.mean - mean_;
    const double total = count_ + added;
    const double squares =
        variance_ * count_ + batch.deviation * batch.deviation * added + delta * delta * count_ * added / total;
    mean_ += delta * added / total;
    variance_ = squares / total;
    count_ = total;
    const double deviation = total > 1.0 ? std::sqrt(squares / (total - 1.0)) : 0.0;
    return all_scaled(rewards, mean_, deviation + 1e-8);
}

std::map<std::string, at::Tensor> RewardNormalizer::state_dict() const {
    std::map<std::string, at::Tensor> state;
    for (const auto& [key, latest] : latest_) {
        state[std::string(kPromptPrefix) + key] =
            torch::tensor(std::vector<double>(latest.begin(), latest.end()), at::kDouble);
    }
    state[kRunning] = torch::tensor({count_, mean_, variance_}, at::kDouble);
    return state;
}

void RewardNormalizer::load_state_dict(const std::map<std::string, at::Tensor>& state) {
    latest_.clear();
    bool found_running = false;
    for (const auto& [name, tensor] : state) {
        const at::Tensor values = tensor.to(at::kCPU, at::kDouble).contiguous();
        const double* begin = values.data_ptr<double>();
        if (name == kRunning && values.numel() == 3) {
            count_ = begin[0];
            mean_ = begin[1];
            variance_ = begin[2];
            found_running = true;
        } else if (name.starts_with(kPromptPrefix)) {
            latest_[name.substr(kPromptPrefix.size())].assign(begin, begin + values.numel());
        } else {
            throw Error("unknown reward statistics '" + name + "'", "checkpoint", "resume from another epoch");
        }
    }
    if (!found_running) {
        throw Error("the reward statistics are missing", "checkpoint", "resume from another epoch");
    }
}

}  // namespace tempera
