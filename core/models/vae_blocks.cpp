// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/vae_blocks.h"

#include <torch/torch.h>

#include "core/models/module_list.h"
#include "core/models/pixel_tokens.h"
#include "core/ops/attention.h"

namespace tempera {
namespace {

// Every norm of the VAE has this eps, whatever the configuration says (diffusers vae.py).
constexpr double kEps = 1e-6;

ResnetBlock make_resnet(std::int64_t in, std::int64_t out, std::int64_t norm_groups) {
    return ResnetBlock(ResnetConfig{.in = in, .out = out, .norm_groups = norm_groups, .eps = kEps});
}

}  // namespace

VaeAttentionImpl::VaeAttentionImpl(std::int64_t channels, std::int64_t norm_groups) {
    group_norm_ = register_module("group_norm", GroupNorm(norm_groups, channels, kEps));
    to_q_ = register_module("to_q", Linear(channels, channels));
    to_k_ = register_module("to_k", Linear(channels, channels));
    to_v_ = register_module("to_v", Linear(channels, channels));
    to_out_ = Linear(channels, channels);
    register_list(*this, "to_out", std::vector{to_out_});
}

at::Tensor VaeAttentionImpl::forward(const at::Tensor& input) {
    const at::Tensor tokens = pixels_to_tokens(group_norm_(input));
    const at::Tensor result = attention(to_q_(tokens), to_k_(tokens), to_v_(tokens), {.upcast = true});
    return tokens_to_pixels(to_out_->forward_plus(result, {.result = pixels_to_tokens(input)}), input);
}

VaeMidBlockImpl::VaeMidBlockImpl(std::int64_t channels, std::int64_t norm_groups)
    : resnets_{make_resnet(channels, channels, norm_groups), make_resnet(channels, channels, norm_groups)},
      attention_(channels, norm_groups) {
    register_list(*this, "attentions", std::vector{attention_});
    register_list(*this, "resnets", resnets_);
}

at::Tensor VaeMidBlockImpl::forward(const at::Tensor& input) {
    return resnets_[1](attention_(resnets_[0](input)));
}

VaeEncoderImpl::VaeEncoderImpl(const VaeConfig& config) {
    conv_in_ = register_module("conv_in", Conv2d(config.image_channels, config.channels.front()));
    torch::nn::ModuleList blocks;
    std::int64_t in = config.channels.front();
    for (std::size_t i = 0; i < config.channels.size(); ++i) {
        const std::int64_t out = config.channels[i];
        Level level;
        for (std::int64_t j = 0; j < config.layers; ++j) {
            level.resnets.push_back(make_resnet(j == 0 ? in : out, out, config.norm_groups));
        }
        const auto block = std::make_shared<torch::nn::Module>();
        register_list(*block, "resnets", level.resnets);
        if (i + 1 < config.channels.size()) {
            level.downsampler = Downsample(out, 0);
            register_list(*block, "downsamplers", std::vector{level.downsampler});
        }
        blocks->push_back(block);
        levels_.push_back(level);
        in = out;
    }
    register_module("down_blocks", blocks);
    mid_block_ = register_module("mid_block", VaeMidBlock(in, config.norm_groups));
    conv_norm_out_ = register_module("conv_norm_out", GroupNorm(config.norm_groups, in, kEps));
    conv_out_ = register_module("conv_out", Conv2d(in, 2 * config.latent_channels));
}

at::Tensor VaeEncoderImpl::forward(const at::Tensor& images) {
    at::Tensor hidden = conv_in_(images);
    for (Level& level : levels_) {
        for (ResnetBlock& resnet : level.resnets) {
            hidden = resnet(hidden);
        }
        if (level.downsampler) {
            hidden = level.downsampler(hidden);
        }
    }
    return conv_out_(conv_norm_out_->forward_silu(mid_block_(hidden)));
}

VaeDecoderImpl::VaeDecoderImpl(const VaeConfig& config) {
    std::int64_t in = config.channels.back();
    conv_in_ = register_module("conv_in", Conv2d(config.latent_channels, in));
    torch::nn::ModuleList blocks;
    for (std::size_t i = config.channels.size(); i-- > 0;) {
        const std::int64_t out = config.channels[i];
        Level level;
        for (std::int64_t j = 0; j <= config.layers; ++j) {
            level.resnets.push_back(make_resnet(j == 0 ? in : out, out, config.norm_groups));
        }
        const auto block = std::make_shared<torch::nn::Module>();
        register_list(*block, "resnets", level.resnets);
        if (i > 0) {
            level.upsampler = Upsample(out);
            register_list(*block, "upsamplers", std::vector{level.upsampler});
        }
        blocks->push_back(block);
        levels_.push_back(level);
        in = out;
    }
    register_module("up_blocks", blocks);
    mid_block_ = register_module("mid_block", VaeMidBlock(config.channels.back(), config.norm_groups));
    conv_norm_out_ = register_module("conv_norm_out", GroupNorm(config.norm_groups, in, kEps));
    conv_out_ = register_module("conv_out", Conv2d(in, config.image_channels));
}

at::Tensor VaeDecoderImpl::forward(const at::Tensor& z) {
    at::Tensor hidden = mid_block_(conv_in_(z));
    for (Level& level : levels_) {
        for (ResnetBlock& resnet : level.resnets) {
            hidden = resnet(hidden);
        }
        if (level.upsampler) {
            hidden = level.upsampler(hidden, 2 * hidden.size(2), 2 * hidden.size(3));
        }
    }
    return conv_out_(conv_norm_out_->forward_silu(hidden));
}

}  // namespace tempera
