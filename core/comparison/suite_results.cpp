// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/suite_results.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "core/config/config.h"
#include "core/config/reward_spec.h"
#include "core/store/run_reader.h"
#include "core/text/prompts.h"

namespace tempera {
namespace {

using Means = std::map<std::string, double>;

double between(double one, double other, double share) {
    return one + (other - one) * share;
}

Means between(const Means& one, const Means& other, double share) {
    Means middle;
    for (const auto& [reward, value] : one) {
        if (const auto found = other.find(reward); found != other.end()) {
            middle[reward] = between(value, found->second, share);
        }
    }
    return middle;
}

/// Means over the pictures of `samples`, a prompt of every sample.
Means means_of(const std::map<std::int64_t, std::string>& samples, const std::vector<ScoreRow>& scores) {
    std::map<std::string, std::vector<double>> values;
    for (const ScoreRow& score : scores) {
        if (samples.contains(score.sample)) {
            values[score.reward].push_back(score.value);
        }
    }
    Means means;
    for (const auto& [reward, list] : values) {
        means[reward] = spread_of(list).mean;
    }
    return means;
}

/// The highest trained reward of each run that has one.
std::vector<double> best_of(const MethodRuns& method) {
    std::vector<double> best;
    for (const RunScores& run : method.runs) {
        for (std::size_t i = 0; i < run.points.size(); ++i) {
            const double reward = run.points[i].seen.at(run.reward);
            if (i == 0) {
                best.push_back(reward);
            }
            best.back() = std::max(best.back(), reward);
        }
    }
    return best;
}

constexpr double kShareOfRise = 0.2;    // of the largest rise: less is no rise
constexpr double kShareOfLowest = 0.9;  // of the way to the run that rises least

}  // namespace

RunScores read_run_scores(const std::filesystem::path& run_dir) {
    RunReader reader(run_dir);
    const Config config = Config::from_toml(reader.config_toml(), (run_dir / "config.toml").string());
    std::set<std::string> trained;
    for (const std::string& prompt : read_prompts(config.text("prompts.file"))) {
        trained.insert(prompt_key(prompt));
    }
    RunScores run;
    run.reward = RewardSpec::parse(config.text("reward.name"), "reward.name").name();
    std::map<std::int64_t, double> queries;  // by epoch, before it
    for (const MetricRow& row : reader.metric("eval/" + run.reward + "_mean")) {
        queries[row.at.epoch] = static_cast<double>(row.at.reward_queries);
    }
    for (const std::int64_t epoch : reader.sample_epochs(SampleKind::Eval)) {
        std::map<std::int64_t, std::string> seen;
        std::map<std::int64_t, std::string> unseen;
        for (const SampleRow& sample : reader.samples(epoch, SampleKind::Eval)) {
            (trained.contains(prompt_key(sample.prompt)) ? seen : unseen).emplace(sample.id, sample.prompt);
        }
        std::vector<ScoreRow> scores = reader.scores(epoch, SampleKind::Eval);
        // eval.prompts may mix prompts that are trained and others; eval.unseen_prompts is a set of its own.
        for (const SampleRow& sample : reader.samples(epoch, SampleKind::Unseen)) {
            unseen.emplace(sample.id, sample.prompt);
        }
        const std::vector<ScoreRow> of_unseen = reader.scores(epoch, SampleKind::Unseen);
        scores.insert(scores.end(), of_unseen.begin(), of_unseen.end());
        RunScores::Point point{epoch, queries[epoch], means_of(seen, scores), means_of(unseen, scores)};
        if (point.seen.contains(run.reward)) {
            run.points.push_back(std::move(point));
        }
    }
    const std::vector<MetricRow> dormant = reader.metric("neurons/dormant_share");
    if (!dormant.empty()) {
        run.dormant_share = dormant.back().value;
    }
    return run;
}

std::optional<Crossing> first_crossing(const RunScores& run, double level) {
    for (std::size_t i = 0; i < run.points.size(); ++i) {
        const RunScores::Point& now = run.points[i];
        const double reward = now.seen.at(run.reward);
        if (reward < level) {
            continue;
        }
        const RunScores::Point& before = i == 0 ? now : run.points[i - 1];
        const double start = before.seen.at(run.reward);
        const double share = reward > start ? (level - start) / (reward - start) : 1.0;
        return Crossing{between(static_cast<double>(before.epoch), static_cast<double>(now.epoch), share),
                        between(before.reward_queries, now.reward_queries, share),
                        between(before.seen, now.seen, share), between(before.unseen, now.unseen, share)};
    }
    return std::nullopt;
}

Spread spread_of(const std::vector<double>& values) {
    Spread spread;
    spread.count = static_cast<std::int64_t>(values.size());
    if (values.empty()) {
        return spread;
    }
    const auto count = static_cast<double>(values.size());
    spread.mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    double squares = 0;
    for (const double value : values) {
        squares += (value - spread.mean) * (value - spread.mean);
    }
    spread.deviation = values.size() > 1 ? std::sqrt(squares / (count - 1)) : 0.0;
    return spread;
}

std::optional<double> common_level(const std::vector<MethodRuns>& methods) {
    std::vector<double> starts;
    double highest = -std::numeric_limits<double>::infinity();
    for (const MethodRuns& method : methods) {
        for (const RunScores& run : method.runs) {
            if (!run.points.empty()) {
                starts.push_back(run.points.front().seen.at(run.reward));
            }
        }
        if (const std::vector<double> best = best_of(method); !best.empty()) {
            highest = std::max(highest, spread_of(best).mean);
        }
    }
    if (starts.empty()) {
        return std::nullopt;
    }
    const double start = spread_of(starts).mean;
    double lowest = highest;
    for (const MethodRuns& method : methods) {
        const std::vector<double> best = best_of(method);
        if (!best.empty() && spread_of(best).mean >= between(start, highest, kShareOfRise)) {
            lowest = std::min(lowest, *std::min_element(best.begin(), best.end()));
        }
    }
    return between(start, lowest, kShareOfLowest);
}

}  // namespace tempera
