// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/checkpoint_layout.h"

#include <cmath>
#include <functional>
#include <utility>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/models/single_file.h"

namespace tempera {
namespace {

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

std::vector<std::string> single_file_problems(const TensorTable& tensors) {
    std::vector<std::string> problems;
    const auto compare = [&](const char* part, const torch::nn::Module& model,
                             const std::map<std::string, at::Tensor>& weights) {
        for (const std::string& problem : compare_layout(shapes_of(model), table_of(weights)).problems()) {
            problems.push_back(std::string(part) + ": " + problem);
        }
    };
    try {
        std::map<std::string, at::Tensor> shapes;
        for (const auto& [key, info] : tensors) {
            if (is_in_single_file(key)) {
                shapes[key] = at::empty(info.shape, at::TensorOptions(info.dtype).device(at::kMeta));
            }
        }
        const SingleFileParts parts = split_single_file(std::move(shapes), "the checkpoint");
        compare("UNet", *UNet2DConditionModel(parts.unet), parts.unet_weights);
        compare("VAE", *AutoencoderKL(parts.vae), parts.vae_weights);
        compare("text encoder", *CLIPTextModel(parts.text_encoder), parts.text_weights);
    } catch (const Error& error) {
        problems.push_back(error.problem());
    } catch (const std::exception&) {  // LibTorch's, when there is no memory of such a size
        problems.emplace_back("the sizes of the weights make no model");
    }
    return problems;
}

}  // namespace tempera
