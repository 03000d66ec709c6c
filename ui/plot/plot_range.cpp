// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/plot_range.h"

#include <algorithm>
#include <cmath>

namespace tempera::ui {

std::pair<double, double> paddedRange(double low, double high, bool logarithmic, bool bars,
                                      std::optional<double> floor) {
    if (logarithmic) {
        const double bottom = bars ? 0.5 : low / 1.6;
        return {bottom, std::max(high, bottom * 2) * 1.6};
    }
    double air = (high - low) * 0.07;
    if (air <= 0) {
        air = high == 0 ? 0.5 : std::abs(high) * 0.1;
    }
    const bool touchesFloor = floor && low >= *floor && low - air < *floor;
    // A line that lies on the floor must not hide behind the axis.
    const double rim = bars ? 0.0 : air * 0.2;
    return {touchesFloor ? *floor - rim : low - air, high + air};
}

}  // namespace tempera::ui
