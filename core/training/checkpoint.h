// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/store/checkpoint_folders.h"

namespace tempera {

/// Everything a run needs to go on as if it had never ended, in one folder that appears whole or not
/// at all (algorithms: one self-contained checkpoint instead of replaying every epoch's sampling):
///
///   checkpoints/epoch-0007/          7 = complete training rounds
///     state.safetensors              optimizer moments, critic, per-prompt rewards, generators, ...
///     lora/pytorch_lora_weights.safetensors   what diffusers' load_lora_weights reads
///     meta.json                      epoch, counters, hashes, SHA-256 of each of the other files
struct Checkpoint {
    std::int64_t epoch = 0;           ///< complete rounds; the next round has this number
    std::int64_t step = 0;            ///< optimizer steps of the policy so far
    std::int64_t reward_queries = 0;  ///< images scored by the training reward so far
    std::string config_hash;          ///< Config::hash() of the run
    std::string model_hash;           ///< SHA-256 over the weight files of the base model
    std::string versions;             ///< of the program that wrote it
    std::map<std::string, at::Tensor> state;
};

/// Atomic: fills a staging folder, syncs it to disk and renames it. Throws Error (disk full...).
void write_checkpoint(const std::filesystem::path& run_dir, const Checkpoint& checkpoint,
                      const std::map<std::string, at::Tensor>& lora);

/// Throws Error naming the file and the problem, also where the state is not, bit for bit, what was written; never
/// returns a part. The adapter beside it is not looked at: the state holds it, too.
Checkpoint read_checkpoint(const std::filesystem::path& run_dir, std::int64_t epoch);

/// read_checkpoint(), and the same for the adapter.
Checkpoint verify_checkpoint(const std::filesystem::path& run_dir, std::int64_t epoch);

/// Removes all but the latest `keep` (0 = keeps all), oldest first. A folder is renamed before it is
/// emptied, so that a half-removed checkpoint is never taken for a whole one.
void prune_checkpoints(const std::filesystem::path& run_dir, std::int64_t keep);

/// Removes the checkpoints after `epoch`: a resume from there makes its own.
void remove_checkpoints_after(const std::filesystem::path& run_dir, std::int64_t epoch);

/// Removes what an interrupted write or prune left in checkpoints/. Only for the holder of the lock.
void sweep_checkpoints(const std::filesystem::path& run_dir);

}  // namespace tempera
