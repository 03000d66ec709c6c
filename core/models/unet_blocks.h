// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/models/resnet.h"
#include "core/models/transformer.h"

namespace tempera {

/// What the blocks of the UNet are made from.
struct UNetBlockConfig {
    std::int64_t in = 0;
    std::int64_t out = 0;
    std::int64_t skip = 0;  ///< up blocks: channels of the skip that the last layer takes
    std::int64_t layers = 2;
    std::int64_t time_width = 0;
    std::int64_t norm_groups = 32;
    double eps = 1e-5;
    double output_scale = 1;
    bool resample = false;  ///< ends with a downsampler (down) or an upsampler (up)
    std::int64_t downsample_padding = 1;
    std::optional<TransformerConfig> attention;  ///< a transformer after each resnet
};

/// diffusers `DownBlock2D` and `CrossAttnDownBlock2D`.
class DownBlockImpl : public torch::nn::Module {
public:
    explicit DownBlockImpl(const UNetBlockConfig& config);

    /// Appends the output of every layer (and of the downsampler) to `skips`.
    at::Tensor forward(at::Tensor hidden, const at::Tensor& time, const TextContext& context,
                       std::vector<at::Tensor>& skips);

    const std::vector<Transformer2D>& attentions() const { return attentions_; }

private:
    std::vector<ResnetBlock> resnets_;
    std::vector<Transformer2D> attentions_;
    Downsample downsampler_{nullptr};
};
TORCH_MODULE(DownBlock);

/// diffusers `UNetMidBlock2DCrossAttn`: resnet, transformer, resnet.
class MidBlockImpl : public torch::nn::Module {
public:
    explicit MidBlockImpl(const UNetBlockConfig& config);
    at::Tensor forward(const at::Tensor& hidden, const at::Tensor& time, const TextContext& context);

    const std::vector<Transformer2D>& attentions() const { return attentions_; }

private:
    std::vector<ResnetBlock> resnets_;
    std::vector<Transformer2D> attentions_;
};
TORCH_MODULE(MidBlock);

/// diffusers `UpBlock2D` and `CrossAttnUpBlock2D`.
class UpBlockImpl : public torch::nn::Module {
public:
    /// `config.in` are the channels of the block before.
    explicit UpBlockImpl(const UNetBlockConfig& config);

    /// Takes one skip from the back of `skips` per layer. The upsampler's target is the size of the
    /// next remaining skip, so that odd sizes come back as they went down.
    at::Tensor forward(at::Tensor hidden, const at::Tensor& time, const TextContext& context,
                       std::vector<at::Tensor>& skips);

    const std::vector<Transformer2D>& attentions() const { return attentions_; }

private:
    std::vector<ResnetBlock> resnets_;
    std::vector<Transformer2D> attentions_;
    Upsample upsampler_{nullptr};
};
TORCH_MODULE(UpBlock);

}  // namespace tempera
