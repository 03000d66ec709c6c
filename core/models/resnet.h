// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/models/layers.h"

namespace tempera {

struct ResnetConfig {
    std::int64_t in = 0;
    std::int64_t out = 0;
    std::int64_t time_width = 0;  ///< 0: no time embedding (VAE)
    std::int64_t norm_groups = 32;
    double eps = 1e-5;
    double output_scale = 1;  ///< the sum is divided by it
};

/// diffusers `ResnetBlock2D`.
class ResnetBlockImpl : public torch::nn::Module {
public:
    explicit ResnetBlockImpl(const ResnetConfig& config);

    /// input [B, in, H, W]; time: silu(time embedding) [B, time_width], undefined without -> [B, out, H, W].
    at::Tensor forward(const at::Tensor& input, const at::Tensor& time = {});

private:
    double output_scale_;
    GroupNorm norm1_{nullptr};
    Conv2d conv1_{nullptr};
    Linear time_emb_proj_{nullptr};
    GroupNorm norm2_{nullptr};
    Conv2d conv2_{nullptr};
    Pointwise conv_shortcut_{nullptr};
};
TORCH_MODULE(ResnetBlock);

/// diffusers `Downsample2D`: convolution with stride 2; padding 0 means one row and one column of
/// zeros at the bottom and right (the VAE encoder).
class DownsampleImpl : public torch::nn::Module {
public:
    DownsampleImpl(std::int64_t channels, std::int64_t padding);
    at::Tensor forward(const at::Tensor& input);

private:
    std::int64_t padding_;
    Conv2d conv_{nullptr};
};
TORCH_MODULE(Downsample);

/// diffusers `Upsample2D`: nearest neighbour to the given size, then a convolution.
class UpsampleImpl : public torch::nn::Module {
public:
    explicit UpsampleImpl(std::int64_t channels);
    at::Tensor forward(const at::Tensor& input, std::int64_t height, std::int64_t width);

private:
    Conv2d conv_{nullptr};
};
TORCH_MODULE(Upsample);

}  // namespace tempera
