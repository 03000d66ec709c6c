// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/checkpoint_layout.h"

#include <array>
#include <cmath>
#include <functional>
#include <utility>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace tempera {
namespace {

/// The current name of an attention weight in VAE files of before 2023; any other name as it is.
std::string current_name(const std::string& key) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kNames{
        {{".query.", ".to_q."}, {".key.", ".to_k."}, {".value.", ".to_v."}, {".proj_attn.", ".to_out.0."}}};
    for (const auto& [old, current] : kNames) {
        const auto at = key.find(old);
        if (at != std::string::npos && key.find("mid_block.attentions.") != std::string::npos) {
            return std::string(key).replace(at, old.size(), current);
        }
    }
    return key;
}

/// Without trailing ones: a 1x1 convolution and the matrix of it are the same numbers.
std::vector<std::int64_t> essential(std::vector<std::int64_t> shape) {
    while (shape.size() > 1 && shape.back() == 1) {
        shape.pop_back();
    }
    return shape;
}

/// A dimension that a model may have: a hostile file must not make it astronomic.
std::int64_t width(const TensorTable& tensors, const std::string& key, std::size_t axis, std::int64_t fallback) {
    constexpr std::int64_t kLargest = 1 << 20;
    const std::int64_t size = dimension(tensors, key, axis, fallback);
    if (size < 1 || size > kLargest) {
        throw Error("a model cannot be " + std::to_string(size) + " wide", key, "");
    }
    return size;
}

CLIPTowerConfig tower_of(const TensorTable& tensors, const std::string& prefix, std::int64_t hidden) {
    CLIPTowerConfig tower;
    tower.hidden_size = hidden;
    tower.intermediate_size = width(tensors, prefix + "encoder.layers.0.mlp.fc1.weight", 0, 4 * hidden);
    tower.num_hidden_layers = series_length(tensors, prefix + "encoder.layers.");
    tower.num_attention_heads = 1;
    return tower;
}

TensorShapes shapes_of(const torch::nn::Module& model) {
    TensorShapes shapes;
    for (const auto& item : model.named_parameters()) {
        shapes.emplace(item.key(), item.value().sizes().vec());
    }
    return shapes;
}

TensorShapes guarded(const std::string& where, const std::function<TensorShapes()>& build) {
    try {
        return build();
    } catch (const Error&) {
        throw;
    } catch (const std::exception&) {  // LibTorch's, when there is no memory of such a size
        throw Error("the sizes of the weights make no model", where, "compare it with a copy that works");
    }
}

}  // namespace

UNetConfig unet_config_of(const TensorTable& tensors) {
    UNetConfig config;
    config.in_channels = width(tensors, "conv_in.weight", 1, config.in_channels);
    config.out_channels = width(tensors, "conv_out.weight", 0, config.out_channels);
    const std::int64_t blocks = series_length(tensors, "down_blocks.");
    config.down_block_types.clear();
    config.up_block_types.clear();
    config.block_out_channels.clear();
    config.layers_per_block.clear();
    config.transformer_layers_per_block.clear();
    std::int64_t text_width = 0;
    for (std::int64_t i = 0; i < blocks; ++i) {
        const std::string down = "down_blocks." + std::to_string(i) + ".";
        const std::string up = "up_blocks." + std::to_string(i) + ".";
        const std::string inner = down + "attentions.0.transformer_blocks.";
        const bool attends = has_prefix(tensors, down + "attentions.");
        config.down_block_types.emplace_back(attends ? "CrossAttnDownBlock2D" : "DownBlock2D");
        config.up_block_types.emplace_back(has_prefix(tensors, up + "attentions.") ? "CrossAttnUpBlock2D"
                                                                                   : "UpBlock2D");
        config.block_out_channels.push_back(width(tensors, down + "resnets.0.conv1.weight", 0, 1));
        config.layers_per_block.push_back(series_length(tensors, down + "resnets."));
        config.transformer_layers_per_block.push_back(std::max<std::int64_t>(1, series_length(tensors, inner)));
        if (text_width == 0 && attends) {
            text_width = width(tensors, inner + "0.attn2.to_k.weight", 1, 1);
        }
    }
    const auto count = static_cast<std::size_t>(blocks);
    config.cross_attention_dim.assign(count, std::max<std::int64_t>(1, text_width));
    config.heads.assign(count, 1);
    config.only_cross_attention.assign(count, false);
    config.norm_num_groups = 1;
    return config;
}

AutoencoderKLConfig vae_config_of(const TensorTable& tensors) {
    AutoencoderKLConfig config;
    config.in_channels = width(tensors, "encoder.conv_in.weight", 1, config.in_channels);
    config.out_channels = width(tensors, "decoder.conv_out.weight", 0, config.out_channels);
    config.latent_channels = width(tensors, "decoder.conv_in.weight", 1, config.latent_channels);
    config.layers_per_block = series_length(tensors, "encoder.down_blocks.0.resnets.");
    config.norm_num_groups = 1;
    config.block_out_channels.clear();
    for (std::int64_t i = 0; i < series_length(tensors, "encoder.down_blocks."); ++i) {
        const std::string block = "encoder.down_blocks." + std::to_string(i) + ".";
        config.block_out_channels.push_back(width(tensors, block + "resnets.0.conv1.weight", 0, 1));
    }
    return config;
}

