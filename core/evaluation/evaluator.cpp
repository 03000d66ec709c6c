// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/evaluator.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <torch/torch.h>

#include "core/base/error.h"

namespace tempera {

EvaluationSet make_evaluation_set(const std::vector<std::string>& prompts, std::int64_t count, std::uint64_t seed) {
    EvaluationSet set;
    for (std::int64_t i = 0; i < count; ++i) {
        set.prompts.push_back(prompts[static_cast<std::size_t>(i) % prompts.size()]);
        set.seeds.push_back(seed + static_cast<std::uint64_t>(i));
    }
    return set;
}

std::vector<double> score_pictures(Reward& judge, const at::Tensor& images01, const std::vector<std::string>& prompts,
                                   std::int64_t batch) {
    const torch::NoGradGuard no_grad;
    std::vector<double> scores;
    for (std::int64_t first = 0; first < images01.size(0); first += batch) {
        const std::int64_t last = std::min(first + batch, images01.size(0));
        const std::vector<std::string> part(prompts.begin() + first, prompts.begin() + last);
        const at::Tensor values =
            judge.score(images01.slice(0, first, last), part).to(at::kCPU, at::kDouble).contiguous();
        scores.insert(scores.end(), values.data_ptr<double>(), values.data_ptr<double>() + values.numel());
    }
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (!std::isfinite(scores[i])) {
            throw Error("the score of picture " + std::to_string(i) + " ('" + prompts[i] + "') is not a number",
                        "reward " + judge.name(), "the picture may have diverged: lower train.learning_rate");
        }
    }
    return scores;
}

std::optional<Evaluation> evaluate(DiffusionModel& model, const SamplerSettings& settings, const EvaluationSet& set,
                                   const std::vector<Reward*>& judges, const WorkHooks& hooks) {
    const torch::NoGradGuard no_grad;
    const std::optional<at::Tensor> latents = sample_latents(model, settings, set.prompts, set.seeds, hooks);
    if (!latents) {
        return std::nullopt;
    }
    const at::Tensor images = model.decode(*latents, settings.micro_batch);
    Evaluation evaluation;
    for (Reward* judge : judges) {
        if (hooks.stop_asked && hooks.stop_asked()) {
            return std::nullopt;
        }
        evaluation.scores[judge->name()] = score_pictures(*judge, images, set.prompts, settings.micro_batch);
    }
    evaluation.images = images.to(at::kCPU);
    return evaluation;
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
