// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/lora.h"

#include <algorithm>
#include <set>
#include <utility>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/formats/safetensors.h"

namespace tempera {
namespace {

constexpr const char* kPrefix = "unet.";

std::string key_of(const std::string& path, std::size_t projection, const char* part) {
    return path + ".processor." + std::string(kAttentionProjections[projection]) + "_lora." + part + ".weight";
}

/// The tensor of `key`, with or without prefix; takes it off `left`.
at::Tensor find(const std::map<std::string, at::Tensor>& tensors, const std::string& key, std::set<std::string>& left,
                const std::string& where) {
    for (const std::string& name : {kPrefix + key, key}) {
        const auto found = tensors.find(name);
        if (found != tensors.end()) {
            left.erase(name);
            return found->second;
        }
    }
    throw Error("the adapter lacks '" + key + "'", where, "use an adapter of all attention layers of this UNet");
}

std::set<std::string> names_of(const std::map<std::string, at::Tensor>& tensors) {
    std::set<std::string> names;
    for (const auto& [name, tensor] : tensors) {
        names.insert(name);
    }
    return names;
}

/// What nothing asked for: the text encoder's part is left out with a notice, all else is an error.
void check_rest(const std::set<std::string>& left, const std::string& where) {
    const auto is_text = [](const std::string& name) { return name.starts_with("text_encoder."); };
    const auto other = std::find_if_not(left.begin(), left.end(), is_text);
    if (other != left.end()) {
        throw Error("the adapter has '" + *other + "', which this UNet has not", where,
                    "use an adapter that was trained for this model");
    }
    if (!left.empty()) {
        spdlog::warn("{}: the part of the adapter for the text encoder is left out", where);
    }
}

void check_shapes(const LoraPair& pair, std::int64_t in, std::int64_t out, const std::string& key,
                  const std::string& where) {
    if (pair.down.dim() != 2 || pair.up.dim() != 2 || pair.down.size(1) != in || pair.up.size(0) != out ||
        pair.down.size(0) != pair.up.size(1) || pair.down.size(0) == 0) {
        throw Error("the shapes of '" + key + "' do not fit a projection from " + std::to_string(in) + " to " +
                        std::to_string(out),
                    where, "use an adapter that was trained for this model");
    }
}

at::Device device_of(const UNet2DConditionModel& unet) {
    return unet->parameters().front().device();
}

}  // namespace

LoraAdapter LoraAdapter::create(const UNet2DConditionModel& unet, std::int64_t rank, at::Generator generator) {
    if (rank < 1) {
        throw Error("the rank of an adapter must be at least 1", "lora.rank", "use 4, the official value");
    }
    LoraAdapter adapter;
    const double std = 1.0 / static_cast<double>(rank);
    for (const auto& [path, attention] : unet->attention_layers()) {
        AttentionAdapter layer{path, {}};
        for (std::size_t i = 0; i < layer.pairs.size(); ++i) {
            const auto [in, out] = attention->projection_widths(i);
            const at::Tensor down = at::empty({rank, in}, at::kFloat).normal_(0, std, generator);
            layer.pairs[i].down = down.to(device_of(unet)).set_requires_grad(true);
            layer.pairs[i].up = at::zeros({out, rank}, down.options().device(device_of(unet))).set_requires_grad(true);
        }
        adapter.layers_.push_back(std::move(layer));
    }
    return adapter;
}

LoraAdapter LoraAdapter::from_state_dict(const UNet2DConditionModel& unet,
                                         const std::map<std::string, at::Tensor>& tensors, const std::string& where) {
    LoraAdapter adapter;
    std::set<std::string> left = names_of(tensors);
    const auto own = at::TensorOptions().dtype(at::kFloat).device(device_of(unet));
    for (const auto& [path, attention] : unet->attention_layers()) {
        AttentionAdapter layer{path, {}};
        for (std::size_t i = 0; i < layer.pairs.size(); ++i) {
            const std::string key = key_of(path, i, "down");
            LoraPair& pair = layer.pairs[i];
            pair.down = find(tensors, key, left, where).detach().to(own, false, true).set_requires_grad(true);
            pair.up =
                find(tensors, key_of(path, i, "up"), left, where).detach().to(own, false, true).set_requires_grad(true);
            const auto [in, out] = attention->projection_widths(i);
            check_shapes(pair, in, out, key, where);
        }
        adapter.layers_.push_back(std::move(layer));
    }
    check_rest(left, where);
    return adapter;
}

LoraAdapter LoraAdapter::from_file(const UNet2DConditionModel& unet, const std::filesystem::path& file) {
    return from_state_dict(unet, read_safetensors(file).tensors, file.string());
}

void LoraAdapter::attach(const UNet2DConditionModel& unet, double scale) const {
    auto targets = unet->attention_layers();
    if (targets.size() != layers_.size()) {
        throw Error("the adapter has " + std::to_string(layers_.size()) + " attention layers, the UNet " +
                        std::to_string(targets.size()),
                    "adapter", "use an adapter that was trained for this model");
    }
    for (std::size_t i = 0; i < targets.size(); ++i) {
        for (std::size_t j = 0; j < layers_[i].pairs.size(); ++j) {
            const auto [in, out] = targets[i].second->projection_widths(j);
            check_shapes(layers_[i].pairs[j], in, out, key_of(layers_[i].path, j, "down"), "adapter");
        }
    }
    for (std::size_t i = 0; i < targets.size(); ++i) {
        targets[i].second->set_lora(layers_[i].pairs, scale);
    }
}

void LoraAdapter::detach(const UNet2DConditionModel& unet) {
    for (auto& [path, attention] : unet->attention_layers()) {
        attention->set_lora({}, 1);
    }
}

std::vector<at::Tensor> LoraAdapter::parameters() const {
    std::vector<at::Tensor> parameters;
    for (const AttentionAdapter& layer : layers_) {
        for (const LoraPair& pair : layer.pairs) {
            parameters.push_back(pair.down);
            parameters.push_back(pair.up);
        }
    }
    return parameters;
}

std::map<std::string, at::Tensor> LoraAdapter::state_dict() const {
    std::map<std::string, at::Tensor> state;
    for (const AttentionAdapter& layer : layers_) {
        for (std::size_t i = 0; i < layer.pairs.size(); ++i) {
            state[kPrefix + key_of(layer.path, i, "down")] = layer.pairs[i].down.detach();
            state[kPrefix + key_of(layer.path, i, "up")] = layer.pairs[i].up.detach();
        }
    }
    return state;
}

void LoraAdapter::load_state_dict(const std::map<std::string, at::Tensor>& tensors, const std::string& where) {
    std::set<std::string> left = names_of(tensors);
    std::vector<std::pair<at::Tensor, at::Tensor>> copies;
    for (const AttentionAdapter& layer : layers_) {
        for (std::size_t i = 0; i < layer.pairs.size(); ++i) {
            copies.emplace_back(layer.pairs[i].down, find(tensors, key_of(layer.path, i, "down"), left, where));
            copies.emplace_back(layer.pairs[i].up, find(tensors, key_of(layer.path, i, "up"), left, where));
            for (auto copy = copies.end() - 2; copy != copies.end(); ++copy) {
                if (copy->first.sizes() != copy->second.sizes()) {
                    throw Error("'" + key_of(layer.path, i, "down") + "' has another shape or rank", where,
                                "use the rank that the adapter was trained with");
                }
            }
        }
    }
    check_rest(left, where);
    const at::NoGradGuard no_grad;
    for (auto& [own, loaded] : copies) {
        own.copy_(loaded);
    }
}

std::int64_t LoraAdapter::rank() const {
    std::int64_t rank = 0;
    for (const AttentionAdapter& layer : layers_) {
        for (const LoraPair& pair : layer.pairs) {
            rank = std::max(rank, pair.down.size(0));
        }
    }
    return rank;
}

}  // namespace tempera
