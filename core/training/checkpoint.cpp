// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/checkpoint.h"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/json_text.h"
#include "core/formats/safetensors.h"

namespace tempera {

namespace fs = std::filesystem;

namespace {

constexpr int format_version = 1;
constexpr const char* state_file = "state.safetensors";
constexpr const char* lora_file = "lora/pytorch_lora_weights.safetensors";
constexpr const char* meta_file = "meta.json";
constexpr const char* doomed_suffix = ".removed";

/// Name -> SHA-256 of the files beside meta.json.
using Digests = std::map<std::string, std::string>;

constexpr const char* remedy = "resume from an earlier epoch with --from, or restore it from a copy";

/// Throws Error for a file that is not the one that was written. Checkpoints of earlier versions have no digests.
std::map<std::string, at::Tensor> read_as_written(const fs::path& dir, const std::string& name,
                                                  const Digests& digests) {
    const auto digest = digests.find(name);
    if (digest != digests.end() && sha256_hex_of_file(dir / name) != digest->second) {
        throw Error("is damaged: it is not what was written (SHA-256)", (dir / name).string(), remedy);
    }
    return read_safetensors(dir / name).tensors;
}

/// A checkpoint without its state.
std::pair<Checkpoint, Digests> read_meta(const fs::path& run_dir, std::int64_t epoch) {
    const fs::path meta_path = checkpoint_dir(run_dir, epoch) / meta_file;
    Checkpoint checkpoint;
    Digests digests;
    int format = 0;
    try {
        const nlohmann::json meta = read_json_object(meta_path);
        format = meta.at("format").get<int>();
        checkpoint.epoch = meta.at("epoch").get<std::int64_t>();
        checkpoint.step = meta.at("step").get<std::int64_t>();
        checkpoint.reward_queries = meta.at("reward_queries").get<std::int64_t>();
        checkpoint.config_hash = meta.at("config_hash").get<std::string>();
        checkpoint.model_hash = meta.at("model_hash").get<std::string>();
        checkpoint.versions = meta.at("versions").get<std::string>();
        digests = meta.value("sha256", Digests());
    } catch (const nlohmann::json::exception&) {
        throw Error("not a checkpoint description", meta_path.string(), remedy);
    }
    if (format > format_version) {
        throw Error("written by a newer Tempera (format " + std::to_string(format) + ")", meta_path.string(),
                    "use that version to resume it");
    }
    if (checkpoint.epoch != epoch) {
        throw Error("describes epoch " + std::to_string(checkpoint.epoch), meta_path.string(),
                    "give the folder its old name back");
    }
    return {std::move(checkpoint), std::move(digests)};
}

void remove_checkpoint(const fs::path& run_dir, std::int64_t epoch) {
    const fs::path whole = checkpoint_dir(run_dir, epoch);
    const fs::path doomed = whole.string() + doomed_suffix;
    std::error_code error;
    fs::remove_all(doomed, error);
    fs::rename(whole, doomed, error);
    if (!error) {
        fs::remove_all(doomed, error);
    }
    if (error) {
        throw Error("cannot remove the checkpoint (" + error.message() + ")", whole.string(),
                    "check the permissions of the folder");
    }
}

}  // namespace

void write_checkpoint(const fs::path& run_dir, const Checkpoint& checkpoint,
                      const std::map<std::string, at::Tensor>& lora) {
    // A run whose folder was moved away or removed must not begin another one in its place.
    if (!fs::is_directory(run_dir)) {
        throw file_error("cannot be written", checkpoints_dir(run_dir), ENOENT);
    }
    StagedFolder staged(checkpoint_dir(run_dir, checkpoint.epoch));
    Digests digests;
    const auto write = [&](const char* name, const std::map<std::string, at::Tensor>& tensors) {
        const std::string bytes = serialize_safetensors(tensors);
        write_file_atomically(staged.path() / name, bytes);
        digests[name] = sha256_hex(bytes);
    };
    write(state_file, checkpoint.state);
    if (!lora.empty()) {
        std::error_code error;
        fs::create_directory(staged.path() / "lora", error);
        if (error) {
            throw Error("cannot create the folder (" + error.message() + ")", (staged.path() / "lora").string(),
                        "check free space and permissions");
        }
        write(lora_file, lora);
    }
    const nlohmann::ordered_json meta = {{"format", format_version},
                                         {"epoch", checkpoint.epoch},
                                         {"step", checkpoint.step},
                                         {"reward_queries", checkpoint.reward_queries},
                                         {"config_hash", checkpoint.config_hash},
                                         {"model_hash", checkpoint.model_hash},
                                         {"versions", checkpoint.versions},
                                         {"sha256", digests}};
    write_file_atomically(staged.path() / meta_file, meta.dump(2) + "\n");
    staged.commit();
}

Checkpoint read_checkpoint(const fs::path& run_dir, std::int64_t epoch) {
    auto [checkpoint, digests] = read_meta(run_dir, epoch);
    checkpoint.state = read_as_written(checkpoint_dir(run_dir, epoch), state_file, digests);
    return std::move(checkpoint);
}

Checkpoint verify_checkpoint(const fs::path& run_dir, std::int64_t epoch) {
    read_as_written(checkpoint_dir(run_dir, epoch), lora_file, read_meta(run_dir, epoch).second);
    return read_checkpoint(run_dir, epoch);
}

void prune_checkpoints(const fs::path& run_dir, std::int64_t keep) {
    const std::vector<std::int64_t> epochs = list_checkpoints(run_dir);
    if (keep <= 0) {
        return;
    }
    for (std::size_t i = 0; i + static_cast<std::size_t>(keep) < epochs.size(); ++i) {
        remove_checkpoint(run_dir, epochs[i]);
    }
}

void remove_checkpoints_after(const fs::path& run_dir, std::int64_t epoch) {
    std::vector<std::int64_t> epochs = list_checkpoints(run_dir);
    // Latest first: killed in between, the newest one that is left is still older than any row shown.
    std::reverse(epochs.begin(), epochs.end());
    for (const std::int64_t later : epochs) {
        if (later > epoch) {
            remove_checkpoint(run_dir, later);
        }
    }
}

void sweep_checkpoints(const fs::path& run_dir) {
    std::vector<fs::path> leftovers;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(checkpoints_dir(run_dir), error)) {
        if (!checkpoint_epoch(entry.path().filename().string())) {
            leftovers.push_back(entry.path());
        }
    }
    for (const fs::path& leftover : leftovers) {
        fs::remove_all(leftover, error);
    }
}

}  // namespace tempera
