// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/weights.h"

#include <algorithm>
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
#include "core/models/weight_layout.h"

namespace tempera {
namespace {

using ShardKeys = std::map<std::string, std::set<std::string>>;  // file name -> keys

[[noreturn]] void fail_shards(const std::string& problem, const std::filesystem::path& index) {
    throw Error(problem, index.string(), "copy the whole folder of the model again");
}

ShardKeys read_index(const std::filesystem::path& index) {
    const nlohmann::json json = read_json_object(index);
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
    for (const auto& [stem, variant, ending] : component_names()) {
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
    const TensorShapes expected = shapes_of(model);
    const LayoutDifference difference = compare_layout(expected, table_of(tensors));
    if (const auto problems = difference.problems(); !problems.empty()) {
        throw Error(problems.front(), where, "use the weights and the config.json of one model");
    }
    if (!difference.unexpected.empty()) {
        spdlog::warn("{}: {} weights are not used: {}", where, difference.unexpected.size(),
                     listed(difference.unexpected));
    }
    std::map<std::string, at::Tensor*> place_of;
    for (auto& [key, tensor] : tensors) {
        const std::string name = parameter_name(key, expected);
        if (name == key || !tensors.contains(name)) {
            place_of[name] = &tensor;
        }
    }
    const at::NoGradGuard no_grad;
    for (const auto& item : model.named_parameters()) {
        at::Tensor parameter = item.value();
        // Each tensor is let go of before the next is cast: the model is never in memory twice.
        const at::Tensor tensor = std::move(*place_of.at(item.key()));
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

const std::vector<ComponentName>& component_names() {
    static const std::vector<ComponentName> names = [] {
        std::vector<ComponentName> all;
        for (const char* variant : {"", ".fp16", ".non_ema"}) {
            all.insert(all.end(), {{"diffusion_pytorch_model", variant, ".safetensors"},
                                   {"model", variant, ".safetensors"},
                                   {"diffusion_pytorch_model", variant, ".bin"},
                                   {"pytorch_model", variant, ".bin"}});
        }
        return all;
    }();
    return names;
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
    return read_json_object(folder / "config.json");
}

}  // namespace tempera
