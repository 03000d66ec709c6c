// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <utility>

namespace tempera::ui {

/// The y axis for values in [low, high]: a little air above and below, never below `floor` when the
/// values are not; on a logarithmic axis a factor instead, and counts (`bars`) from one half up.
std::pair<double, double> paddedRange(double low, double high, bool logarithmic, bool bars,
                                      std::optional<double> floor);

}  // namespace tempera::ui
