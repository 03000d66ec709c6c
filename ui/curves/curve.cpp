// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/curves/curve.h"

#include <algorithm>
#include <cmath>

namespace tempera::ui {

std::optional<qsizetype> Curve::nearest(double at) const {
    if (x.isEmpty()) {
        return std::nullopt;
    }
    const auto closer = [at](double a, double b) { return std::abs(a - at) < std::abs(b - at); };
    if (!ascending) {
        return std::min_element(x.cbegin(), x.cend(), closer) - x.cbegin();
    }
    const qsizetype right = std::lower_bound(x.cbegin(), x.cend(), at) - x.cbegin();
    const qsizetype left = std::max<qsizetype>(right - 1, 0);
    const qsizetype place = right < size() && closer(x.at(right), x.at(left)) ? right : left;
    const qsizetype neighbour = place > 0 ? place - 1 : std::min<qsizetype>(1, size() - 1);
    // A run that has ended says nothing about later epochs.
    const double reach = size() > 1 ? std::abs(x.at(place) - x.at(neighbour)) / 2 : 0.5;
    const bool beyond = at < x.front() - reach || at > x.back() + reach;
    return beyond ? std::nullopt : std::optional(place);
}

std::optional<qsizetype> Curve::atEpoch(std::int64_t epoch) const {
    if (epochs.isEmpty()) {
        return std::nullopt;
    }
    const auto after = std::upper_bound(epochs.cbegin(), epochs.cend(), static_cast<double>(epoch));
    return std::max<qsizetype>(after - epochs.cbegin() - 1, 0);
}

}  // namespace tempera::ui
