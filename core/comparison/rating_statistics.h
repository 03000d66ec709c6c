// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/store/ratings.h"

namespace tempera {

/// What somebody's blind choices say: which of two contestants is preferred, and which rewards judge alike. No state,
/// any thread.

/// 0.975 quantile of the standard normal distribution: two-sided 95 %.
constexpr double normal_95 = 1.959963984540054;

struct Interval {
    double low = 0;
    double high = 1;
};

/// Score interval of a share: with p = successes / n,
///     (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)
/// E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
/// Statistical Association 22 (1927) 209-212. [0, 1] when n is 0.
Interval wilson_interval(double successes, double n, double z = normal_95);

/// A rating with what the rewards said of its two pictures; empty where the run is gone.
struct RatedPair {
    Rating rating;
    std::map<std::string, double> left_scores;
    std::map<std::string, double> right_scores;
};

/// Adds the scores that the runs of `workspace` hold of the rated pictures. Runs that are gone or cannot be read leave
/// the scores empty: the choice counts all the same.
std::vector<RatedPair> with_scores(const std::filesystem::path& workspace, const std::vector<Rating>& ratings);

/// How often one contestant was preferred to another. "Neither" counts as half a win for both, so that the rates of the
/// two add up to one; the interval takes n as independent choices, which with ties is on the wide side.
struct WinRate {
    int wins = 0;
    int losses = 0;
    int ties = 0;
    double rate = 0;  ///< (wins + ties / 2) / n; 0 without choices
    Interval interval;
    int n() const { return wins + losses + ties; }
};

/// Of `first` against `second`, whichever was left; other ratings are passed over.
WinRate win_rate(const std::vector<Rating>& ratings, const RatedSide& first, const RatedSide& second);

/// Whether two ratings are of the same two contestants.
bool is_between(const Rating& rating, const RatedSide& first, const RatedSide& second);

/// How often a reward gave the chosen picture the higher score.
struct Agreement {
    std::string reward;
    int agreed = 0;
    int n = 0;  ///< decided choices (not "neither") whose two pictures have different scores of this reward
    double share = 0;
    Interval interval;
};

/// One per reward that judged both pictures of a decided choice, by name.
std::vector<Agreement> agreements(const std::vector<RatedPair>& pairs);

}  // namespace tempera
