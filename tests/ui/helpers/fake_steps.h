// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/store/run_writer.h"

namespace tempera::test {

/// Denoising steps of a fake run: times 981, 931, ... of which the first `trained` have statistics.
struct FakeSteps {
    int count = 20;
    int trained = 12;
    int followed = 2;    ///< pictures whose way is kept
    bool critic = true;  ///< values beside the advantages
};

constexpr int fakeTime(int step, int count) {
    return 981 - step * (1000 / count);
}
/// What the fake temporal reward of an epoch is at a step.
double fakeTemporalReward(std::int64_t epoch, int step);

/// Queues the rows of one epoch.
void writeSteps(RunWriter& writer, std::int64_t epoch, const FakeSteps& steps = {});

}  // namespace tempera::test
