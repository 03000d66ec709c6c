// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

namespace tempera {

/// Centres and scales the rewards of an epoch. All arithmetic in double.
class RewardNormalizer {
public:
    /// Whose mean and deviation count.
    enum class Mode {
        PerPrompt,  ///< the prompt's latest rewards, population std + 1e-6 (ddpo-pytorch stat_tracking.py)
        Batch,      ///< the epoch's, population std + 1e-8 (ddpo-pytorch without tracking)
        Running,    ///< all rewards so far, sample std + 1e-8 (TDPO without tracking)
        Group,      ///< the prompt's rewards of this epoch, population std + 1e-4 (GRPO, arXiv 2402.03300, in the
                    ///< form of Flow-GRPO, arXiv 2505.05470)
        None,       ///< nobody's: rewards stay as they are
    };

    enum class Form {
        Norm,     ///< (R - mean) / (std + eps)
        Scaling,  ///< R / (std + eps)
    };

    /// buffer_size: latest rewards that a prompt remembers; below min_count the moments of the whole epoch
    /// serve instead. Both only for PerPrompt.
    RewardNormalizer(Mode mode, std::int64_t buffer_size, std::int64_t min_count, Form form = Form::Norm);

    /// Takes the rewards into the statistics first, so each is part of its own moments.
    /// Prompts are compared by prompt_key().
    std::vector<double> normalize(const std::vector<std::string>& prompts, const std::vector<double>& rewards);

    std::map<std::string, at::Tensor> state_dict() const;
    void load_state_dict(const std::map<std::string, at::Tensor>& state);

private:
    double scaled(double reward, double mean, double divisor) const;
    std::vector<double> all_scaled(const std::vector<double>& rewards, double mean, double divisor) const;
    std::vector<double> per_prompt(const std::vector<std::string>& prompts, const std::vector<double>& rewards);
    std::vector<double> running(const std::vector<double>& rewards);
    std::vector<double> grouped(const std::vector<std::string>& prompts, const std::vector<double>& rewards) const;

    Mode mode_;
    Form form_;
    std::size_t buffer_size_;
    std::size_t min_count_;
    std::map<std::string, std::deque<double>> latest_;  // by prompt_key, oldest first
    double count_ = 1e-24;                              // of the running moments; official start values
    double mean_ = 0;
    double variance_ = 1;
};

}  // namespace tempera
