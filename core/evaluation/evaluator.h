// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/diffusion/rollout.h"
#include "core/rewards/scoring.h"
#include "core/store/records.h"

namespace tempera {

/// The pictures that every evaluation of a run samples again: the same prompts with the same noise, so
/// that two evaluations differ by the weights alone and gains can be paired picture by picture.
struct EvaluationSet {
    std::vector<std::string> prompts;  ///< one per picture
    std::vector<std::uint64_t> seeds;  ///< with the prompt it fixes the noise of the picture
};

/// `count` pictures: the prompts in order, again and again; picture i has seed `seed` + i.
EvaluationSet make_evaluation_set(const std::vector<std::string>& prompts, std::int64_t count, std::uint64_t seed);

struct Evaluation {
    at::Tensor images;                                  ///< [N,3,H,W] fp32 0..1, CPU
    std::map<std::string, std::vector<double>> scores;  ///< reward name -> N scores
    std::optional<double> diversity;                    ///< none without an encoder, or when no prompt repeats
};

/// Samples the set with the model as it is now and lets every judge score it. Empty when a stop was
/// asked for. Throws Error when a score is not a number.
std::optional<Evaluation> evaluate(DiffusionModel& model, const SamplerSettings& settings, const EvaluationSet& set,
                                   const std::vector<Reward*>& judges, const WorkHooks& hooks = {});

/// What an evaluation adds to the metrics of a run: <kind>/<judge>_mean of every judge in `scores`, _gain_se where
/// `base`, the scores of the first evaluation, has the same pictures, and <kind>/diversity.
std::map<std::string, double> evaluation_metrics(SampleKind kind,
                                                 const std::map<std::string, std::vector<double>>& scores,
                                                 const std::map<std::string, std::vector<double>>& base,
                                                 const std::optional<double>& diversity);

double mean_of(const std::vector<double>& values);

/// Mean of now[i] - before[i] divided by its standard error (sample deviation, n - 1). 0 when nothing
/// changed; empty when fewer than two pictures, or an equal change of all, leave no error to divide by.
std::optional<double> gain_in_standard_errors(const std::vector<double>& before, const std::vector<double>& now);

}  // namespace tempera
