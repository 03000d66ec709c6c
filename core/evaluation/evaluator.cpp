// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/evaluator.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <torch/torch.h>

#include "core/evaluation/diversity.h"
#include "core/evaluation/sampled_pictures.h"

namespace tempera {

EvaluationSet make_evaluation_set(const std::vector<std::string>& prompts, std::int64_t count, std::uint64_t seed) {
    EvaluationSet set;
    for (std::int64_t i = 0; i < count; ++i) {
        set.prompts.push_back(prompts[static_cast<std::size_t>(i) % prompts.size()]);
        set.seeds.push_back(seed + static_cast<std::uint64_t>(i));
    }
    return set;
}

std::optional<Evaluation> evaluate(DiffusionModel& model, const SamplerSettings& settings, const EvaluationSet& set,
                                   const std::vector<Reward*>& judges, const WorkHooks& hooks) {
    const torch::NoGradGuard no_grad;
    SampledPictures pictures(model, judges, set.prompts, settings.micro_batch);
    const std::optional<at::Tensor> latents =
        sample_latents(model, settings, set.prompts, set.seeds, hooks, pictures.sampled());
    if (!latents) {
        return std::nullopt;
    }
    // Sampling is nearly all of the time: the rest has no share of the progress.
    const WorkHooks only_stop{hooks.stop_asked, {}, hooks.wait_for_help};
    const std::optional<at::Tensor> images = pictures.decode(*latents, only_stop);
    if (!images) {
        return std::nullopt;
    }
    Evaluation evaluation;
    for (Reward* judge : judges) {
        auto scores = pictures.score(*judge, *images, only_stop);
        if (!scores) {
            return std::nullopt;
        }
        evaluation.scores[judge->name()] = std::move(*scores);
    }
    if (!measure_diversity(first_encoder(judges), *images, set.prompts, settings.micro_batch, only_stop,
                           evaluation.diversity)) {
        return std::nullopt;
    }
    evaluation.images = images->to(at::kCPU);
    return evaluation;
}

std::map<std::string, double> evaluation_metrics(SampleKind kind,
                                                 const std::map<std::string, std::vector<double>>& scores,
                                                 const std::map<std::string, std::vector<double>>& base,
                                                 const std::optional<double>& diversity) {
    const std::string prefix = std::string(to_string(kind)) + "/";
    std::map<std::string, double> metrics;
    for (const auto& [judge, values] : scores) {
        metrics[prefix + judge + "_mean"] = mean_of(values);
        const auto before = base.find(judge);
        if (before == base.end() || before->second.size() != values.size()) {
            continue;
        }
        if (const std::optional<double> gain = gain_in_standard_errors(before->second, values)) {
            metrics[prefix + judge + "_gain_se"] = *gain;
        }
    }
    if (diversity) {
        metrics[prefix + "diversity"] = *diversity;
    }
    return metrics;
}

double mean_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::optional<double> gain_in_standard_errors(const std::vector<double>& before, const std::vector<double>& now) {
    std::vector<double> gains(std::min(before.size(), now.size()));
    std::transform(now.begin(), now.begin() + static_cast<std::ptrdiff_t>(gains.size()), before.begin(), gains.begin(),
                   std::minus<>());
    if (std::all_of(gains.begin(), gains.end(), [](double gain) { return gain == 0; })) {
        return gains.empty() ? std::nullopt : std::optional(0.0);
    }
    const double mean = mean_of(gains);
    double squares = 0;
    for (const double gain : gains) {
        squares += (gain - mean) * (gain - mean);
    }
    const double count = static_cast<double>(gains.size());
    if (gains.size() < 2 || squares == 0) {
        return std::nullopt;
    }
    return mean / std::sqrt(squares / (count - 1) / count);
}

}  // namespace tempera
