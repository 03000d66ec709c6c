// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/config/reward_spec.h"

namespace tempera {

/// What is asked of a run that has been trained.
struct LaterEvaluation {
    std::vector<RewardSpec> judges;            ///< besides the run's own; empty = those alone
    std::vector<std::string> unseen_prompts;   ///< sampled anew; empty = only what is stored is judged
    std::optional<std::int64_t> samples;       ///< of such a set; default: eval.unseen_samples
    std::optional<std::int64_t> seed;          ///< of its noise; default: eval.seed
    std::vector<std::int64_t> epochs;          ///< empty = all that are stored, and all whose weights are kept
    std::optional<std::string> reward_folder;  ///< default: reward.folder
    std::string device = "auto";
};

struct LaterEvaluationHooks {
    std::function<bool()> stop_asked;
    std::function<void(const std::string& doing, double fraction)> progress;  ///< of all that is done, 0..1
};

struct LaterEvaluationResult {
    bool stopped = false;               ///< what was done by then is stored; the same call goes on
    std::vector<std::string> judges;    ///< asked about what is stored
    std::vector<std::int64_t> sampled;  ///< epochs that got their unseen set
    std::int64_t sets = 0;              ///< pictures of one kind and epoch that got new scores or metrics
    std::int64_t pictures = 0;          ///< in those
    std::int64_t lost = 0;              ///< sets whose picture files are missing
    std::vector<std::string> remarks;   ///< sentences on what was left out
};

/// Evaluates a run after its training and adds to its store, as if it had been asked for in its configuration: the
/// pictures of prompts that it never saw, by the adapters that are kept and by the untrained model (epoch 0), as
/// SampleKind::Unseen; and what further judges say about every picture that is stored. What is there is not made
/// again. Takes the run's lock. Throws Error when a worker has the run, an epoch has no checkpoint, the run has
/// another unseen set, or a judge or the base model is missing.
LaterEvaluationResult evaluate_run(const std::filesystem::path& run_dir, const LaterEvaluation& wish,
                                   const LaterEvaluationHooks& hooks);

}  // namespace tempera
