// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/plot_range.h"

#include <algorithm>
#include <cmath>
#include <limits>

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

std::pair<double, double> rangeWithoutOutliers(std::vector<double> values, bool logarithmic) {
    std::erase_if(values, [&](double value) { return !std::isfinite(value) || (logarithmic && value <= 0); });
    if (values.empty()) {
        return {1, 0};
    }
    const auto scaled = [&](double value) { return logarithmic ? std::log(value) : value; };
    const auto quartile = [&](std::size_t quarter) {
        const auto place = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) * quarter / 4);
        std::nth_element(values.begin(), place, values.end());
        return scaled(*place);
    };
    const double first = quartile(1);
    const double third = quartile(3);
    const double reach = third > first ? 3 * (third - first) : std::numeric_limits<double>::infinity();
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const double value : values) {
        if (scaled(value) >= first - reach && scaled(value) <= third + reach) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    return {low, high};
}

}  // namespace tempera::ui
