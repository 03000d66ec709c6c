// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/models/vae_blocks.h"

namespace tempera {

/// config.json of an AutoencoderKL.
struct AutoencoderKLConfig {
    std::int64_t in_channels = 3;
    std::int64_t out_channels = 3;
    std::vector<std::int64_t> block_out_channels{64};
    std::int64_t layers_per_block = 1;
    std::int64_t latent_channels = 4;
    std::int64_t norm_num_groups = 32;
    std::int64_t sample_size = 32;  ///< picture height and width that it was trained for
    double scaling_factor = 0.18215;
    bool force_upcast = true;  ///< decode in fp32: half precision overflows for some models

    /// Picture size / latent size.
    std::int64_t downscale() const { return std::int64_t{1} << (block_out_channels.size() - 1); }

    /// Absent fields have the defaults of diffusers. Throws Error naming `where` and the field.
    static AutoencoderKLConfig from_json(const nlohmann::json& json, const std::string& where);
    nlohmann::json to_json() const;
};

/// The autoencoder of Stable Diffusion (diffusers `AutoencoderKL`). named_parameters() are the keys
/// of diffusers. Values are undefined until load_weights() or init_weights().
class AutoencoderKLImpl : public torch::nn::Module {
public:
    explicit AutoencoderKLImpl(AutoencoderKLConfig config);

    /// images [B, 3, H, W] in -1..1, H and W divisible by downscale() -> mean and log-variance
    /// (clamped to -30..20) of the latents, [B, latent_channels, H/downscale, W/downscale], NOT yet
    /// multiplied by scaling_factor.
    std::pair<at::Tensor, at::Tensor> encode(const at::Tensor& images);

    /// z = latents / scaling_factor, [B, latent_channels, h, w] -> images about -1..1, contiguous.
    at::Tensor decode(const at::Tensor& z);

    const AutoencoderKLConfig config;

private:
    VaeEncoder encoder_{nullptr};
    VaeDecoder decoder_{nullptr};
    Conv2d quant_conv_{nullptr};
    Conv2d post_quant_conv_{nullptr};
};
TORCH_MODULE(AutoencoderKL);

}  // namespace tempera
