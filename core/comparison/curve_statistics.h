// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tempera {

/// One value of a curve, with its place on every axis that the curve may be drawn over.
struct CurvePoint {
    double epoch = 0;
    double step = 0;            ///< optimizer steps so far
    double reward_queries = 0;  ///< images scored so far
    double seconds = 0;         ///< since the run was created
    double value = 0;
};

/// What the band around a mean of n values with sample deviation s (n - 1) reaches to.
enum class Band {
    None,
    Deviation,      ///< mean +- s
    StandardError,  ///< mean +- s / sqrt(n)
    Interval95,     ///< mean +- t s / sqrt(n), t = student_t_975(n - 1)
    MinMax,         ///< the smallest and the largest value
};

/// The mean over the members of a group at one epoch.
struct MeanPoint {
    CurvePoint at;           ///< every field is the mean over the members that have a value here
    std::int64_t count = 0;  ///< how many those are
    double low = 0;          ///< the band; low = high = mean where it has no width: one value, or Band::None
    double high = 0;
    bool complete = false;  ///< every member that has the curve at all has a value here
};

/// Mean of curves at every epoch at which at least one of them has a finite value; nothing is interpolated. Points
/// ascend by epoch; of several of one curve in an epoch the last counts.
std::vector<MeanPoint> mean_curve(const std::vector<std::vector<CurvePoint>>& members, Band band);

/// The value that Student's t with this many degrees of freedom (at least 1) exceeds with a probability of 0.025.
/// From the closed form of the distribution, Abramowitz and Stegun 26.7.3 and 26.7.4.
double student_t_975(std::int64_t degrees);

/// Exponential moving average over a window of so many epochs, debiased: the weighted mean of all values up to each
/// place, a value d epochs back weighing ((window - 1) / (window + 1))^d. So one at equal steps is the usual average
/// with alpha = 2 / (window + 1), without its pull towards the first value. Epochs ascend; values that are not finite
/// are passed over, and before the first finite one the result is not a number. A window of 1 or less changes nothing.
std::vector<double> debiased_average(std::span<const double> epochs, std::span<const double> values, double window);

}  // namespace tempera
