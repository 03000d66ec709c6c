// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/pace.h"

#include <algorithm>
#include <numeric>

namespace tempera {

namespace {
constexpr std::size_t remembered = 5;
}

void Pace::epoch_done(double seconds) {
    recent_.push_back(seconds);
    if (recent_.size() > remembered) {
        recent_.pop_front();
    }
}

double Pace::epoch_seconds() const {
    if (recent_.empty()) {
        return 0;
    }
    return std::accumulate(recent_.begin(), recent_.end(), 0.0) / static_cast<double>(recent_.size());
}

double Pace::remaining(std::int64_t complete, std::int64_t planned, double elapsed) const {
    if (recent_.empty()) {
        return -1;
    }
    const double left = static_cast<double>(std::max<std::int64_t>(planned - complete, 0));
    return left * epoch_seconds() - std::min(elapsed, std::min(left, 1.0) * epoch_seconds());
}

}  // namespace tempera
