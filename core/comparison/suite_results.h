// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tempera {

/// What the evaluations of one run say, oldest first.
struct RunScores {
    struct Point {
        std::int64_t epoch = 0;
        double reward_queries = 0;
        std::map<std::string, double> seen;  ///< reward -> mean over the pictures of training prompts
        std::map<std::string, double>
            unseen;  ///< the same of all other prompts, of either set; empty when there are none
    };
    std::string reward;  ///< the trained one
    std::vector<Point> points;
    std::optional<double> dormant_share;  ///< of the critic at the end
};

/// Reads a run's store. Throws Error naming the file.
RunScores read_run_scores(const std::filesystem::path& run_dir);

/// A curve where the trained reward first reaches a level; between two evaluations on the straight line.
struct Crossing {
    double epoch = 0;
    double reward_queries = 0;
    std::map<std::string, double> seen;
    std::map<std::string, double> unseen;
};
std::optional<Crossing> first_crossing(const RunScores& run, double level);

/// Mean and sample deviation (n - 1) over the seeds of a method.
struct Spread {
    std::int64_t count = 0;
    double mean = 0;
    double deviation = 0;  ///< 0 for one value
};
Spread spread_of(const std::vector<double>& values);

/// Runs of one method that differ in their seed.
struct MethodRuns {
    std::string name;
    std::vector<RunScores> runs;
};

/// Where methods can be compared at equal trained reward: nine tenths of the way from the untrained model to the
/// highest reward of the run that climbs least, so that every run passes it. Left out are methods that rise by less
/// than a fifth of the largest rise (on the mean of their seeds), such as SePPO, which never sees the reward. Empty
/// without runs.
std::optional<double> common_level(const std::vector<MethodRuns>& methods);

}  // namespace tempera
