// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/single_file.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace tempera {
namespace {

using Tensors = std::map<std::string, at::Tensor>;

constexpr std::string_view kUNet = "model.diffusion_model.";
constexpr std::string_view kVae = "first_stage_model.";
constexpr std::string_view kText = "cond_stage_model.transformer.";

/// Beginnings of names: old, new.
using Renames = std::vector<std::pair<std::string, std::string>>;

const Renames kUNetResnet{{"in_layers.0.", "norm1."},          {"in_layers.2.", "conv1."},
                          {"emb_layers.1.", "time_emb_proj."}, {"out_layers.0.", "norm2."},
                          {"out_layers.3.", "conv2."},         {"skip_connection.", "conv_shortcut."}};
const Renames kVaeResnet{{"nin_shortcut.", "conv_shortcut."}};
const Renames kVaeAttention{
    {"norm.", "group_norm."}, {"q.", "to_q."}, {"k.", "to_k."}, {"v.", "to_v."}, {"proj_out.", "to_out.0."}};
const Renames kSame;

/// Where a module went, and how its insides are called there.
struct Move {
    std::string old_prefix;
    std::string new_prefix;
    const Renames& inside;
};

std::string renamed(const std::string& name, const Renames& renames) {
    for (const auto& [old, current] : renames) {
        if (name.starts_with(old)) {
            return current + name.substr(old.size());
        }
    }
    return name;
}

Tensors moved(Tensors tensors, const std::vector<Move>& moves) {
    Tensors result;
    for (auto& [name, tensor] : tensors) {
        const auto move = std::find_if(moves.begin(), moves.end(),
                                       [&name = name](const Move& m) { return name.starts_with(m.old_prefix); });
        result[move == moves.end() ? name
                                   : move->new_prefix + renamed(name.substr(move->old_prefix.size()), move->inside)] =
            std::move(tensor);
    }
    return result;
}

/// One component of the file, its prefix taken off.
class Part {
public:
    Part(const Tensors& tensors, const std::string& where) : tensors_(tensors), where_(where) {}

    bool has(const std::string& name) const { return tensors_.contains(name); }

    std::int64_t dimensions(const std::string& name) const { return has(name) ? tensors_.at(name).dim() : 0; }

    /// At least 1.
    std::int64_t size(const std::string& name, std::int64_t dimension) const {
        if (dimensions(name) <= dimension || tensors_.at(name).size(dimension) == 0) {
            throw Error("the tensor '" + name + "' is missing or has another shape", where_,
                        "use a complete checkpoint of Stable Diffusion 1.x");
        }
        return tensors_.at(name).size(dimension);
    }

