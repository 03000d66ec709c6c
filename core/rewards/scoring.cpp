// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/scoring.h"

#include <algorithm>
#include <cmath>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/runtime/ranks.h"

namespace tempera {

std::optional<std::vector<double>> score_all(Reward& judge, const at::Tensor& images01,
                                             const std::vector<std::string>& prompts, std::int64_t batch,
                                             const WorkHooks& hooks) {
    const torch::NoGradGuard no_grad;
    const std::int64_t total = images01.size(0);
    const std::int64_t parts = (total + batch - 1) / batch;
    at::Tensor scores = at::zeros({total}, at::kDouble);
    SharedHooks shared(hooks, parts);
    // One after the other: a judge has one user at a time.
    for (std::int64_t part = 0; part < parts && !shared.stop_asked(); ++part) {
        if (!is_own_part(part)) {
            continue;
        }
        const std::int64_t begin = part * batch;
        const std::int64_t end = std::min(begin + batch, total);
        scores.slice(0, begin, end)
            .copy_(judge.score(images01.slice(0, begin, end), {prompts.begin() + begin, prompts.begin() + end}));
        shared.done(1);
    }
    if (shared.stopped()) {
        return std::nullopt;
    }
    sum_over_ranks(scores);
    const std::vector<double> values(scores.data_ptr<double>(), scores.data_ptr<double>() + total);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) {
            throw Error("the score of picture " + std::to_string(i) + " ('" + prompts[i] + "') is not a number",
                        "reward " + judge.name(),
                        "check it with `tempera-run score`; if the pictures have diverged, lower train.learning_rate");
        }
    }
    return values;
}

std::vector<double> score_pictures(Reward& judge, const at::Tensor& images01, const std::vector<std::string>& prompts,
                                   std::int64_t batch) {
    return score_all(judge, images01, prompts, batch, {}).value();
}

}  // namespace tempera
