// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/lora_files.h"

#include <algorithm>
#include <set>
#include <utility>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/log.h"
#include "core/formats/tensor_file.h"
#include "core/models/lora_scaling.h"
#include "core/models/transformer.h"

namespace tempera {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDiffusersFile = "pytorch_lora_weights.safetensors";
constexpr const char* kPeftFile = "adapter_model.safetensors";
/// As older versions save them; the safer format of the same folder comes first.
constexpr const char* kDiffusersPickle = "pytorch_lora_weights.bin";
constexpr const char* kPeftPickle = "adapter_model.bin";
constexpr const char* kPeftConfig = "adapter_config.json";

struct FoundPair {
    std::string key;  ///< one of those in the file, for messages
    at::Tensor down;
    at::Tensor up;
    at::Tensor alpha;
};

struct Pairs {
    LoraNaming naming;
    std::map<LoraProjection, LoraPair> pairs;
};

at::Tensor& tensor_of(FoundPair& pair, LoraPart part) {
    return part == LoraPart::Down ? pair.down : part == LoraPart::Up ? pair.up : pair.alpha;
}

/// fp32 [rows, columns]; kohya's pairs of 1x1 convolutions have two sizes of 1 more.
at::Tensor matrix(const at::Tensor& tensor) {
    const bool pointwise = tensor.dim() == 4 && tensor.size(2) == 1 && tensor.size(3) == 1;
    // In a torch.save file it may be a transposed view.
    return (pointwise ? tensor.flatten(1) : tensor).detach().to(at::kFloat).contiguous();
}

LoraPair whole_pair(const LoraProjection& projection, const FoundPair& found, const PeftScaling* scaling,
                    const std::string& where) {
    if (!found.down.defined() || !found.up.defined()) {
        throw Error("the adapter has '" + found.key + "' without the rest of its pair", where,
                    "download or export the file again");
    }
    LoraPair pair{matrix(found.down), matrix(found.up)};
    if (!found.down.is_floating_point() || !found.up.is_floating_point() || pair.down.dim() != 2 ||
        pair.up.dim() != 2 || pair.down.size(0) == 0 || pair.down.size(0) != pair.up.size(1)) {
        throw Error("'" + found.key + "' and the rest of its pair are not two matrices of one rank", where,
                    "download or export the file again");
    }
    const std::int64_t rank = pair.down.size(0);
    double factor = scaling ? scaling->factor(lora_module(projection), rank) : 1;
    if (found.alpha.defined()) {
        if (found.alpha.numel() != 1) {
            throw Error("the alpha beside '" + found.key + "' is not one number", where,
                        "download or export the file again");
        }
        factor = found.alpha.item<double>() / static_cast<double>(rank);
    }
    if (factor != 1) {
        pair.up = pair.up * factor;
    }
    return pair;
}

Pairs read_pairs(const std::map<std::string, at::Tensor>& tensors, const std::string& where,
                 const PeftScaling* scaling) {
    const LoraSpelling* spelling = nullptr;
    std::string first;
    std::map<LoraProjection, FoundPair> found;
    std::set<std::string> elsewhere;
    std::size_t text_tensors = 0;
    for (const auto& [key, tensor] : tensors) {
        if (is_text_lora_key(key)) {
            ++text_tensors;
            continue;
        }
        const std::optional<ParsedLoraKey> parsed = parse_lora_key(key);
        if (!parsed) {
            throw Error("'" + key + "' is no key of a LoRA adapter", where,
                        "use one in diffusers, kohya or PEFT format (LoHa, LoKr and DoRA are not read)");
        }
        if (!spelling) {
            spelling = parsed->spelling;
            first = key;
        }
        if (spelling != parsed->spelling) {
            throw Error("the keys are mixed: '" + key + "' is " + parsed->spelling->title + ", '" + first + "' is " +
                            spelling->title,
                        where, "export the adapter again in one format");
        }
        if (const auto projection = lora_projection(spelling->naming, parsed->module)) {
            FoundPair& pair = found[*projection];
            at::Tensor& place = tensor_of(pair, parsed->part);
            if (place.defined()) {
                throw Error("'" + key + "' and '" + pair.key + "' are the same", where, "export the adapter again");
            }
            pair.key = key;
            place = tensor;
        } else {
            elsewhere.insert(parsed->module);
        }
    }
    if (found.empty()) {
        throw Error("there is nothing for the attention layers of a UNet in this file", where,
                    "use a LoRA adapter of a Stable Diffusion UNet");
    }
    if (spelling->naming == LoraNaming::Peft && !scaling) {
        throw Error(std::string(kPeftConfig) + " with its alpha is missing", where, "put it beside the file");
    }
    if (text_tensors > 0) {
        spdlog::warn("{}: the part of the adapter for the text encoder is left out", where);
    }
    if (!elsewhere.empty()) {
        spdlog::warn(
            "{}: {} layers that are no attention are left out, the first is '{}': pictures differ from those of "
            "programs that apply them",
            where, elsewhere.size(), *elsewhere.begin());
    }
    Pairs result{spelling->naming, {}};
    for (const auto& [projection, pair] : found) {
        result.pairs.emplace(projection, whole_pair(projection, pair, scaling, where));
    }
    return result;
}

std::int64_t rank_of(const Pairs& content) {
    std::int64_t rank = 0;
    for (const auto& [projection, pair] : content.pairs) {
        rank = std::max(rank, pair.down.size(0));
    }
    return rank;
}

LoraFile renamed(const Pairs& content) {
    LoraFile file{content.naming, rank_of(content), {}};
    for (const auto& [projection, pair] : content.pairs) {
        file.tensors[lora_key(projection.attention, projection.index, "down")] = pair.down;
        file.tensors[lora_key(projection.attention, projection.index, "up")] = pair.up;
    }
    return file;
}

/// adapter_config.json as PEFT's LoraConfig reads it.
std::string peft_config(const Pairs& content, std::optional<double> alpha) {
    const std::int64_t rank = rank_of(content);
    std::set<std::string> targets;
    nlohmann::json rank_pattern = nlohmann::json::object();
    for (const auto& [projection, pair] : content.pairs) {
        targets.emplace(lora_module(projection).substr(projection.attention.size() + 1));
        if (pair.down.size(0) != rank) {
            rank_pattern[lora_module(projection)] = pair.down.size(0);
        }
    }
    const nlohmann::json json = {{"peft_type", "LORA"},
                                 {"task_type", nullptr},
                                 {"base_model_name_or_path", nullptr},
                                 {"inference_mode", true},
                                 {"r", rank},
                                 {"lora_alpha", alpha ? nlohmann::json(*alpha) : nlohmann::json(rank)},
                                 {"lora_dropout", 0.0},
                                 {"bias", "none"},
                                 {"fan_in_fan_out", false},
                                 {"use_rslora", false},
                                 {"target_modules", targets},
                                 {"rank_pattern", rank_pattern},
                                 // Without --alpha every pair has its rank for alpha.
                                 {"alpha_pattern", alpha ? nlohmann::json::object() : rank_pattern}};
    return json.dump(2) + "\n";
}

/// A folder is replaced as a whole: only an earlier export may be lost that way.
void check_replaceable(const fs::path& folder) {
    std::error_code error;
    if (fs::exists(folder, error) && !fs::is_directory(folder, error)) {
        throw Error("there is a file where the folder of a PEFT adapter would be", folder.string(),
                    "name a new folder");
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
        const fs::path name = entry.path().filename();
        if (name != kPeftFile && name != kPeftConfig) {
            throw Error("the folder holds something else: '" + name.string() + "'", folder.string(),
                        "name a new folder");
        }
    }
}

}  // namespace

