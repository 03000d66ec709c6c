// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/weights.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <vector>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/json_text.h"
#include "core/base/log.h"
#include "core/formats/tensor_file.h"
#include "core/models/layers.h"
#include "core/models/tensor_table.h"

namespace tempera {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kOldAttentionNames{
    {{".to_q.", ".query."}, {".to_k.", ".key."}, {".to_v.", ".value."}, {".to_out.0.", ".proj_attn."}}};

/// The name of a parameter in VAE files of before 2023; empty when it was the same.
std::string old_name(const std::string& name) {
    for (const auto& [current, old] : kOldAttentionNames) {
        const auto at = name.find(current);
        if (at != std::string::npos && name.find("mid_block.attentions.") != std::string::npos) {
            return std::string(name).replace(at, current.size(), old);
        }
    }
    return {};
}

/// Sizes without trailing ones: a 1x1 convolution and the matrix of it are the same numbers.
std::vector<std::int64_t> essential_shape(const at::Tensor& tensor) {
    std::vector<std::int64_t> sizes = tensor.sizes().vec();
    while (sizes.size() > 1 && sizes.back() == 1) {
        sizes.pop_back();
    }
    return sizes;
}

std::string shape_text(const at::Tensor& tensor) {
    return nlohmann::json(tensor.sizes().vec()).dump();
}

using ShardKeys = std::map<std::string, std::set<std::string>>;  // file name -> keys

[[noreturn]] void fail_shards(const std::string& problem, const std::filesystem::path& index) {
    throw Error(problem, index.string(), "copy the whole folder of the model again");
}

ShardKeys read_index(const std::filesystem::path& index) {
    const nlohmann::json json = parse_json_object(read_file(index), index.string());
    if (!json.contains("weight_map") || !json["weight_map"].is_object()) {
        fail_shards("the index of the shards has no weight_map", index);
    }
    ShardKeys keys_of_shard;
    for (const auto& [key, shard] : json["weight_map"].items()) {
        const std::string name = shard.is_string() ? shard.get<std::string>() : "";
        if (name.empty() || name.find('/') != std::string::npos || name.find("..") != std::string::npos) {
            fail_shards("the index names a shard that is not a file beside it: " + json_shown(shard), index);
        }
        if (!std::filesystem::exists(index.parent_path() / name)) {
            fail_shards("the shard " + name + " is missing", index);
        }
        keys_of_shard[name].insert(key);
    }
    return keys_of_shard;
}

/// The tensors of all shards; every key must lie in the shard that the index names, and in no other.
TensorFile read_shards(const std::filesystem::path& index) {
    TensorFile whole;
    for (const auto& [name, keys] : read_index(index)) {
        TensorFile shard = read_tensor_file(index.parent_path() / name);
        for (const std::string& key : keys) {
            if (!shard.tensors.contains(key)) {
                fail_shards("'" + key + "' is not in " + name, index);
            }
        }
        for (auto& [key, tensor] : shard.tensors) {
            if (!keys.contains(key)) {
                fail_shards("'" + key + "' is in " + name + ", but not by the index", index);
            }
            whole.tensors.emplace(key, std::move(tensor));
        }
    }
    return whole;
}

/// Names under which the libraries save the index of shards: "model.safetensors.index.fp16.json" and,
/// as older diffusers did, "model.fp16.safetensors.index.json".
std::vector<std::string> index_names(const std::string& stem, const std::string& variant, const std::string& ending) {
    if (variant.empty()) {
        return {stem + ending + ".index.json"};
    }
    return {stem + ending + ".index" + variant + ".json", stem + variant + ending + ".index.json"};
}

/// The file of weights or the index of shards (.json) that counts in a component folder.
std::filesystem::path find_component(const std::filesystem::path& folder) {
    struct Name {
        const char* stem;
        const char* ending;
    };
    constexpr std::array<Name, 4> kNames{{{"diffusion_pytorch_model", ".safetensors"},
                                          {"model", ".safetensors"},
                                          {"diffusion_pytorch_model", ".bin"},
                                          {"pytorch_model", ".bin"}}};
    for (const std::string variant : {"", ".fp16", ".non_ema"}) {
        for (const auto& [stem, ending] : kNames) {
            const auto whole = folder / (stem + variant + ending);
            if (std::filesystem::exists(whole)) {
                return whole;
            }
            for (const std::string& name : index_names(stem, variant, ending)) {
                if (std::filesystem::exists(folder / name)) {
                    return folder / name;
                }
            }
        }
    }
    throw Error("there are no weights in this folder", folder.string(),
                "it must hold diffusion_pytorch_model or model as .safetensors, or diffusion_pytorch_model or "
                "pytorch_model as .bin");
}

/// Nobody else sees the memory of `tensor`, and there is no more of it than the tensor needs.
bool is_sole_owner(const at::Tensor& tensor) {
    return tensor.use_count() == 1 && tensor.storage().use_count() == 1 && tensor.storage().nbytes() == tensor.nbytes();
}

}  // namespace

