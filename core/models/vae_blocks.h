// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/models/resnet.h"
#include "core/models/transformer.h"

namespace tempera {

/// What encoder and decoder are made from.
struct VaeConfig {
    std::int64_t image_channels = 3;
    std::int64_t latent_channels = 4;  ///< of the encoder's output: twice that (mean, log-variance)
    std::vector<std::int64_t> channels;
    std::int64_t layers = 1;
    std::int64_t norm_groups = 32;
};

/// One head of full width over the pixels, residual: "attentions.0" of the VAE's middle.
class VaeAttentionImpl : public torch::nn::Module {
public:
    VaeAttentionImpl(std::int64_t channels, std::int64_t norm_groups);
    at::Tensor forward(const at::Tensor& input);

private:
    GroupNorm group_norm_{nullptr};
    Linear to_q_{nullptr};
    Linear to_k_{nullptr};
    Linear to_v_{nullptr};
    Linear to_out_{nullptr};
};
TORCH_MODULE(VaeAttention);

/// "mid_block": resnet, attention, resnet.
class VaeMidBlockImpl : public torch::nn::Module {
public:
    VaeMidBlockImpl(std::int64_t channels, std::int64_t norm_groups);
    at::Tensor forward(const at::Tensor& input);

private:
    std::vector<ResnetBlock> resnets_;
    VaeAttention attention_{nullptr};
};
TORCH_MODULE(VaeMidBlock);

/// images [B, 3, H, W] -> [B, 2 * latent_channels, H/2^(n-1), W/2^(n-1)] for n levels.
class VaeEncoderImpl : public torch::nn::Module {
public:
    explicit VaeEncoderImpl(const VaeConfig& config);
    at::Tensor forward(const at::Tensor& images);

private:
    struct Level {
        std::vector<ResnetBlock> resnets;
        Downsample downsampler{nullptr};
    };
    Conv2d conv_in_{nullptr};
    std::vector<Level> levels_;
    VaeMidBlock mid_block_{nullptr};
    GroupNorm conv_norm_out_{nullptr};
    Conv2d conv_out_{nullptr};
};
TORCH_MODULE(VaeEncoder);

/// [B, latent_channels, h, w] -> [B, 3, h*2^(n-1), w*2^(n-1)].
class VaeDecoderImpl : public torch::nn::Module {
public:
    explicit VaeDecoderImpl(const VaeConfig& config);
    at::Tensor forward(const at::Tensor& z);

private:
    struct Level {
        std::vector<ResnetBlock> resnets;
        Upsample upsampler{nullptr};
    };
    Conv2d conv_in_{nullptr};
    VaeMidBlock mid_block_{nullptr};
    std::vector<Level> levels_;
    GroupNorm conv_norm_out_{nullptr};
    Conv2d conv_out_{nullptr};
};
TORCH_MODULE(VaeDecoder);

}  // namespace tempera