    /// How many of before + "0" + after, before + "1" + after... there are.
    std::int64_t count(const std::string& before, const std::string& after) const {
        std::int64_t number = 0;
        while (has(before + std::to_string(number) + after)) {
            ++number;
        }
        return number;
    }

private:
    const Tensors& tensors_;
    const std::string& where_;
};

std::string path(const std::string& list, std::size_t block, const std::string& sub, std::int64_t item) {
    return list + "." + std::to_string(block) + "." + sub + "." + std::to_string(item) + ".";
}

/// One resolution of the UNet.
struct Level {
    std::int64_t channels = 0;
    std::int64_t layers = 0;
    std::int64_t transformer_layers = 0;  ///< 0: no attention
};

std::int64_t transformer_layers(const Part& unet, const std::string& attention) {
    return unet.count(attention + "transformer_blocks.", ".norm1.weight");
}

/// Follows the blocks on the way down, which the file numbers through.
std::vector<Level> walk_down(const Part& unet, std::vector<Move>& moves) {
    unet.size("input_blocks.1.0.in_layers.2.weight", 0);  // throws when there is no way down
    std::vector<Level> levels(1);
    for (int number = 1;; ++number) {
        const std::string block = "input_blocks." + std::to_string(number) + ".";
        const std::size_t place = levels.size() - 1;
        Level& level = levels.back();
        if (unet.has(block + "0.op.weight")) {
            moves.push_back({block + "0.op.", path("down_blocks", place, "downsamplers", 0) + "conv.", kSame});
            levels.emplace_back();
        } else if (unet.has(block + "0.in_layers.2.weight")) {
            moves.push_back({block + "0.", path("down_blocks", place, "resnets", level.layers), kUNetResnet});
            moves.push_back({block + "1.", path("down_blocks", place, "attentions", level.layers), kSame});
            if (++level.layers == 1) {
                level.channels = unet.size(block + "0.in_layers.2.weight", 0);
                level.transformer_layers = transformer_layers(unet, block + "1.");
            }
        } else {
            return levels;
        }
    }
}

UNetConfig unet_config(const Part& unet, const std::vector<Level>& levels) {
    UNetConfig config;
    config.in_channels = unet.size("input_blocks.0.0.weight", 1);
    config.out_channels = unet.size("out.2.weight", 0);
    const std::size_t blocks = levels.size();
    config.down_block_types.assign(blocks, "CrossAttnDownBlock2D");
    config.up_block_types.assign(blocks, "CrossAttnUpBlock2D");
    config.block_out_channels.clear();
    config.layers_per_block.clear();
    config.transformer_layers_per_block.clear();
    for (std::size_t i = 0; i < blocks; ++i) {
        if (levels[i].transformer_layers == 0) {
            config.down_block_types[i] = "DownBlock2D";
            config.up_block_types[blocks - 1 - i] = "UpBlock2D";
        }
        config.block_out_channels.push_back(levels[i].channels);
        config.layers_per_block.push_back(levels[i].layers);
        config.transformer_layers_per_block.push_back(std::max<std::int64_t>(levels[i].transformer_layers, 1));
    }
    // The middle block belongs to the last level, and has attention in any case.
    config.transformer_layers_per_block.back() = transformer_layers(unet, "middle_block.1.");
    config.cross_attention_dim.assign(blocks, unet.size("middle_block.1.transformer_blocks.0.attn2.to_k.weight", 1));
    config.heads.assign(blocks, 8);
    config.only_cross_attention.assign(blocks, false);
    // A convolution is [C, C, 1, 1], a matrix [C, C].
    config.use_linear_projection = unet.dimensions("middle_block.1.proj_in.weight") == 2;
    return config;
}

void add_unet_moves(const UNetConfig& config, std::vector<Move>& moves) {
    const std::size_t blocks = config.layers_per_block.size();
    int number = 0;
    for (std::size_t up = 0; up < blocks; ++up) {
        const std::int64_t layers = config.layers_per_block[blocks - 1 - up] + 1;
        const bool attention = config.up_block_types[up] == "CrossAttnUpBlock2D";
        for (std::int64_t layer = 0; layer < layers; ++layer, ++number) {
            const std::string block = "output_blocks." + std::to_string(number) + ".";
            moves.push_back({block + "0.", path("up_blocks", up, "resnets", layer), kUNetResnet});
            if (attention) {
                moves.push_back({block + "1.", path("up_blocks", up, "attentions", layer), kSame});
            }
            // Behind the attention of the last layer, or in its place.
            moves.push_back({block + (attention ? "2." : "1."), path("up_blocks", up, "upsamplers", 0), kSame});
        }
    }
    moves.push_back({"input_blocks.0.0.", "conv_in.", kSame});
    moves.push_back({"time_embed.0.", "time_embedding.linear_1.", kSame});
    moves.push_back({"time_embed.2.", "time_embedding.linear_2.", kSame});
    moves.push_back({"middle_block.0.", "mid_block.resnets.0.", kUNetResnet});
    moves.push_back({"middle_block.1.", "mid_block.attentions.0.", kSame});
    moves.push_back({"middle_block.2.", "mid_block.resnets.1.", kUNetResnet});
    moves.push_back({"out.0.", "conv_norm_out.", kSame});
    moves.push_back({"out.2.", "conv_out.", kSame});
}

AutoencoderKLConfig vae_config(const Part& vae) {
    AutoencoderKLConfig config;
    config.in_channels = vae.size("encoder.conv_in.weight", 1);
    config.out_channels = vae.size("decoder.conv_out.weight", 0);
    config.latent_channels = vae.size("decoder.conv_in.weight", 1);
    config.layers_per_block = vae.count("encoder.down.0.block.", ".conv1.weight");
    config.sample_size = 512;
    config.block_out_channels.clear();
    const std::int64_t blocks = std::max<std::int64_t>(vae.count("encoder.down.", ".block.0.conv1.weight"), 1);
    for (std::int64_t i = 0; i < blocks; ++i) {
        config.block_out_channels.push_back(vae.size("encoder.down." + std::to_string(i) + ".block.0.conv1.weight", 0));
    }
    return config;
}

std::vector<Move> vae_moves(const AutoencoderKLConfig& config) {
    std::vector<Move> moves;
    const std::size_t blocks = config.block_out_channels.size();
    for (std::size_t i = 0; i < blocks; ++i) {
        // The file counts the levels of the decoder by resolution as well, diffusers in the order they run.
        const std::size_t up = blocks - 1 - i;
        for (std::int64_t layer = 0; layer <= config.layers_per_block; ++layer) {
            moves.push_back({path("encoder.down", i, "block", layer), path("encoder.down_blocks", i, "resnets", layer),
                             kVaeResnet});
            moves.push_back(
                {path("decoder.up", i, "block", layer), path("decoder.up_blocks", up, "resnets", layer), kVaeResnet});
        }
        moves.push_back({"encoder.down." + std::to_string(i) + ".downsample.",
                         path("encoder.down_blocks", i, "downsamplers", 0), kSame});
        moves.push_back(
            {"decoder.up." + std::to_string(i) + ".upsample.", path("decoder.up_blocks", up, "upsamplers", 0), kSame});
    }
    for (const std::string half : {"encoder.", "decoder."}) {
        moves.push_back({half + "mid.block_1.", half + "mid_block.resnets.0.", kVaeResnet});
        moves.push_back({half + "mid.attn_1.", half + "mid_block.attentions.0.", kVaeAttention});
        moves.push_back({half + "mid.block_2.", half + "mid_block.resnets.1.", kVaeResnet});
        moves.push_back({half + "norm_out.", half + "conv_norm_out.", kSame});
    }
    return moves;
}

CLIPTextConfig text_config(const Part& text) {
    CLIPTextConfig config;
    config.vocab_size = text.size("text_model.embeddings.token_embedding.weight", 0);
    config.max_position_embeddings = text.size("text_model.embeddings.position_embedding.weight", 0);
    const std::int64_t width = text.size("text_model.embeddings.token_embedding.weight", 1);
    config.tower.hidden_size = width;
    config.tower.intermediate_size = text.size("text_model.encoder.layers.0.mlp.fc1.weight", 0);
    config.tower.num_hidden_layers = text.count("text_model.encoder.layers.", ".layer_norm1.weight");
    config.tower.num_attention_heads = std::max<std::int64_t>(width / 64, 1);
    return config;
}

/// Files of other families by a name that only they have.
void refuse_others(const Tensors& tensors, const std::string& where) {
    const auto has = [&](std::string_view prefix) {
        const auto first = tensors.lower_bound(std::string(prefix));
        return first != tensors.end() && first->first.starts_with(prefix);
    };
    const auto refuse = [&](const std::string& problem) {
        throw Error(problem, where, "use a checkpoint of the Stable Diffusion 1.x family");
    };
    if (has("conditioner.")) {
        refuse("this is a Stable Diffusion XL checkpoint, which has two text encoders");
    }
    if (has("cond_stage_model.model.")) {
        refuse("this is a Stable Diffusion 2.x checkpoint, whose text encoder is of another kind");
    }
    if (!has(kUNet)) {
        throw Error("the file holds no UNet (model.diffusion_model.*)", where,
                    "give a whole Stable Diffusion 1.x checkpoint, or a folder in diffusers layout");
    }
    if (!has(kVae)) {
        refuse("the file holds no autoencoder (first_stage_model.*)");
    }
    if (!has(kText)) {
        refuse("the file holds no text encoder (cond_stage_model.transformer.*)");
    }
}

}  // namespace

