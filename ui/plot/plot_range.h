// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <utility>
#include <vector>

namespace tempera::ui {

/// The y axis for values in [low, high]: a little air above and below; from `floor` up when they come
/// near it, with a rim of a few pixels for lines. On a logarithmic axis a factor instead, and counts
/// (`bars`) from one half up.
std::pair<double, double> paddedRange(double low, double high, bool logarithmic, bool bars,
                                      std::optional<double> floor);

/// The smallest and the largest of the finite values (on a logarithmic axis: positive ones, and their logarithms count)
/// that are within three quartile distances of the quartiles; of all of them where half are equal. first > second when
/// there is none. Tukey, Exploratory Data Analysis, 1977: "far out".
std::pair<double, double> rangeWithoutOutliers(std::vector<double> values, bool logarithmic);

}  // namespace tempera::ui
