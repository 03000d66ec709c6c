// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/lora.h"

#include <algorithm>
#include <utility>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/models/lora_files.h"
#include "core/runtime/random.h"

namespace tempera {
namespace {

/// What this UNet has no place for.
void check_rest(const std::map<std::string, at::Tensor>& left, const std::string& where) {
    if (!left.empty()) {
        throw Error("the adapter has '" + left.begin()->first + "', which this UNet has not", where,
                    "use an adapter that was trained for this model");
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

LoraAdapter LoraAdapter::from_named(const UNet2DConditionModel& unet, const std::map<std::string, at::Tensor>& tensors,
                                    const std::string& where) {
    LoraAdapter adapter;
    std::map<std::string, at::Tensor> left = tensors;
    const auto own = at::TensorOptions().dtype(at::kFloat).device(device_of(unet));
    for (const auto& [path, attention] : unet->attention_layers()) {
        AttentionAdapter layer{path, {}};
        for (std::size_t i = 0; i < layer.pairs.size(); ++i) {
            const auto down = left.extract(lora_key(path, i, "down"));
            const auto up = left.extract(lora_key(path, i, "up"));
            if (!down || !up) {
                continue;
            }
            LoraPair& pair = layer.pairs[i];
            pair.down = down.mapped().detach().to(own, false, true).set_requires_grad(true);
            pair.up = up.mapped().detach().to(own, false, true).set_requires_grad(true);
            const auto [in, out] = attention->projection_widths(i);
            check_shapes(pair, in, out, down.key(), where);
        }
        adapter.layers_.push_back(std::move(layer));
    }
    check_rest(left, where);
    return adapter;
}

LoraAdapter LoraAdapter::from_state_dict(const UNet2DConditionModel& unet,
                                         const std::map<std::string, at::Tensor>& tensors, const std::string& where) {
    return from_named(unet, parse_lora(tensors, where).tensors, where);
}

LoraAdapter LoraAdapter::from_file(const UNet2DConditionModel& unet, const std::filesystem::path& file) {
    return from_named(unet, read_lora_file(file).tensors, file.string());
}

std::vector<std::pair<std::string, Attention>> LoraAdapter::fitting_layers(const UNet2DConditionModel& unet) const {
    auto targets = unet->attention_layers();
    if (targets.size() != layers_.size()) {
        throw Error("the adapter has " + std::to_string(layers_.size()) + " attention layers, the UNet " +
                        std::to_string(targets.size()),
                    "adapter", "use an adapter that was trained for this model");
    }
    for (std::size_t i = 0; i < targets.size(); ++i) {
        for (std::size_t j = 0; j < layers_[i].pairs.size(); ++j) {
            if (layers_[i].pairs[j].down.defined()) {
                const auto [in, out] = targets[i].second->projection_widths(j);
                check_shapes(layers_[i].pairs[j], in, out, lora_key(layers_[i].path, j, "down"), "adapter");
            }
        }
    }
    return targets;
}

void LoraAdapter::attach(const UNet2DConditionModel& unet, double scale) const {
    fitting_layers(unet);
    detach(unet);
    attach_beside(unet, scale);
}

void LoraAdapter::attach_beside(const UNet2DConditionModel& unet, double scale) const {
    auto targets = fitting_layers(unet);
    for (std::size_t i = 0; i < targets.size(); ++i) {
        LoraBranches branches = targets[i].second->lora();
        for (std::size_t j = 0; j < branches.size(); ++j) {
            if (layers_[i].pairs[j].down.defined()) {
                branches[j].push_back({layers_[i].pairs[j], scale});
            }
        }
        targets[i].second->set_lora(std::move(branches));
    }
}

void LoraAdapter::detach(const UNet2DConditionModel& unet) {
    for (auto& [path, attention] : unet->attention_layers()) {
        attention->set_lora({});
    }
}

MergedLora LoraAdapter::merge(const UNet2DConditionModel& unet, double scale) const {
    const at::NoGradGuard no_grad;
    const auto targets = fitting_layers(unet);
    MergedLora merged;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        for (std::size_t j = 0; j < layers_[i].pairs.size(); ++j) {
            const auto& [down, up] = layers_[i].pairs[j];
            if (down.defined()) {
                const at::Tensor weight = targets[i].second->projection_weight(j);
                // The parameter gets new memory and the old is kept: undo() copies nothing.
                merged.changes_.push_back({weight, weight.detach()});
                weight.set_data(at::addmm(weight.to(at::kFloat), up, down, 1, scale).to(weight.scalar_type()));
            }
        }
    }
    return merged;
}

void MergedLora::undo() const {
    for (const Change& change : changes_) {
        change.weight.set_data(change.original);
    }
}

void LoraAdapter::check_effect(const UNet2DConditionModel& unet, const std::string& where) const {
    const at::NoGradGuard no_grad;
    bool zero = true;
    for (const at::Tensor& tensor : parameters()) {
        if (!at::isfinite(tensor).all().item<bool>()) {
            throw Error("the adapter holds values that are not finite", where,
                        "use one of an earlier epoch, or export it again");
        }
    }
    for (const AttentionAdapter& layer : layers_) {
        for (const LoraPair& pair : layer.pairs) {
            zero = zero && (!pair.up.defined() || pair.up.abs().max().item<float>() == 0);
        }
    }
    if (zero) {
        throw Error("the adapter changes nothing: all its 'up' matrices are zero", where,
                    "use one that was trained: a fresh adapter starts at zero");
    }
    const at::TensorOptions options = unet->parameters().front().options();
    const at::Tensor latent = stream_noise({1, unet->config.in_channels, 8, 8}, 0, "adapter check").to(options);
    const at::Tensor context =
        stream_noise({1, 4, unet->config.cross_attention_dim.front()}, 0, "adapter check").to(options);
    const at::Tensor timestep = at::full({1}, 500, options.dtype(at::kLong));
    const auto output = [&] {
        // The module holder's call operator is not const, the module is shared.
        return unet.ptr()->forward(latent, timestep, context);
    };
    std::vector<LoraBranches> attached;
    auto layers = unet->attention_layers();
    for (const auto& [path, attention] : layers) {
        attached.push_back(attention->lora());
    }
    const at::Tensor before = output();
    attach_beside(unet);
    const at::Tensor after = output();
    for (std::size_t i = 0; i < layers.size(); ++i) {
        layers[i].second->set_lora(attached[i]);
    }
    if (at::equal(before, after)) {
        throw Error("the adapter does not change what the UNet computes", where,
                    "its values are too small for the model's precision: use one that was trained for longer");
    }
}

std::vector<at::Tensor> LoraAdapter::parameters() const {
    std::vector<at::Tensor> parameters;
    for (const AttentionAdapter& layer : layers_) {
        for (const LoraPair& pair : layer.pairs) {
            if (pair.down.defined()) {
                parameters.push_back(pair.down);
                parameters.push_back(pair.up);
            }
        }
    }
    return parameters;
}

std::map<std::string, at::Tensor> LoraAdapter::state_dict() const {
    std::map<std::string, at::Tensor> state;
    for (const AttentionAdapter& layer : layers_) {
        for (std::size_t i = 0; i < layer.pairs.size(); ++i) {
            if (layer.pairs[i].down.defined()) {
                state[lora_key(layer.path, i, "down")] = layer.pairs[i].down.detach();
                state[lora_key(layer.path, i, "up")] = layer.pairs[i].up.detach();
            }
        }
    }
    return state;
}

void LoraAdapter::load_state_dict(const std::map<std::string, at::Tensor>& tensors, const std::string& where) {
    std::map<std::string, at::Tensor> loaded = parse_lora(tensors, where).tensors;
    // state_dict() shares memory with the adapter.
    std::vector<std::pair<at::Tensor, at::Tensor>> copies;
    for (const auto& [key, own] : state_dict()) {
        const auto value = loaded.extract(key);
        if (!value) {
            throw Error("the adapter lacks '" + key + "'", where,
                        "use an adapter of all attention layers of this UNet");
        }
        if (value.mapped().sizes() != own.sizes()) {
            throw Error("'" + key + "' has another shape or rank", where,
                        "use the rank that the adapter was trained with");
        }
        copies.emplace_back(own, value.mapped());
    }
    check_rest(loaded, where);
    const at::NoGradGuard no_grad;
    for (auto& [own, value] : copies) {
        own.copy_(value);
    }
}

std::int64_t LoraAdapter::rank() const {
    std::int64_t rank = 0;
    for (const AttentionAdapter& layer : layers_) {
        for (const LoraPair& pair : layer.pairs) {
            rank = std::max(rank, pair.down.defined() ? pair.down.size(0) : 0);
        }
    }
    return rank;
}

}  // namespace tempera
