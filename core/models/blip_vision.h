// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/models/layers.h"

namespace tempera {

/// Defaults: the ViT-L/16 of ImageReward.
struct BlipVisionConfig {
    std::int64_t image_size = 224;
    std::int64_t patch_size = 16;
    std::int64_t hidden_size = 1024;
    std::int64_t intermediate_size = 4096;
    std::int64_t num_layers = 24;
    std::int64_t num_heads = 16;
    double layer_norm_eps = 1e-6;

    std::int64_t grid() const { return image_size / patch_size; }
};

/// "blocks.N": norm1, attn.{qkv,proj}, norm2, mlp.{fc1,fc2}; pre-norm, exact gelu.
class BlipVisionBlockImpl : public torch::nn::Module {
public:
    explicit BlipVisionBlockImpl(const BlipVisionConfig& config);
    at::Tensor forward(const at::Tensor& hidden);  ///< [B, L, hidden] -> same

private:
    std::int64_t heads_;
    LayerNorm norm1_{nullptr};
    Linear qkv_{nullptr};
    Linear proj_{nullptr};
    LayerNorm norm2_{nullptr};
    Linear fc1_{nullptr};
    Linear fc2_{nullptr};
};
TORCH_MODULE(BlipVisionBlock);

/// The vision transformer of BLIP (salesforce/BLIP models/vit.py; Dosovitskiy et al. 2021).
class BlipVisionImpl : public Layer {
public:
    explicit BlipVisionImpl(const BlipVisionConfig& config);
    /// pixels [B, 3, image_size, image_size], already normalised -> [B, 1 + grid^2, hidden], class token
    /// first, all after the last norm.
    at::Tensor forward(const at::Tensor& pixels);
    void init(at::Generator generator) override;

private:
    std::int64_t image_size_;
    at::Tensor cls_token_;
    at::Tensor pos_embed_;
    Conv2d patches_{nullptr};
    std::vector<BlipVisionBlock> blocks_;
    LayerNorm norm_{nullptr};
};
TORCH_MODULE(BlipVision);

/// [1, 1 + g*g, C] -> [1, 1 + grid*grid, C]: the square part by bicubic interpolation, corners not
/// aligned; the class token stays (BLIP models/vit.py interpolate_pos_embed). Throws Error on another shape.
at::Tensor resize_position_grid(const at::Tensor& embedding, std::int64_t grid);

}  // namespace tempera
