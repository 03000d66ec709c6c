// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <utility>

namespace tempera::ui {

/// The y axis for values in [low, high]: a little air above and below; from `floor` up when they come
/// near it, with a rim of a few pixels for lines. On a logarithmic axis a factor instead, and counts
/// (`bars`) from one half up.
std::pair<double, double> paddedRange(double low, double high, bool logarithmic, bool bars,
                                      std::optional<double> floor);

}  // namespace tempera::ui