LoraFile parse_lora(const std::map<std::string, at::Tensor>& tensors, const std::string& where) {
    return renamed(read_pairs(tensors, where, nullptr));
}

LoraFile read_lora_file(const fs::path& file) {
    const TensorFile content = read_tensor_file(file);
    const fs::path config = file.parent_path() / kPeftConfig;
    const bool is_peft = std::any_of(content.tensors.begin(), content.tensors.end(),
                                     [](const auto& item) { return item.first.starts_with("base_model.model."); });
    std::optional<PeftScaling> scaling;
    if (is_peft && fs::exists(config)) {
        scaling = PeftScaling(read_file(config), "", config.string());
    } else if (const auto found = content.metadata.find("lora_adapter_metadata"); found != content.metadata.end()) {
        // One object for all parts of a pipeline; there is nothing to scale when the UNet is not among them.
        if (found->second.find("\"unet.lora_alpha\"") != std::string::npos) {
            scaling = PeftScaling(found->second, "unet.", file.string() + ": " + found->first);
        }
    }
    return renamed(read_pairs(content.tensors, file.string(), scaling ? &*scaling : nullptr));
}

fs::path find_lora_file(const fs::path& file_or_folder) {
    if (!fs::is_directory(file_or_folder)) {
        return file_or_folder;
    }
    for (const fs::path& below : {fs::path("lora") / kDiffusersFile, fs::path(kDiffusersFile), fs::path(kPeftFile),
                                  fs::path(kDiffusersPickle), fs::path(kPeftPickle)}) {
        if (fs::is_regular_file(file_or_folder / below)) {
            return file_or_folder / below;
        }
    }
    throw Error("there is no adapter in this folder", file_or_folder.string(),
                std::string("it must hold ") + kDiffusersFile + " or " + kPeftFile + ", or one of them as .bin");
}

