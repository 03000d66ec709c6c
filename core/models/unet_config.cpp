// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>

#include "core/base/error.h"
#include "core/models/json_fields.h"
#include "core/models/unet.h"

namespace tempera {
namespace {

constexpr const char* kPlainDown = "DownBlock2D";
constexpr const char* kCrossDown = "CrossAttnDownBlock2D";
constexpr const char* kPlainUp = "UpBlock2D";
constexpr const char* kCrossUp = "CrossAttnUpBlock2D";
constexpr std::size_t kMaxBlocks = 8;    // Stable Diffusion has 4
constexpr std::int64_t kMaxLayers = 64;  // and 2 in each

/// Variants of UNet2DConditionModel that change its structure or its arithmetic.
void reject_variants(const JsonFields& fields) {
    fields.require("dual_cross_attention", {false}, "dual cross-attention blocks");
    fields.require("class_embed_type", {}, "class embeddings");
    fields.require("num_class_embeds", {}, "class embeddings");
    fields.require("class_embeddings_concat", {false}, "concatenated class embeddings");
    fields.require("addition_embed_type", {}, "additional embeddings");
    fields.require("encoder_hid_dim", {}, "projected text states");
    fields.require("encoder_hid_dim_type", {}, "projected text states");
    fields.require("resnet_time_scale_shift", {"default"}, "scale-shift resnets");
    fields.require("resnet_skip_time_act", {false}, "resnets without time activation");
    fields.require("resnet_out_scale_factor", {1.0}, "scaled resnets");
    fields.require("time_embedding_type", {"positional"}, "time embeddings of this type");
    fields.require("time_embedding_dim", {}, "time embeddings of this width");
    fields.require("time_embedding_act_fn", {}, "activated time embeddings");
    fields.require("timestep_post_act", {}, "activated time embeddings");
    fields.require("time_cond_proj_dim", {}, "conditioned time embeddings");
    fields.require("cross_attention_norm", {}, "cross-attention norms");
    fields.require("conv_in_kernel", {3}, "kernels of this size");
    fields.require("conv_out_kernel", {3}, "kernels of this size");
    fields.require("attention_type", {"default"}, "attention layers of this type");
    fields.require("reverse_transformer_layers_per_block", {}, "reversed transformer layers");
    fields.require("num_attention_heads", {}, "separate numbers of heads");
    fields.require("mid_block_type", {"UNetMidBlock2DCrossAttn"}, "middle blocks of this type");
    fields.require("mid_block_only_cross_attention", {false}, "middle blocks without self-attention");
    fields.require("act_fn", {"silu", "swish"}, "activations of this kind");
    fields.require("_class_name", {"UNet2DConditionModel"}, "UNets of this class");
    // Absent means the usual block, null that there is none.
    if (fields.is_null("mid_block_type")) {
        fields.fail("mid_block_type", "UNets without a middle block are not supported",
                    "use a model of the Stable Diffusion 1.x family");
    }
}

/// The first uploads of Stable Diffusion 1.x say 32, though they were trained for 64 (diffusers
/// StableDiffusionPipeline.__init__ corrects it for files of before 0.9.0).
bool has_wrong_sample_size(const JsonFields& fields, std::int64_t sample_size) {
    int major = 0;
    int minor = 0;
    const std::string version = fields.text("_diffusers_version", "");
    return sample_size == 32 && std::sscanf(version.c_str(), "%d.%d", &major, &minor) == 2 && major == 0 && minor < 9;
}

/// Bounds the number of layers, then of weights: in each layer, on the way down and up, two 3x3
/// convolutions and the linear layers of its transformers, and what else is of that order.
void check_size(const UNetConfig& config, const std::string& where) {
    double weights = 0;
    for (std::size_t i = 0; i < config.block_out_channels.size(); ++i) {
        if (config.layers_per_block[i] > kMaxLayers || config.transformer_layers_per_block[i] > kMaxLayers) {
            throw Error("a block has more than " + std::to_string(kMaxLayers) + " layers", where + ": layers_per_block",
                        "compare the file with the config.json of a model that works");
        }
        const auto width = static_cast<double>(config.block_out_channels[i]);
        const auto context = static_cast<double>(config.cross_attention_dim[i]);
        const auto layers = static_cast<double>(config.layers_per_block[i] + 1);
        const auto transformers = static_cast<double>(config.transformer_layers_per_block[i]);
        weights += 2 * layers * width * (18 * width + transformers * (16 * width + 2 * context)) +
                   9 * width * static_cast<double>(config.in_channels + config.out_channels);
    }
    refuse_huge_model(weights, where);
}

}  // namespace

UNetConfig UNetConfig::from_json(const nlohmann::json& json, const std::string& where) {
    const JsonFields fields(json, where);
    reject_variants(fields);
    UNetConfig config;
    config.down_block_types = fields.texts("down_block_types", config.down_block_types);
    config.up_block_types = fields.texts("up_block_types", config.up_block_types);
    config.block_out_channels = fields.integers("block_out_channels", config.block_out_channels);
    const std::size_t blocks = config.block_out_channels.size();
    config.layers_per_block = fields.integer_per_block("layers_per_block", 2, blocks);
    config.transformer_layers_per_block = fields.integer_per_block("transformer_layers_per_block", 1, blocks);
    config.cross_attention_dim = fields.integer_per_block("cross_attention_dim", 1280, blocks);
    config.heads = fields.integer_per_block("attention_head_dim", 8, blocks);
    config.only_cross_attention = fields.flag_per_block("only_cross_attention", false, blocks);
    config.sample_size = fields.integer("sample_size", config.sample_size);
    if (has_wrong_sample_size(fields, config.sample_size)) {
        config.sample_size = 64;
    }
    config.in_channels = fields.integer("in_channels", config.in_channels);
    config.out_channels = fields.integer("out_channels", config.out_channels);
    config.center_input_sample = fields.flag("center_input_sample", config.center_input_sample);
    config.flip_sin_to_cos = fields.flag("flip_sin_to_cos", config.flip_sin_to_cos);
    config.freq_shift = fields.real("freq_shift", config.freq_shift);
    config.downsample_padding = fields.integer("downsample_padding", config.downsample_padding);
    config.mid_block_scale_factor = fields.real("mid_block_scale_factor", config.mid_block_scale_factor);
    config.norm_num_groups = fields.integer("norm_num_groups", config.norm_num_groups);
    config.norm_eps = fields.real("norm_eps", config.norm_eps);
    config.use_linear_projection = fields.flag("use_linear_projection", config.use_linear_projection);
    config.upcast_attention = fields.flag("upcast_attention", config.upcast_attention);
    config.check(where);
    return config;
}

nlohmann::json UNetConfig::to_json() const {
    const bool cross_only = only_cross_attention == std::vector<bool>(only_cross_attention.size(), true);
    const bool never_cross_only = only_cross_attention == std::vector<bool>(only_cross_attention.size(), false);
    return {{"_class_name", "UNet2DConditionModel"},
            {"act_fn", "silu"},
            {"attention_head_dim", scalar_or_list(heads)},
            {"block_out_channels", block_out_channels},
            {"center_input_sample", center_input_sample},
            {"cross_attention_dim", scalar_or_list(cross_attention_dim)},
            {"down_block_types", down_block_types},
            {"downsample_padding", downsample_padding},
            {"flip_sin_to_cos", flip_sin_to_cos},
            {"freq_shift", freq_shift},
            {"in_channels", in_channels},
            {"layers_per_block", scalar_or_list(layers_per_block)},
            {"mid_block_scale_factor", mid_block_scale_factor},
            {"mid_block_type", "UNetMidBlock2DCrossAttn"},
            {"norm_eps", norm_eps},
            {"norm_num_groups", norm_num_groups},
            {"only_cross_attention",
             cross_only || never_cross_only ? nlohmann::json(cross_only) : nlohmann::json(only_cross_attention)},
            {"out_channels", out_channels},
            {"sample_size", sample_size},
            {"transformer_layers_per_block", scalar_or_list(transformer_layers_per_block)},
            {"up_block_types", up_block_types},
            {"upcast_attention", upcast_attention},
            {"use_linear_projection", use_linear_projection}};
}

void UNetConfig::check(const std::string& where) const {
    const auto fail = [&](const std::string& key, const std::string& problem) {
        throw Error(problem, where + ": " + key, "compare the file with the config.json of a model that works");
    };
    const std::size_t blocks = block_out_channels.size();
    if (blocks == 0 || blocks > kMaxBlocks) {
        fail("block_out_channels", "there must be 1 to " + std::to_string(kMaxBlocks) + " blocks");
    }
    if (down_block_types.size() != blocks || up_block_types.size() != blocks) {
        fail("block_out_channels", "there are " + std::to_string(blocks) + " entries for " +
                                       std::to_string(down_block_types.size()) + " down and " +
                                       std::to_string(up_block_types.size()) + " up blocks");
    }
    for (const auto* list : {&layers_per_block, &transformer_layers_per_block, &cross_attention_dim, &heads}) {
        if (list->size() != blocks || std::find(list->begin(), list->end(), 0) != list->end()) {
            fail("block_out_channels", "a list per block has another length or a zero");
        }
    }
    for (const std::string& type : down_block_types) {
        if (type != kPlainDown && type != kCrossDown) {
            fail("down_block_types", "unknown block '" + type + "'");
        }
    }
    for (const std::string& type : up_block_types) {
        if (type != kPlainUp && type != kCrossUp) {
            fail("up_block_types", "unknown block '" + type + "'");
        }
    }
    for (std::size_t i = 0; i < blocks; ++i) {
        if (norm_num_groups == 0 || block_out_channels[i] == 0 || block_out_channels[i] % norm_num_groups != 0) {
            fail("norm_num_groups", std::to_string(block_out_channels[i]) + " channels cannot be split into " +
                                        std::to_string(norm_num_groups) + " groups");
        }
        if (block_out_channels[i] % heads[i] != 0) {
            fail("attention_head_dim", std::to_string(block_out_channels[i]) + " channels cannot be split into " +
                                           std::to_string(heads[i]) + " heads");
        }
    }
    if (block_out_channels.front() % 2 != 0) {
        fail("block_out_channels", "the first number of channels must be even");
    }
    if (in_channels == 0 || out_channels == 0 || sample_size == 0) {
        fail("sample_size", "it, in_channels and out_channels must be above 0");
    }
    if (downsample_padding > 1) {
        fail("downsample_padding", "it must be 0 or 1");
    }
    // Both divide: the width of the embedding of time less the shift, and the output of the middle block.
    if (!(freq_shift >= 0 && freq_shift < static_cast<double>(block_out_channels.front() / 2))) {
        fail("freq_shift", "it must be at least 0 and below half of the first number of channels");
    }
    if (!(mid_block_scale_factor > 0 && norm_eps >= 0)) {
        fail("mid_block_scale_factor", "it must be above 0, and norm_eps at least 0");
    }
    check_size(*this, where);
}

}  // namespace tempera