CLIPTextConfig clip_text_config_of(const TensorTable& tensors) {
    const std::string words = "text_model.embeddings.token_embedding.weight";
    CLIPTextConfig config;
    config.tower = tower_of(tensors, "text_model.", width(tensors, words, 1, 1));
    config.vocab_size = width(tensors, words, 0, config.vocab_size);
    config.max_position_embeddings = width(tensors, "text_model.embeddings.position_embedding.weight", 0, 77);
    return config;
}

CLIPConfig clip_config_of(const TensorTable& tensors) {
    const std::string part = "vision_model.embeddings.";
    CLIPConfig config;
    config.text = clip_text_config_of(tensors);
    config.projection_dim = width(tensors, "visual_projection.weight", 0, config.projection_dim);
    config.vision.tower = tower_of(tensors, "vision_model.", width(tensors, part + "class_embedding", 0, 1));
    config.vision.num_channels = width(tensors, part + "patch_embedding.weight", 1, 3);
    config.vision.patch_size = width(tensors, part + "patch_embedding.weight", 2, 1);
    const auto places = static_cast<double>(width(tensors, part + "position_embedding.weight", 0, 2) - 1);
    config.vision.image_size = static_cast<std::int64_t>(std::lround(std::sqrt(places))) * config.vision.patch_size;
    return config;
}

TensorShapes expected_shapes(ModelLayout layout, const nlohmann::json& config, const std::string& where) {
    return guarded(where, [&]() -> TensorShapes {
        switch (layout) {
            case ModelLayout::UNet:
                return shapes_of(*UNet2DConditionModel(UNetConfig::from_json(config, where)));
            case ModelLayout::Vae:
                return shapes_of(*AutoencoderKL(AutoencoderKLConfig::from_json(config, where)));
            case ModelLayout::ClipText:
                return shapes_of(*CLIPTextModel(CLIPTextConfig::from_json(config, where)));
            case ModelLayout::Clip:
                return shapes_of(*CLIPModel(CLIPConfig::from_json(config, where)));
        }
        return {};
    });
}

TensorShapes expected_shapes(ModelLayout layout, const TensorTable& tensors, const std::string& where) {
    return guarded(where, [&]() -> TensorShapes {
        switch (layout) {
            case ModelLayout::UNet: {
                const UNetConfig config = unet_config_of(tensors);
                config.check(where);
                return shapes_of(*UNet2DConditionModel(config));
            }
            case ModelLayout::Vae:
                return shapes_of(*AutoencoderKL(vae_config_of(tensors)));
            case ModelLayout::ClipText:
                return shapes_of(*CLIPTextModel(clip_text_config_of(tensors)));
            case ModelLayout::Clip:
                return shapes_of(*CLIPModel(clip_config_of(tensors)));
        }
        return {};
    });
}

std::vector<std::string> LayoutDifference::problems() const {
    std::vector<std::string> sentences;
    if (!missing.empty()) {
        sentences.push_back(std::to_string(missing.size()) + " weights are missing: " + listed(missing));
    }
    if (!misshapen.empty()) {
        sentences.push_back(std::to_string(misshapen.size()) + " weights have another shape: " + listed(misshapen));
    }
    return sentences;
}

LayoutDifference compare_layout(const TensorShapes& expected, const TensorTable& tensors) {
    LayoutDifference difference;
    TensorShapes found;
    for (const auto& [key, info] : tensors) {
        const std::string name = expected.contains(key) ? key : current_name(key);
        const auto wanted = expected.find(name);
        if (wanted == expected.end()) {
            if (!key.ends_with(".position_ids")) {
                difference.unexpected.push_back(key);
            }
            continue;
        }
        found.emplace(name, info.shape);
        if (essential(wanted->second) != essential(info.shape)) {
            difference.misshapen.push_back(key + " is " + shape_text(info.shape) + " instead of " +
                                           shape_text(wanted->second));
        }
    }
    for (const auto& [name, shape] : expected) {
        if (!found.contains(name)) {
            difference.missing.push_back(name);
        }
    }
    return difference;
}

LayoutDifference compare_blocks(const TensorTable& tensors, std::string_view prefix) {
    const std::string start(prefix);
    const std::int64_t blocks = series_length(tensors, prefix);
    TensorShapes of_a_block;
    for (auto item = tensors.lower_bound(start); item != tensors.end() && item->first.starts_with(prefix); ++item) {
        const auto dot = item->first.find('.', prefix.size());
        if (dot != std::string::npos) {
            of_a_block.emplace(item->first.substr(dot), item->second.shape);
        }
    }
    TensorShapes expected;
    for (std::int64_t i = 0; i < blocks; ++i) {
        for (const auto& [leaf, shape] : of_a_block) {
            expected.emplace(start + std::to_string(i) + leaf, shape);
        }
    }
    TensorTable block_tensors;
    for (auto item = tensors.lower_bound(start); item != tensors.end() && item->first.starts_with(prefix); ++item) {
        block_tensors.insert(*item);
    }
    return compare_layout(expected, block_tensors);
}

}  // namespace tempera
