// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/rating_statistics.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <tuple>
#include <utility>

#include "core/base/error.h"
#include "core/store/run_reader.h"

namespace tempera {

namespace {

using PictureKey = std::pair<std::string, std::uint64_t>;  // prompt, seed
using PictureScores = std::map<PictureKey, std::map<std::string, double>>;

PictureScores scores_of(const std::filesystem::path& run_dir, std::int64_t epoch, SampleKind kind) {
    PictureScores scores;
    try {
        RunReader reader(run_dir);
        std::map<std::int64_t, PictureKey> pictures;
        for (const SampleRow& row : reader.samples(epoch, kind)) {
            pictures[row.id] = {row.prompt, row.seed};
        }
        for (const ScoreRow& score : reader.scores(epoch, kind)) {
            if (const auto picture = pictures.find(score.sample); picture != pictures.end()) {
                scores[picture->second][score.reward] = score.value;
            }
        }
    } catch (const Error&) {
        scores.clear();
    }
    return scores;
}

}  // namespace

Interval wilson_interval(double successes, double n, double z) {
    if (n <= 0) {
        return {};
    }
    const double p = successes / n;
    const double z2 = z * z / n;
    const double middle = p + z2 / 2;
    const double half = z * std::sqrt(p * (1 - p) / n + z2 / (4 * n));
    return {std::max(0.0, (middle - half) / (1 + z2)), std::min(1.0, (middle + half) / (1 + z2))};
}

std::vector<RatedPair> with_scores(const std::filesystem::path& workspace, const std::vector<Rating>& ratings) {
    std::map<std::tuple<std::string, std::int64_t, SampleKind>, PictureScores> known;
    const auto scores = [&](const RatedSide& side, const Rating& rating) {
        const auto [place, fresh] = known.try_emplace({side.run_id, side.epoch, rating.kind});
        if (fresh) {
            place->second = scores_of(workspace / "runs" / side.run_id, side.epoch, rating.kind);
        }
        const auto picture = place->second.find({rating.prompt, rating.seed});
        return picture == place->second.end() ? std::map<std::string, double>() : picture->second;
    };
    std::vector<RatedPair> pairs;
    pairs.reserve(ratings.size());
    for (const Rating& rating : ratings) {
        pairs.push_back({rating, scores(rating.left, rating), scores(rating.right, rating)});
    }
    return pairs;
}

bool is_between(const Rating& rating, const RatedSide& first, const RatedSide& second) {
    return (rating.left == first && rating.right == second) || (rating.left == second && rating.right == first);
}

WinRate win_rate(const std::vector<Rating>& ratings, const RatedSide& first, const RatedSide& second) {
    WinRate result;
    for (const Rating& rating : ratings) {
        if (!is_between(rating, first, second)) {
            continue;
        }
        if (rating.choice == Choice::Neither) {
            ++result.ties;
        } else {
            const RatedSide& chosen = rating.choice == Choice::Left ? rating.left : rating.right;
            ++(chosen == first ? result.wins : result.losses);
        }
    }
    if (result.n() > 0) {
        const double wins = result.wins + result.ties / 2.0;
        result.rate = wins / result.n();
        result.interval = wilson_interval(wins, result.n());
    }
    return result;
}

std::vector<Agreement> agreements(const std::vector<RatedPair>& pairs) {
    std::map<std::string, Agreement> found;
    for (const RatedPair& pair : pairs) {
        if (pair.rating.choice == Choice::Neither) {
            continue;
        }
        for (const auto& [reward, left] : pair.left_scores) {
            const auto other = pair.right_scores.find(reward);
            if (other == pair.right_scores.end() || !(std::abs(left - other->second) > 0)) {
                continue;
            }
            Agreement& agreement = found[reward];
            agreement.reward = reward;
            agreement.agreed += (left > other->second) == (pair.rating.choice == Choice::Left) ? 1 : 0;
            ++agreement.n;
        }
    }
    std::vector<Agreement> result;
    for (auto& [reward, agreement] : found) {
        agreement.share = static_cast<double>(agreement.agreed) / agreement.n;
        agreement.interval = wilson_interval(agreement.agreed, agreement.n);
        result.push_back(std::move(agreement));
    }
    return result;
}

}  // namespace tempera
