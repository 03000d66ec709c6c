// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/curve_statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <numbers>

#include "core/comparison/suite_results.h"

namespace tempera {
namespace {

/// Walks through one curve, an epoch at a time.
class Walk {
public:
    explicit Walk(const std::vector<CurvePoint>& points) : points_(&points) { skip(); }

    bool done() const { return next_ >= points_->size(); }
    double epoch() const { return (*points_)[next_].epoch; }

    /// The last finite point of the epoch that it stands at; goes on to the next epoch.
    const CurvePoint& take() {
        std::size_t last = next_;
        const double epoch = (*points_)[next_].epoch;
        for (; next_ < points_->size() && (*points_)[next_].epoch == epoch; ++next_) {
            if (std::isfinite((*points_)[next_].value)) {
                last = next_;
            }
        }
        skip();
        return (*points_)[last];
    }

private:
    void skip() {
        while (next_ < points_->size() && !std::isfinite((*points_)[next_].value)) {
            ++next_;
        }
    }

    const std::vector<CurvePoint>* points_;
    std::size_t next_ = 0;
};

/// P(|T| < t) of Student's t.
double student_within(double t, std::int64_t degrees) {
    const double angle = std::atan(t / std::sqrt(static_cast<double>(degrees)));
    const double cosine = std::cos(angle);
    const bool odd = degrees % 2 == 1;
    double sum = 0;
    double term = odd ? cosine : 1;
    for (std::int64_t k = odd ? 3 : 2; k <= degrees; k += 2) {
        sum += term;
        term *= cosine * cosine * static_cast<double>(k - 1) / static_cast<double>(k);
    }
    return odd ? (angle + std::sin(angle) * sum) * 2 / std::numbers::pi : std::sin(angle) * sum;
}

double half_width(Band band, const Spread& spread) {
    const double error = spread.deviation / std::sqrt(static_cast<double>(spread.count));
    switch (band) {
        case Band::Deviation:
            return spread.deviation;
        case Band::StandardError:
            return error;
        case Band::Interval95: {
            // A run has few counts of members and a hundred thousand epochs.
            thread_local std::map<std::int64_t, double> known;
            const auto [entry, fresh] = known.try_emplace(spread.count - 1, 0);
            if (fresh) {
                entry->second = student_t_975(spread.count - 1);
            }
            return entry->second * error;
        }
        case Band::None:
        case Band::MinMax:
            break;
    }
    return 0;
}

MeanPoint mean_of(const std::vector<const CurvePoint*>& points, Band band) {
    MeanPoint mean;
    std::vector<double> values;
    const auto count = static_cast<double>(points.size());
    mean.at.epoch = points.front()->epoch;
    for (const CurvePoint* point : points) {
        mean.at.step += point->step / count;
        mean.at.reward_queries += point->reward_queries / count;
        mean.at.seconds += point->seconds / count;
        values.push_back(point->value);
    }
    const Spread spread = spread_of(values);
    mean.at.value = spread.mean;
    mean.count = spread.count;
    mean.low = mean.high = spread.mean;
    if (band == Band::MinMax) {
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        mean.low = *low;
        mean.high = *high;
    } else if (spread.count > 1) {
        const double half = half_width(band, spread);
        mean.low -= half;
        mean.high += half;
    }
    return mean;
}

}  // namespace

std::vector<MeanPoint> mean_curve(const std::vector<std::vector<CurvePoint>>& members, Band band) {
    std::vector<Walk> walks;
    for (const auto& member : members) {
        walks.emplace_back(member);
    }
    std::erase_if(walks, [](const Walk& walk) { return walk.done(); });
    std::vector<MeanPoint> means;
    std::vector<const CurvePoint*> here;
    while (true) {
        double epoch = std::numeric_limits<double>::infinity();
        for (const Walk& walk : walks) {
            if (!walk.done()) {
                epoch = std::min(epoch, walk.epoch());
            }
        }
        here.clear();
        for (Walk& walk : walks) {
            if (!walk.done() && walk.epoch() == epoch) {
                here.push_back(&walk.take());
            }
        }
        if (here.empty()) {
            return means;
        }
        means.push_back(mean_of(here, band));
        means.back().complete = here.size() == walks.size();
    }
}

double student_t_975(std::int64_t degrees) {
    double low = 0;
    double high = 16;  // one degree of freedom: 12.7
    for (int halving = 0; halving < 60; ++halving) {
        const double middle = (low + high) / 2;
        (student_within(middle, degrees) < 0.95 ? low : high) = middle;
    }
    return low;
}

std::vector<double> debiased_average(std::span<const double> epochs, std::span<const double> values, double window) {
    std::vector<double> averages(values.begin(), values.end());
    if (window <= 1) {
        return averages;
    }
    const double per_epoch = (window - 1) / (window + 1);
    double sum = 0;
    double weights = 0;
    double before = 0;
    double distance = 1;
    double fading = per_epoch;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::isfinite(values[i])) {
            if (weights > 0 && epochs[i] - before != distance) {
                distance = epochs[i] - before;
                fading = std::pow(per_epoch, distance);
            }
            sum = weights > 0 ? sum * fading + values[i] : values[i];
            weights = weights > 0 ? weights * fading + 1 : 1;
            before = epochs[i];
        }
        averages[i] = weights > 0 ? sum / weights : std::numeric_limits<double>::quiet_NaN();
    }
    return averages;
}

}  // namespace tempera
