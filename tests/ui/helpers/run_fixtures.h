// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "tests/ui/helpers/fake_run.h"

namespace tempera::test {

/// For lists of runs: no pictures, made some days before a day of 2023.
inline FakeRunOptions plainRun(const char* name, std::uint64_t seed, double daysAgo) {
    FakeRunOptions options;
    options.name = name;
    options.seed = seed;
    options.method = "ddpo";
    options.pictures = 0;
    options.trainPictures = 0;
    options.created = 1.7e9 - daysAgo * 86400;
    return options;
}

/// Twenty epochs, and two judges that like the middle of them most.
inline FakeRunOptions judgedRun(const char* name = "tdpo-r", const char* method = "tdpo-r", std::uint64_t seed = 1) {
    FakeRunOptions options;
    options.name = name;
    options.method = method;
    options.seed = seed;
    options.judges = {{"animals-hps", 0.5}, {"animals-pick", 0.45}};
    options.trainPictures = 0;
    options.plannedEpochs = 20;
    return options;
}

/// From the first evaluation to the end.
inline void trainAll(FakeRun& run, int epochs = 20) {
    run.start();
    run.epochs(epochs);
    run.finish();
}

}  // namespace tempera::test
