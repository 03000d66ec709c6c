// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <vector>

#include <c10/core/Device.h>

#include "core/evaluation/evaluator.h"
#include "core/rewards/reward.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"

namespace tempera {

/// Where the evaluations of a run stand: epoch -> its counters, as far as its metrics tell.
std::map<std::int64_t, RunPosition> evaluation_positions(RunReader& reader);

/// What is done with the pictures that a run has stored.
struct StoredScoring {
    std::vector<Reward*> judges;
    ImageEncoder encoder;           ///< for the diversity of evaluations that have none; none = leave it
    std::set<std::int64_t> epochs;  ///< empty = all
    std::int64_t batch = 16;        ///< pictures at a time
    c10::Device device;
};

struct StoredScoringResult {
    bool stopped = false;
    std::int64_t sets = 0;      ///< pictures of one kind and epoch that got something new
    std::int64_t pictures = 0;  ///< in those sets
    std::int64_t lost = 0;      ///< sets left out because picture files are missing
};

/// Lets the judges score every stored picture that they have not scored yet, and adds the metrics that are missing;
/// what is there stays. The pictures of one kind and epoch are written in one transaction, so that a call that was cut
/// short is completed by the next. The caller holds the run's lock. Throws Error when a picture cannot be read or
/// judged.
StoredScoringResult score_stored_pictures(const std::filesystem::path& run_dir, RunReader& reader, RunWriter& writer,
                                          const StoredScoring& scoring, const WorkHooks& hooks = {});

}  // namespace tempera
