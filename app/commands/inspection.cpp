// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/inspection.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <utility>

#include "app/commands/weight_sets.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/json_text.h"
#include "core/diffusion/scheduler_config.h"
#include "core/models/checkpoint_kind.h"
#include "core/models/lora_files.h"
#include "core/models/lora_scaling.h"
#include "core/text/clip_tokenizer.h"
#include "core/training/trainer.h"

namespace tempera {
namespace {

namespace fs = std::filesystem;

std::string text_of(const nlohmann::json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

/// What `look` throws becomes the one problem of a part that cannot be read.
Inspection examined(const std::string& name, const std::function<void(Inspection&)>& look) {
    Inspection part;
    try {
        look(part);
    } catch (const std::exception& error) {
        part = Inspection();
        part.kind = "unreadable";
        part.title = "cannot be read";
        part.problems.push_back(one_sentence(error));
    }
    part.name = name;
    return part;
}

/// Adds the tensors of a file.
void scan(Inspection& part, const fs::path& file, ProgressLine& line) {
    ScannedFile scanned =
        scan_tensor_file(file, [&](double share) { line.show(share, "reading " + file.filename().string()); });
    for (auto& [key, info] : scanned.tensors) {
        if (!part.tensors.emplace(key, std::move(info)).second) {
            part.problems.push_back("'" + key + "' is in two files");
        }
    }
    part.metadata.merge(scanned.metadata);
    part.files.push_back(file);
}

void describe(Inspection& part, const nlohmann::json* config = nullptr, const std::string& where = "") {
    CheckpointKind kind = checkpoint_kind(part.tensors, config, where);
    part.kind = kind.id;
    part.title = kind.title;
    part.facts.update(kind.facts);
    part.problems.insert(part.problems.end(), kind.problems.begin(), kind.problems.end());
    part.notes.insert(part.notes.end(), kind.notes.begin(), kind.notes.end());
}

/// Where PEFT and the newest diffusers keep the alpha of an adapter.
void find_alpha(Inspection& part, const fs::path& file) {
    const fs::path beside = file.parent_path() / "adapter_config.json";
    const auto metadata = part.metadata.find("lora_adapter_metadata");
    const bool is_peft = part.facts.value("format", "") == "E";
    if (is_peft && !fs::exists(beside)) {
        part.problems.emplace_back("adapter_config.json with its alpha is missing beside the file");
    } else if (is_peft || metadata != part.metadata.end()) {
        const std::string text = is_peft ? read_file(beside) : metadata->second;
        const std::string key = is_peft ? "lora_alpha" : "unet.lora_alpha";
        try {
            const nlohmann::json json = parse_json_object(text, is_peft ? beside.string() : metadata->first);
            if (is_peft || json.contains(key)) {
                const PeftScaling checked(text, is_peft ? "" : "unet.", is_peft ? beside.string() : metadata->first);
                part.facts["alpha"] = json.at(key);
            }
        } catch (const Error& error) {
            part.problems.emplace_back(error.what());
        }
    }
}

void inspect_file(Inspection& part, const fs::path& file, ProgressLine& line) {
    scan(part, file, line);
    describe(part);
    if (part.kind == "lora") {
        find_alpha(part, file);
    }
}

void inspect_component(Inspection& part, const fs::path& folder, ProgressLine& line) {
    const std::vector<WeightSet> sets = find_weight_sets(folder);
    if (sets.empty()) {
        throw Error("there are no weights in this folder", folder.string(), "copy the folder of the model again");
    }
    const WeightSet& set = sets.front();
    part.facts["weights"] = set.name;
    if (!set.index.empty()) {
        part.facts["shards"] = set.files.size();
    }
    for (std::size_t i = 1; i < sets.size(); ++i) {
        part.facts["also_there"].push_back(sets[i].name);
    }
    part.problems = set.problems;
    for (const fs::path& file : set.files) {
        scan(part, file, line);
    }
    // Where a shard is missing, the keys of it say nothing new.
    const bool whole = set.problems.empty();
    const fs::path config = folder / "config.json";
    if (!fs::exists(config)) {
        describe(part);
        part.notes.emplace_back("there is no config.json beside the weights");
    } else {
        const nlohmann::json json = read_json_object(config);
        const std::string name = text_of(json, "_class_name");
        if (!name.empty() || json.contains("architectures")) {
            part.facts["class"] = name.empty() ? json["architectures"] : nlohmann::json(name);
        }
        describe(part, &json, config.string());
    }
    if (whole) {
        for (const std::string& problem : compare_index(set, part.tensors)) {
            part.problems.push_back(problem);
        }
    }
}

void inspect_scheduler(Inspection& part, const fs::path& folder) {
    const fs::path file = folder / "scheduler_config.json";
    const nlohmann::json json = read_json_object(file);
    const SchedulerConfig config = SchedulerConfig::from_json(json, file.string());
    const std::string name = text_of(json, "_class_name");
    constexpr std::array<const char*, 3> kPredictions{"epsilon", "v_prediction", "sample"};
    part.kind = "scheduler";
    part.title = (name.empty() ? "scheduler" : name) + ", used as DDIM";
    part.facts = {{"class", name},
                  {"used", "DDIMScheduler"},
                  {"prediction_type", kPredictions[static_cast<std::size_t>(config.prediction)]},
                  {"timestep_spacing", config.timestep_spacing},
                  {"beta_schedule", config.beta_schedule},
                  {"clip_sample", config.clip_sample},
                  {"steps_offset", config.steps_offset}};
    make_betas(config);  // throws when it does not know the schedule
    if (json.value("clip_sample", nlohmann::json()) == nlohmann::json(true)) {
        part.notes.emplace_back("clip_sample true in the file: false is used, as StableDiffusionPipeline does");
    }
    if (json.value("steps_offset", nlohmann::json(0)) != nlohmann::json(1)) {
        part.notes.emplace_back("steps_offset in the file is not 1: 1 is used, as StableDiffusionPipeline does");
    }
}

void inspect_tokenizer(Inspection& part, const fs::path& folder) {
    const ClipTokenizer tokenizer = ClipTokenizer::from_folder(folder);
    part.kind = "tokenizer";
    part.title = "CLIP tokenizer, " + std::to_string(tokenizer.vocab_size()) + " tokens";
    part.facts = {{"vocabulary", tokenizer.vocab_size()}, {"max_length", tokenizer.max_length()}};
}

/// The sizes of different components that have to agree.
void compare_parts(Inspection& pipeline) {
    const auto fact = [&](const char* part, const char* name) -> std::int64_t {
        for (const Inspection& one : pipeline.parts) {
            if (one.name == part && one.facts.contains(name) && one.facts[name].is_number_integer()) {
                return one.facts[name].get<std::int64_t>();
            }
        }
        return 0;
    };
    const auto compare = [&](std::int64_t left, std::int64_t right, const std::string& what) {
        if (left > 0 && right > 0 && left != right) {
            pipeline.problems.push_back(what + ": " + std::to_string(left) + " and " + std::to_string(right));
        }
    };
    compare(fact("unet", "text_width"), fact("text_encoder", "width"), "the UNet and the text encoder differ in width");
    compare(fact("unet", "latent_channels"), fact("vae", "latent_channels"),
            "the UNet and the VAE differ in the channels of a latent");
    if (fact("tokenizer", "vocabulary") > fact("text_encoder", "vocabulary") &&
        fact("text_encoder", "vocabulary") > 0) {
        pipeline.problems.emplace_back("the tokenizer has more tokens than the text encoder");
    }
}

void inspect_pipeline(Inspection& whole, const fs::path& folder, ProgressLine& line) {
    const nlohmann::json index = read_json_object(folder / "model_index.json");
    const std::string name = text_of(index, "_class_name");
    whole.kind = "pipeline";
    whole.title = "model in diffusers layout (" + (name.empty() ? "of no named class" : name) + ")";
    whole.facts["class"] = name;
    const std::map<std::string, std::string> kinds{{"unet", "unet"}, {"vae", "vae"}, {"text_encoder", "clip-text"}};
    for (const auto& [part, entry] : index.items()) {
        const bool present = entry.is_array() && entry.size() == 2 && entry[0].is_string();
        const bool known = kinds.contains(part) || part == "scheduler" || part == "tokenizer";
        if (!present || !known) {
            if (present) {
                whole.notes.push_back(part + " is not used");
            }
            continue;
        }
        if (part == "tokenizer" && !fs::is_directory(folder / part)) {
            whole.notes.emplace_back("the tokenizer folder is missing: only 'sample --replay' with token ids works");
            continue;
        }
        whole.parts.push_back(examined(part, [&, part = part](Inspection& found) {
            if (part == "scheduler") {
                inspect_scheduler(found, folder / part);
            } else if (part == "tokenizer") {
                inspect_tokenizer(found, folder / part);
            } else {
                inspect_component(found, folder / part, line);
                if (found.kind != kinds.at(part)) {
                    found.problems.push_back("this is not the weights of a " + part + ": " + found.title);
                }
            }
        }));
    }
    for (const char* part : {"unet", "vae", "text_encoder", "scheduler"}) {
        if (std::none_of(whole.parts.begin(), whole.parts.end(), [&](const auto& one) { return one.name == part; })) {
            whole.problems.push_back("model_index.json names no " + std::string(part));
        }
    }
    compare_parts(whole);
}

void inspect_checkpoint(Inspection& whole, const fs::path& folder, ProgressLine& line) {
    const nlohmann::json meta = read_json_object(folder / "meta.json");
    whole.kind = "tempera-checkpoint";
    whole.title = "checkpoint of a run of Tempera";
    for (const char* key : {"epoch", "step", "reward_queries", "versions"}) {
        if (meta.contains(key)) {
            whole.facts[key] = meta[key];
        }
    }
    whole.parts.push_back(examined("state", [&](Inspection& part) {
        scan(part, folder / "state.safetensors", line);
        part.kind = "tempera-state";
        part.title = "optimizer, critic and generators";
    }));
    const fs::path lora = folder / "lora" / "pytorch_lora_weights.safetensors";
    if (fs::exists(lora)) {
        whole.parts.push_back(examined("lora", [&](Inspection& part) { inspect_file(part, lora, line); }));
    }
}

bool holds_tensors(const fs::path& file) {
    constexpr std::array<const char*, 5> kExtensions{".safetensors", ".bin", ".pt", ".pth", ".ckpt"};
    return std::find(kExtensions.begin(), kExtensions.end(), file.extension()) != kExtensions.end();
}

/// Any other folder: every file of weights that lies in it.
void inspect_files(Inspection& whole, const fs::path& folder, ProgressLine& line) {
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        if (entry.is_regular_file() && holds_tensors(entry.path())) {
            files.push_back(entry.path());
        }
    }
    if (files.empty()) {
        throw Error("there is nothing in this folder that Tempera knows", folder.string(),
                    "give a file of weights or the folder of a model");
    }
    std::sort(files.begin(), files.end());
    whole.kind = "folder";
    whole.title = "folder with " + std::to_string(files.size()) + " files of weights";
    for (const fs::path& file : files) {
        whole.parts.push_back(
            examined(file.filename().string(), [&](Inspection& part) { inspect_file(part, file, line); }));
    }
}

void inspect_folder(Inspection& whole, const fs::path& folder, ProgressLine& line) {
    const auto has = [&](const char* name) { return fs::exists(folder / name); };
    if (has("model_index.json")) {
        inspect_pipeline(whole, folder, line);
    } else if (has("run.db")) {
        whole.kind = "run";
        whole.title = "run of Tempera: 'tempera-run show' prints it, 'tempera-run verify' checks it";
    } else if (has("catalog.db") || has("runs")) {
        whole.kind = "workspace";
        whole.title = "workspace of Tempera: 'tempera-run list' prints its runs";
    } else if (has("meta.json") && has("state.safetensors")) {
        inspect_checkpoint(whole, folder, line);
    } else if (has("pytorch_lora_weights.safetensors") || has("pytorch_lora_weights.bin") ||
               has("adapter_model.safetensors") || has("adapter_model.bin")) {
        inspect_file(whole, find_lora_file(folder), line);
    } else if (has("scheduler_config.json")) {
        inspect_scheduler(whole, folder);
    } else if (!find_weight_sets(folder).empty()) {
        inspect_component(whole, folder, line);
    } else if (has("vocab.json") || has("tokenizer.json")) {
        inspect_tokenizer(whole, folder);
    } else {
        inspect_files(whole, folder, line);
    }
}

}  // namespace

bool Inspection::sound() const {
    return problems.empty() &&
           std::all_of(parts.begin(), parts.end(), [](const Inspection& part) { return part.sound(); });
}

InspectionTotals totals(const Inspection& inspection) {
    InspectionTotals sum;
    for (const auto& [key, info] : inspection.tensors) {
        ++sum.tensors;
        ++sum.dtypes[dtype_name(info.dtype)];
        sum.parameters += info.floating() && !key.ends_with(".alpha") ? info.elements() : 0;
    }
    for (const fs::path& file : inspection.files) {
        std::error_code ignored;
        const std::uintmax_t bytes = fs::file_size(file, ignored);
        sum.bytes += ignored ? 0 : bytes;
    }
    for (const Inspection& part : inspection.parts) {
        const InspectionTotals more = totals(part);
        sum.tensors += more.tensors;
        sum.parameters += more.parameters;
        sum.bytes += more.bytes;
        for (const auto& [dtype, count] : more.dtypes) {
            sum.dtypes[dtype] += count;
        }
    }
    return sum;
}

Inspection inspect_path(const fs::path& path, ProgressLine& line) {
    Inspection found = examined(path.string(), [&](Inspection& whole) {
        if (fs::is_directory(path)) {
            inspect_folder(whole, path, line);
        } else if (path.filename() == "run.db") {
            inspect_folder(whole, fs::absolute(path).parent_path(), line);
        } else {
            inspect_file(whole, path, line);
        }
    });
    line.clear();
    return found;
}

}  // namespace tempera