void init_weights(torch::nn::Module& model, at::Generator generator) {
    const auto modules = model.modules(/*include_self=*/false);
    for (auto module = modules.rbegin(); module != modules.rend(); ++module) {
        if (auto* layer = dynamic_cast<Layer*>(module->get())) {
            layer->init(generator);
        }
    }
    if (auto* layer = dynamic_cast<Layer*>(&model)) {
        layer->init(generator);
    }
}

void load_weights(torch::nn::Module& model, std::map<std::string, at::Tensor> tensors, const std::string& where,
                  const c10::TensorOptions& target) {
    std::vector<std::string> missing;
    std::vector<std::string> misshapen;
    std::vector<std::pair<at::Tensor, at::Tensor*>> pairs;
    std::set<std::string> used;
    for (const auto& item : model.named_parameters()) {
        auto found = tensors.find(item.key());
        if (found == tensors.end()) {
            found = tensors.find(old_name(item.key()));
        }
        if (found == tensors.end()) {
            missing.push_back(item.key());
            continue;
        }
        used.insert(found->first);
        if (essential_shape(item.value()) != essential_shape(found->second)) {
            misshapen.push_back(item.key() + " is " + shape_text(found->second) + " instead of " +
                                shape_text(item.value()));
            continue;
        }
        pairs.emplace_back(item.value(), &found->second);
    }
    if (!missing.empty()) {
        throw Error(std::to_string(missing.size()) + " weights are missing: " + listed(missing), where,
                    "use the weights and the config.json of one model");
    }
    if (!misshapen.empty()) {
        throw Error(std::to_string(misshapen.size()) + " weights have another shape: " + listed(misshapen), where,
                    "use the weights and the config.json of one model");
    }
    std::vector<std::string> unused;
    for (const auto& [name, tensor] : tensors) {
        if (!used.contains(name) && !name.ends_with(".position_ids")) {
            unused.push_back(name);
        }
    }
    if (!unused.empty()) {
        spdlog::warn("{}: {} weights are not used: {}", where, unused.size(), listed(unused));
    }
    const at::NoGradGuard no_grad;
    for (auto& [parameter, place] : pairs) {
        // Each tensor is let go of before the next is cast: the model is never in memory twice.
        const at::Tensor tensor = std::move(*place);
        const auto options = parameter.options().merge_in(target);
        const auto format = parameter.dim() == 4 && target.memory_format_opt() ? *target.memory_format_opt()
                                                                               : parameter.suggest_memory_format();
        const bool copy = !is_sole_owner(tensor);
        // Replaced, not filled: the undefined memory of a fresh model is never touched.
        parameter.set_data(tensor.reshape(parameter.sizes())
                               .to(options.device(), options.dtype().toScalarType(), false, copy, format));
    }
}

std::map<std::string, at::Tensor> weights_of(const torch::nn::Module& model) {
    std::map<std::string, at::Tensor> weights;
    for (const auto& item : model.named_parameters()) {
        weights.emplace(item.key(), item.value().detach());
    }
    return weights;
}

void set_trainable(torch::nn::Module& model, bool trainable) {
    for (at::Tensor& parameter : model.parameters()) {
        parameter.set_requires_grad(trainable);
    }
}

void use_channels_last(torch::nn::Module& model) {
    for (at::Tensor& parameter : model.parameters()) {
        if (parameter.dim() == 4) {
            const at::NoGradGuard no_grad;
            parameter.set_data(parameter.contiguous(at::MemoryFormat::ChannelsLast));
        }
    }
}

TensorFile read_component(const std::filesystem::path& folder) {
    const auto file = find_component(folder);
    return file.extension() == ".json" ? read_shards(file) : read_tensor_file(file);
}

std::vector<std::filesystem::path> component_files(const std::filesystem::path& folder) {
    const auto file = find_component(folder);
    if (file.extension() != ".json") {
        return {file};
    }
    std::vector<std::filesystem::path> shards;
    for (const auto& [name, keys] : read_index(file)) {
        shards.push_back(folder / name);
    }
    return shards;
}

nlohmann::json read_config(const std::filesystem::path& folder) {
    const auto file = folder / "config.json";
    return parse_json_object(read_file(file), file.string());
}

}  // namespace tempera
