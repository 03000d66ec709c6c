// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/silence.h"

#include <algorithm>

namespace tempera {

namespace {
constexpr double usual = 600;  // seconds
}

std::optional<double> silence(const RunSummary& summary, RunState state, double now) {
    if (state != RunState::Running || summary.attempts.empty()) {
        return std::nullopt;
    }
    // One that is resumed has its model to load before its first word.
    const double seconds = now - std::max(summary.progress.wall, summary.attempts.back().started);
    return seconds > usual ? std::optional(seconds) : std::nullopt;
}

}  // namespace tempera
