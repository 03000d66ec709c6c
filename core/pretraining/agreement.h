// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/pretraining/stage.h"

namespace tempera {

/// How the embedded judges stand to gold and to each other, over samples of the base model that none of them
/// has learnt from.
struct Agreement {
    struct Judge {
        std::string name;
        double accuracy = 0;        ///< share of the pairs of a prompt that it orders as gold does, mean over prompts
        double accuracy_error = 0;  ///< standard error of that mean
        double across = 0;          ///< share of all pairs, of whatever prompts, that it orders as gold does
        double own_prompt = 0;      ///< share of samples that it likes better for their prompt than for the next one
        double mean = 0;            ///< of its scores
        double deviation = 0;
    };
    std::int64_t prompts = 0;
    std::int64_t samples = 0;   ///< of each prompt
    std::vector<Judge> judges;  ///< the embedded ones, then gold itself
    /// Spearman's rank correlation of judge i and judge j within a prompt, mean over prompts.
    std::vector<std::vector<double>> correlation;
};

/// The judges in options.models, loaded as a run loads them. Empty when stopped.
std::optional<Agreement> measure_agreement(const StageOptions& options);

/// The same from scores: double [judges, prompts, samples], gold's last, for the own prompt and for another.
Agreement agreement_of(const std::vector<std::string>& names, const at::Tensor& own, const at::Tensor& other);

}  // namespace tempera