bool is_in_single_file(const std::string& name) {
    return name.starts_with(kUNet) || name.starts_with(kVae) || name.starts_with(kText);
}

SingleFileParts split_single_file(std::map<std::string, at::Tensor> tensors, const std::string& where) {
    refuse_others(tensors, where);
    Tensors unet;
    Tensors vae;
    Tensors text;
    for (auto& [name, tensor] : tensors) {
        if (name.starts_with(kUNet)) {
            unet[name.substr(kUNet.size())] = std::move(tensor);
        } else if (name.starts_with(kVae)) {
            vae[name.substr(kVae.size())] = std::move(tensor);
        } else if (name.starts_with(kText)) {
            // Some tools leave "text_model." out.
            const std::string rest = name.substr(kText.size());
            text[rest.starts_with("text_model.") ? rest : "text_model." + rest] = std::move(tensor);
        }
    }
    SingleFileParts parts;
    std::vector<Move> moves;
    parts.unet = unet_config(Part(unet, where), walk_down(Part(unet, where), moves));
    if (parts.unet.in_channels == 9) {
        throw Error("this is an inpainting model: its UNet takes 9 channels", where, "use a text-to-image model");
    }
    add_unet_moves(parts.unet, moves);
    parts.vae = vae_config(Part(vae, where));
    parts.text_encoder = text_config(Part(text, where));
    parts.unet_weights = moved(std::move(unet), moves);
    parts.vae_weights = moved(std::move(vae), vae_moves(parts.vae));
    parts.text_weights = std::move(text);
    return parts;
}

}  // namespace tempera