void write_lora_file(const fs::path& path, LoraFormat format, const std::map<std::string, at::Tensor>& tensors,
                     std::optional<double> alpha) {
    if (alpha && format == LoraFormat::Diffusers) {
        throw Error("the diffusers format has no alpha", "alpha", "leave it out, or write kohya or peft");
    }
    if (alpha && !(*alpha > 0 && *alpha < 1e6)) {
        throw Error("the alpha of an adapter must be above 0 and below a million", "alpha",
                    "leave it out for the rank");
    }
    const LoraNaming naming = format == LoraFormat::Kohya  ? LoraNaming::Kohya
                              : format == LoraFormat::Peft ? LoraNaming::Peft
                                                           : LoraNaming::Diffusers;
    const LoraSpelling& spelling = lora_spelling(naming);
    const Pairs content = read_pairs(tensors, path.string(), nullptr);
    std::map<std::string, at::Tensor> named;
    for (const auto& [projection, pair] : content.pairs) {
        const std::string name = lora_name(spelling, projection);
        const auto rank = static_cast<double>(pair.down.size(0));
        // As kohya's file stores it: what is divided by is what will be multiplied with.
        const double stored = alpha ? static_cast<float>(*alpha) : rank;
        named[name + std::string(spelling.down)] = pair.down;
        named[name + std::string(spelling.up)] = stored == rank ? pair.up : pair.up * (rank / stored);
        if (!spelling.alpha.empty()) {
            named[name + std::string(spelling.alpha)] = torch::tensor(static_cast<float>(stored));
        }
    }
    if (format == LoraFormat::Peft) {
        const fs::path folder = path.has_filename() ? path : path.parent_path();  // "adapter/" is "adapter"
        check_replaceable(folder);
        StagedFolder staged(folder);
        write_safetensors(staged.path() / kPeftFile, named);
        write_file_atomically(staged.path() / kPeftConfig, peft_config(content, alpha));
        staged.commit();
        return;
    }
    std::map<std::string, std::string> metadata;
    if (format == LoraFormat::Kohya) {
        const std::string rank = std::to_string(rank_of(content));
        metadata = {{"ss_network_module", "networks.lora"},
                    {"ss_network_dim", rank},
                    {"ss_network_alpha", alpha ? nlohmann::json(*alpha).dump() : rank},
                    {"ss_base_model_version", "sd_v1"},
                    {"ss_v2", "False"},
                    {"ss_output_name", path.stem().string()}};
    }
    write_safetensors(path, named, metadata);
}

}  // namespace tempera
