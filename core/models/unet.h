// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/models/unet_blocks.h"

namespace tempera {

/// config.json of a UNet2DConditionModel (Stable Diffusion 1.x and 2.x topology). What is a number
/// or a list in the file is a list here, one entry per down block.
struct UNetConfig {
    std::int64_t sample_size = 64;  ///< latent height and width that it was trained for
    std::int64_t in_channels = 4;
    std::int64_t out_channels = 4;
    bool center_input_sample = false;
    bool flip_sin_to_cos = true;
    double freq_shift = 0;
    std::vector<std::string> down_block_types{"CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D",
                                              "DownBlock2D"};
    std::vector<std::string> up_block_types{"UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D",
                                            "CrossAttnUpBlock2D"};
    std::vector<std::int64_t> block_out_channels{320, 640, 1280, 1280};
    std::vector<std::int64_t> layers_per_block{2, 2, 2, 2};
    std::vector<std::int64_t> transformer_layers_per_block{1, 1, 1, 1};
    std::vector<std::int64_t> cross_attention_dim{1280, 1280, 1280, 1280};
    std::vector<std::int64_t> heads{8, 8, 8, 8};  ///< "attention_head_dim" in the file: a historical misnomer
    std::vector<bool> only_cross_attention{false, false, false, false};
    std::int64_t downsample_padding = 1;
    double mid_block_scale_factor = 1;
    std::int64_t norm_num_groups = 32;
    double norm_eps = 1e-5;
    bool use_linear_projection = false;
    bool upcast_attention = false;

    /// Absent fields have the defaults of diffusers. Throws Error naming `where` and the field for
    /// wrong types, impossible combinations and variants that this model cannot be.
    static UNetConfig from_json(const nlohmann::json& json, const std::string& where);
    nlohmann::json to_json() const;

    /// Throws Error for combinations that make no model (list lengths, divisibility).
    void check(const std::string& where) const;
};

/// Sinusoidal embedding of timesteps [B] -> [B, width] fp32 (Vaswani et al. 2017 as in diffusers
/// `get_timestep_embedding`): [sin | cos], or [cos | sin] when flipped.
at::Tensor timestep_embedding(const at::Tensor& timesteps, std::int64_t width, bool flip_sin_to_cos, double freq_shift);

/// The denoiser of Stable Diffusion (Rombach et al. 2022; diffusers `UNet2DConditionModel`).
/// named_parameters() are the keys of diffusers. Values are undefined until load_weights() or
/// init_weights(). Not thread-safe while LoRA branches are attached or detached.
class UNet2DConditionModelImpl : public torch::nn::Module {
public:
    explicit UNet2DConditionModelImpl(UNetConfig config);

    /// sample [B, in_channels, H, W], timesteps [B] (or [1], for all), context [n B, L, cross width]
    /// -> [n B, out_channels, H, W], contiguous. Any H and W. With n > 1 (guidance: one context for
    /// "no prompt", one for the prompt) row i of every B belongs to sample i, and what comes before the
    /// first attention is computed once. Throws Error when the sizes do not fit.
    at::Tensor forward(const at::Tensor& sample, const at::Tensor& timesteps, const TextContext& context);

    /// The context [n B, L, cross width] whose parts are each [B, L, cross width], or [1, L, cross width] for all,
    /// with the keys and values that cross-attention makes of it, in the gradient mode of the caller.
    TextContext look_at(const std::vector<at::Tensor>& parts) const;

    /// All attention layers in the order of diffusers' `attn_processors`: down blocks, up blocks, mid
    /// block; with their paths, for example "down_blocks.0.attentions.0.transformer_blocks.0.attn1".
    std::vector<std::pair<std::string, Attention>> attention_layers() const;

    const UNetConfig config;

private:
    Conv2d conv_in_{nullptr};
    Linear time_linear_1_{nullptr};
    Linear time_linear_2_{nullptr};
    std::vector<DownBlock> down_blocks_;
    std::vector<UpBlock> up_blocks_;
    MidBlock mid_block_{nullptr};
    GroupNorm conv_norm_out_{nullptr};
    Conv2d conv_out_{nullptr};
};
TORCH_MODULE(UNet2DConditionModel);

}  // namespace tempera
