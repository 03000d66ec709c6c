// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/store/records.h"

namespace tempera {

/// How a run talks to whoever started it. All may be empty; called on the thread of the run.
struct TrainerHooks {
    std::vector<std::string> command;   ///< program and arguments of this process, which the attempt keeps
    std::function<bool()> interrupted;  ///< whether a signal asked for the end; polled between micro-batches
    std::function<void(const std::filesystem::path& run_dir, std::int64_t from_epoch)> started;
    std::function<void(const Progress&)> progress;  ///< at most ten times a second
    /// Round `epoch` is stored: all metrics of that epoch, those of the evaluation before it included.
    /// The evaluation after the last round comes alone, with epoch = number of rounds.
    std::function<void(std::int64_t epoch, const std::map<std::string, double>& metrics)> epoch_done;
};

enum class Outcome { Finished, Stopped };

/// How a run goes on; what is empty stays as it is.
struct ResumeChoice {
    std::optional<std::int64_t> from_epoch;   ///< of a checkpoint, 0 = the beginning; empty = the latest one
    std::optional<std::int64_t> micro_batch;  ///< for this attempt alone: less memory, the same result but for rounding
};

/// Makes one run from a checked configuration to a finished store in `run_dir`, which must not exist
/// yet. Order of an epoch, so that a kill at any moment loses no more than the epoch in flight:
///   evaluation (weights before the round) -> round -> rows to the file -> checkpoint.
/// A checkpoint of epoch k therefore implies that the rows of all epochs before k are on the disk, and
/// going on from it writes again what the uninterrupted run wrote from k on, bit for bit on the CPU.
///
/// Throws Error. Before the run folder exists nothing is left behind; afterwards the run is Failed,
/// with the sentence as its reason and the weights of its last complete epoch in a checkpoint.
Outcome start_run(const Config& config, const std::string& name, const std::filesystem::path& run_dir,
                  const TrainerHooks& hooks);

/// Goes on from a checkpoint; rows and checkpoints after it are left behind. Throws Error when the run is finished and
/// no epoch is named, when another worker has it, or when configuration or base model are no longer what they were.
Outcome resume_run(const std::filesystem::path& run_dir, const ResumeChoice& choice, const TrainerHooks& hooks);

/// One sentence for people of any exception: Error's own, LibTorch's message without its backtrace.
std::string one_sentence(const std::exception& error);

}  // namespace tempera
