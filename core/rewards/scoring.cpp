// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/scoring.h"

#include <algorithm>
#include <cmath>

#include <torch/torch.h>

#include "core/rewards/reward_unavailable.h"
#include "core/runtime/not_finite.h"
#include "core/runtime/ranks.h"

namespace tempera {

namespace {

/// Lets a judge that waits see a stop, for as long as this lives.
class StopInSight {
public:
    StopInSight(Reward& judge, SharedHooks& hooks) : judge_(judge) {
        judge_.set_stop_asked([&hooks] { return hooks.stop_asked(); });
    }
    ~StopInSight() { judge_.set_stop_asked({}); }
    StopInSight(const StopInSight&) = delete;
    StopInSight& operator=(const StopInSight&) = delete;

private:
    Reward& judge_;
};

/// On rank 0, waits for a judge that is out of reach: `own` on this rank, or only on another.
void wait_for(const Reward& judge, const std::optional<RewardUnavailable>& own, SharedHooks& hooks) {
    if (!is_main_rank() || hooks.stop_asked()) {
        return;
    }
    const RewardUnavailable problem =
        own.value_or(RewardUnavailable("another rank gets no scores", "reward " + judge.name(), "see its messages"));
    if (!hooks.wait_for_help(problem.what()) && !hooks.stop_asked()) {
        throw problem;
    }
}

}  // namespace

std::optional<std::vector<double>> score_all(Reward& judge, const at::Tensor& images01,
                                             const std::vector<std::string>& prompts, std::int64_t batch,
                                             const WorkHooks& hooks, const KnownScores& known) {
    const torch::NoGradGuard no_grad;
    const std::int64_t total = images01.size(0);
    const std::int64_t parts = (total + batch - 1) / batch;
    at::Tensor scores = at::zeros({total}, at::kDouble);
    SharedHooks shared(hooks, parts);
    const StopInSight sight(judge, shared);
    std::int64_t part = 0;  // all before it are done
    // One after the other: a judge has one user at a time.
    const auto go_on = [&]() -> std::optional<RewardUnavailable> {
        for (; part < parts && !shared.stop_asked(); ++part) {
            if (!is_own_part(part)) {
                continue;
            }
            const std::int64_t begin = part * batch;
            const std::int64_t end = std::min(begin + batch, total);
            const auto early = known.find(begin);
            try {
                const at::Tensor own =
                    early != known.end()
                        ? early->second
                        : judge.score(images01.slice(0, begin, end), {prompts.begin() + begin, prompts.begin() + end});
                scores.slice(0, begin, end).copy_(own);
            } catch (const RewardUnavailable& problem) {
                if (shared.stop_asked()) {
                    break;
                }
                return problem;
            }
            shared.done(1);
        }
        return std::nullopt;
    };
    bool waited = false;
    for (auto problem = go_on(); any_rank(problem.has_value()); problem = go_on()) {
        wait_for(judge, problem, shared);
        if (shared.stopped()) {
            return std::nullopt;
        }
        waited = true;
    }
    if (shared.stopped()) {
        return std::nullopt;
    }
    if (waited) {
        shared.wait_for_help("");
    }
    sum_over_ranks(scores);
    const std::vector<double> values(scores.data_ptr<double>(), scores.data_ptr<double>() + total);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) {
            throw NotFinite(
                "the score of picture " + std::to_string(i) + " ('" + prompts[i] + "') is not a number",
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
