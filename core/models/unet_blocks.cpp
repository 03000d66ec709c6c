// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/unet_blocks.h"

#include <torch/torch.h>

#include "core/models/module_list.h"

namespace tempera {
namespace {

ResnetBlock make_resnet(const UNetBlockConfig& config, std::int64_t in) {
    return ResnetBlock(ResnetConfig{.in = in,
                                    .out = config.out,
                                    .time_width = config.time_width,
                                    .norm_groups = config.norm_groups,
                                    .eps = config.eps,
                                    .output_scale = config.output_scale});
}

}  // namespace

DownBlockImpl::DownBlockImpl(const UNetBlockConfig& config) {
    for (std::int64_t i = 0; i < config.layers; ++i) {
        resnets_.push_back(make_resnet(config, i == 0 ? config.in : config.out));
        if (config.attention) {
            attentions_.emplace_back(*config.attention);
        }
    }
    register_list(*this, "attentions", attentions_);
    register_list(*this, "resnets", resnets_);
    if (config.resample) {
        downsampler_ = Downsample(config.out, config.downsample_padding);
        register_list(*this, "downsamplers", std::vector{downsampler_});
    }
}

at::Tensor DownBlockImpl::forward(at::Tensor hidden, const at::Tensor& time, const TextContext& context,
                                  std::vector<at::Tensor>& skips) {
    for (std::size_t i = 0; i < resnets_.size(); ++i) {
        hidden = resnets_[i](hidden, time);
        if (!attentions_.empty()) {
            hidden = attentions_[i](hidden, context);
        }
        skips.push_back(hidden);
    }
    if (downsampler_) {
        hidden = downsampler_(hidden);
        skips.push_back(hidden);
    }
    return hidden;
}

MidBlockImpl::MidBlockImpl(const UNetBlockConfig& config) {
    attentions_.emplace_back(*config.attention);
    resnets_ = {make_resnet(config, config.in), make_resnet(config, config.out)};
    register_list(*this, "attentions", attentions_);
    register_list(*this, "resnets", resnets_);
}

at::Tensor MidBlockImpl::forward(const at::Tensor& hidden, const at::Tensor& time, const TextContext& context) {
    return resnets_[1](attentions_[0](resnets_[0](hidden, time), context), time);
}

UpBlockImpl::UpBlockImpl(const UNetBlockConfig& config) {
    for (std::int64_t i = 0; i < config.layers; ++i) {
        const std::int64_t hidden = i == 0 ? config.in : config.out;
        const std::int64_t skip = i + 1 == config.layers ? config.skip : config.out;
        resnets_.push_back(make_resnet(config, hidden + skip));
        if (config.attention) {
            attentions_.emplace_back(*config.attention);
        }
    }
    register_list(*this, "attentions", attentions_);
    register_list(*this, "resnets", resnets_);
    if (config.resample) {
        upsampler_ = Upsample(config.out);
        register_list(*this, "upsamplers", std::vector{upsampler_});
    }
}

at::Tensor UpBlockImpl::forward(at::Tensor hidden, const at::Tensor& time, const TextContext& context,
                                std::vector<at::Tensor>& skips) {
    for (std::size_t i = 0; i < resnets_.size(); ++i) {
        hidden = resnets_[i](at::cat({hidden, skips.back()}, 1), time);
        skips.pop_back();
        if (!attentions_.empty()) {
            hidden = attentions_[i](hidden, context);
        }
    }
    return upsampler_ ? upsampler_(hidden, skips.back().size(2), skips.back().size(3)) : hidden;
}

}  // namespace tempera
