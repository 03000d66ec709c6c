// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/resnet.h"

#include <torch/torch.h>

#include "core/models/pixel_tokens.h"

namespace tempera {

ResnetBlockImpl::ResnetBlockImpl(const ResnetConfig& config) : output_scale_(config.output_scale) {
    norm1_ = register_module("norm1", GroupNorm(config.norm_groups, config.in, config.eps));
    conv1_ = register_module("conv1", Conv2d(config.in, config.out));
    if (config.time_width > 0) {
        time_emb_proj_ = register_module("time_emb_proj", Linear(config.time_width, config.out));
    }
    norm2_ = register_module("norm2", GroupNorm(config.norm_groups, config.out, config.eps));
    conv2_ = register_module("conv2", Conv2d(config.out, config.out));
    if (config.in != config.out) {
        conv_shortcut_ = register_module("conv_shortcut", Pointwise(config.in, config.out, false));
    }
}

at::Tensor ResnetBlockImpl::forward(const at::Tensor& input, const at::Tensor& time) {
    at::Tensor hidden = conv1_->forward_plus(
        norm1_->forward_silu(input), {.shift = time_emb_proj_ ? time_emb_proj_(time) : at::Tensor(), .picture = {}});
    at::Tensor residual = input;
    if (conv_shortcut_) {
        // In the memory of the input: the sum takes that of its first term, and the layers behind take that of the sum.
        residual =
            tokens_to_pixels(conv_shortcut_(pixels_to_tokens(input)), input).contiguous(input.suggest_memory_format());
    }
    hidden = conv2_->forward_plus(norm2_->forward_silu(hidden), {.shift = {}, .picture = residual});
    return output_scale_ == 1 ? hidden : hidden / output_scale_;
}

DownsampleImpl::DownsampleImpl(std::int64_t channels, std::int64_t padding) : padding_(padding) {
    conv_ = register_module("conv", Conv2d(channels, channels, Conv2dOptions{.stride = 2, .padding = padding}));
}

at::Tensor DownsampleImpl::forward(const at::Tensor& input) {
    return conv_(padding_ == 0 ? at::constant_pad_nd(input, {0, 1, 0, 1}) : input);
}

UpsampleImpl::UpsampleImpl(std::int64_t channels) {
    conv_ = register_module("conv", Conv2d(channels, channels));
}

at::Tensor UpsampleImpl::forward(const at::Tensor& input, std::int64_t height, std::int64_t width) {
    return conv_(at::upsample_nearest2d(input, {height, width}));
}

}  // namespace tempera
