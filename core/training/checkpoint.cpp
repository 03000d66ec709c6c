// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/checkpoint.h"

#include <algorithm>
#include <system_error>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/json_text.h"
#include "core/formats/safetensors.h"

namespace tempera {

namespace fs = std::filesystem;

namespace {

constexpr int format_version = 1;
constexpr const char* state_file = "state.safetensors";
constexpr const char* meta_file = "meta.json";
constexpr const char* doomed_suffix = ".removed";

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
    StagedFolder staged(checkpoint_dir(run_dir, checkpoint.epoch));
    write_safetensors(staged.path() / state_file, checkpoint.state);
    if (!lora.empty()) {
        std::error_code error;
        fs::create_directory(staged.path() / "lora", error);
        if (error) {
            throw Error("cannot create the folder (" + error.message() + ")", (staged.path() / "lora").string(),
                        "check free space and permissions");
        }
        write_safetensors(staged.path() / "lora" / "pytorch_lora_weights.safetensors", lora);
    }
    const nlohmann::ordered_json meta = {{"format", format_version},
                                         {"epoch", checkpoint.epoch},
                                         {"step", checkpoint.step},
                                         {"reward_queries", checkpoint.reward_queries},
                                         {"config_hash", checkpoint.config_hash},
                                         {"model_hash", checkpoint.model_hash},
                                         {"versions", checkpoint.versions}};
    write_file_atomically(staged.path() / meta_file, meta.dump(2) + "\n");
    staged.commit();
}

Checkpoint read_checkpoint(const fs::path& run_dir, std::int64_t epoch) {
    const fs::path dir = checkpoint_dir(run_dir, epoch);
    const fs::path meta_path = dir / meta_file;
    Checkpoint checkpoint;
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
    } catch (const nlohmann::json::exception&) {
        throw Error("not a checkpoint description", meta_path.string(), "resume from an earlier epoch with --from");
    }
    if (format > format_version) {
        throw Error("written by a newer Tempera (format " + std::to_string(format) + ")", meta_path.string(),
                    "use that version to resume it");
    }
    if (checkpoint.epoch != epoch) {
        throw Error("describes epoch " + std::to_string(checkpoint.epoch), meta_path.string(),
                    "give the folder its old name back");
    }
    checkpoint.state = read_safetensors(dir / state_file).tensors;
    return checkpoint;
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
