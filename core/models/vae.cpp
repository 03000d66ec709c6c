// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/vae.h"

#include <utility>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/models/json_fields.h"

namespace tempera {
namespace {

constexpr const char* kRemedy = "compare the file with the config.json of a model that works";
constexpr std::size_t kMaxBlocks = 8;    // Stable Diffusion has 4
constexpr std::int64_t kMaxLayers = 64;  // and 2 in each

void check(const AutoencoderKLConfig& config, const JsonFields& fields, const std::string& where) {
    if (config.block_out_channels.size() > kMaxBlocks) {
        fields.fail("block_out_channels", "there are more than " + std::to_string(kMaxBlocks) + " blocks", kRemedy);
    }
    if (config.layers_per_block > kMaxLayers) {
        fields.fail("layers_per_block", "there are more than " + std::to_string(kMaxLayers) + " layers", kRemedy);
    }
    if (config.in_channels == 0 || config.out_channels == 0 || config.latent_channels == 0) {
        fields.fail("latent_channels", "pictures and latents need at least one channel", kRemedy);
    }
    if (config.sample_size == 0 || !(config.scaling_factor > 0)) {
        fields.fail("scaling_factor", "it and sample_size must be above 0", kRemedy);
    }
    double weights = 0;
    for (const std::int64_t channels : config.block_out_channels) {
        if (config.norm_num_groups == 0 || channels == 0 || channels % config.norm_num_groups != 0) {
            fields.fail("norm_num_groups",
                        std::to_string(channels) + " channels cannot be split into " +
                            std::to_string(config.norm_num_groups) + " groups",
                        kRemedy);
        }
        // Two 3x3 convolutions in each layer of encoder and decoder, and what else is of that order.
        const auto width = static_cast<double>(channels);
        weights += 36 * width * width * static_cast<double>(config.layers_per_block + 1) +
                   18 * width * static_cast<double>(config.in_channels + config.out_channels + config.latent_channels);
    }
    refuse_huge_model(weights, where);
}

VaeConfig parts_config(const AutoencoderKLConfig& config, std::int64_t image_channels) {
    return {.image_channels = image_channels,
            .latent_channels = config.latent_channels,
            .channels = config.block_out_channels,
            .layers = config.layers_per_block,
            .norm_groups = config.norm_num_groups};
}

/// One block of the only kind that there is for each number of channels; an absent list says nothing else.
void check_blocks(const JsonFields& fields, const char* key, const std::string& kind, std::size_t blocks) {
    const std::vector<std::string> types = fields.texts(key, std::vector<std::string>(blocks, kind));
    if (types.size() != blocks) {
        fields.fail(key, std::to_string(types.size()) + " blocks for " + std::to_string(blocks) + " block_out_channels",
                    "compare the file with the config.json of a model that works");
    }
    for (const std::string& type : types) {
        if (type != kind) {
            fields.fail(key, "unknown block '" + type + "'", "use an autoencoder of Stable Diffusion");
        }
    }
}

Conv2d pointwise_conv(std::int64_t channels) {
    return Conv2d(channels, channels, Conv2dOptions{.kernel = 1, .padding = 0});
}

}  // namespace

AutoencoderKLConfig AutoencoderKLConfig::from_json(const nlohmann::json& json, const std::string& where) {
    const JsonFields fields(json, where);
    fields.require("_class_name", {"AutoencoderKL"}, "autoencoders of this class");
    fields.require("act_fn", {"silu", "swish"}, "activations of this kind");
    fields.require("shift_factor", {0.0}, "shifted latents");
    fields.require("latents_mean", {}, "latents normalised per channel");
    fields.require("latents_std", {}, "latents normalised per channel");
    fields.require("use_quant_conv", {true}, "autoencoders without quant_conv");
    fields.require("use_post_quant_conv", {true}, "autoencoders without post_quant_conv");
    fields.require("mid_block_add_attention", {true}, "autoencoders without attention");
    AutoencoderKLConfig config;
    config.in_channels = fields.integer("in_channels", config.in_channels);
    config.out_channels = fields.integer("out_channels", config.out_channels);
    config.block_out_channels = fields.integers("block_out_channels", config.block_out_channels);
    config.layers_per_block = fields.integer("layers_per_block", config.layers_per_block);
    config.latent_channels = fields.integer("latent_channels", config.latent_channels);
    config.norm_num_groups = fields.integer("norm_num_groups", config.norm_num_groups);
    config.sample_size = fields.integer("sample_size", config.sample_size);
    config.scaling_factor = fields.real("scaling_factor", config.scaling_factor);
    config.force_upcast = fields.flag("force_upcast", config.force_upcast);
    check_blocks(fields, "down_block_types", "DownEncoderBlock2D", config.block_out_channels.size());
    check_blocks(fields, "up_block_types", "UpDecoderBlock2D", config.block_out_channels.size());
    check(config, fields, where);
    return config;
}

nlohmann::json AutoencoderKLConfig::to_json() const {
    return {{"_class_name", "AutoencoderKL"},
            {"act_fn", "silu"},
            {"block_out_channels", block_out_channels},
            {"down_block_types", std::vector<std::string>(block_out_channels.size(), "DownEncoderBlock2D")},
            {"force_upcast", force_upcast},
            {"in_channels", in_channels},
            {"latent_channels", latent_channels},
            {"layers_per_block", layers_per_block},
            {"norm_num_groups", norm_num_groups},
            {"out_channels", out_channels},
            {"sample_size", sample_size},
            {"scaling_factor", scaling_factor},
            {"up_block_types", std::vector<std::string>(block_out_channels.size(), "UpDecoderBlock2D")}};
}

AutoencoderKLImpl::AutoencoderKLImpl(AutoencoderKLConfig config_) : config(std::move(config_)) {
    encoder_ = register_module("encoder", VaeEncoder(parts_config(config, config.in_channels)));
    decoder_ = register_module("decoder", VaeDecoder(parts_config(config, config.out_channels)));
    quant_conv_ = register_module("quant_conv", pointwise_conv(2 * config.latent_channels));
    post_quant_conv_ = register_module("post_quant_conv", pointwise_conv(config.latent_channels));
}

std::pair<at::Tensor, at::Tensor> AutoencoderKLImpl::encode(const at::Tensor& images) {
    if (images.dim() != 4 || images.size(1) != config.in_channels || images.size(2) % config.downscale() != 0 ||
        images.size(3) % config.downscale() != 0) {
        throw Error("the pictures do not fit the autoencoder", "VAE",
                    "give pictures [batch, " + std::to_string(config.in_channels) +
                        ", height, width] with sides divisible by " + std::to_string(config.downscale()));
    }
    const auto format = quant_conv_->weight.suggest_memory_format();
    const at::Tensor moments = quant_conv_(encoder_(images.contiguous(format))).contiguous();
    const std::vector<at::Tensor> parts = moments.chunk(2, 1);
    return {parts[0], at::clamp(parts[1], -30.0, 20.0)};
}

at::Tensor AutoencoderKLImpl::decode(const at::Tensor& z) {
    if (z.dim() != 4 || z.size(1) != config.latent_channels) {
        throw Error("the latents do not fit the autoencoder", "VAE",
                    "give latents [batch, " + std::to_string(config.latent_channels) + ", height, width]");
    }
    const auto format = post_quant_conv_->weight.suggest_memory_format();
    return decoder_(post_quant_conv_(z.contiguous(format))).contiguous();
}

}  // namespace tempera
