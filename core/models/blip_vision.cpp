// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/blip_vision.h"

#include <cmath>
#include <memory>
#include <string>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/models/module_list.h"
#include "core/ops/attention.h"

namespace tempera {

BlipVisionBlockImpl::BlipVisionBlockImpl(const BlipVisionConfig& config) : heads_(config.num_heads) {
    const std::int64_t width = config.hidden_size;
    norm1_ = register_module("norm1", LayerNorm(width, config.layer_norm_eps));
    const auto attention = std::make_shared<torch::nn::Module>();
    qkv_ = attention->register_module("qkv", Linear(width, 3 * width));
    proj_ = attention->register_module("proj", Linear(width, width));
    register_module("attn", attention);
    norm2_ = register_module("norm2", LayerNorm(width, config.layer_norm_eps));
    const auto mlp = std::make_shared<torch::nn::Module>();
    fc1_ = mlp->register_module("fc1", Linear(width, config.intermediate_size));
    fc2_ = mlp->register_module("fc2", Linear(config.intermediate_size, width));
    register_module("mlp", mlp);
}

at::Tensor BlipVisionBlockImpl::forward(const at::Tensor& hidden) {
    const std::vector<at::Tensor> qkv = qkv_(norm1_(hidden)).chunk(3, -1);
    const AttentionOptions options{.heads = heads_};
    const at::Tensor attended = hidden + proj_(attention(qkv[0], qkv[1], qkv[2], options));
    return attended + fc2_(at::gelu(fc1_(norm2_(attended))));
}

BlipVisionImpl::BlipVisionImpl(const BlipVisionConfig& config) : image_size_(config.image_size) {
    const std::int64_t width = config.hidden_size;
    cls_token_ = register_parameter("cls_token", at::empty({1, 1, width}));
    pos_embed_ = register_parameter("pos_embed", at::empty({1, 1 + config.grid() * config.grid(), width}));
    const auto patch_embed = std::make_shared<torch::nn::Module>();
    const Conv2dOptions options{.kernel = config.patch_size, .stride = config.patch_size, .padding = 0};
    patches_ = patch_embed->register_module("proj", Conv2d(3, width, options));
    register_module("patch_embed", patch_embed);
    for (std::int64_t i = 0; i < config.num_layers; ++i) {
        blocks_.emplace_back(config);
    }
    register_list(*this, "blocks", blocks_);
    norm_ = register_module("norm", LayerNorm(width, config.layer_norm_eps));
}

at::Tensor BlipVisionImpl::forward(const at::Tensor& pixels) {
    if (pixels.dim() != 4 || pixels.size(1) != 3 || pixels.size(2) != image_size_ || pixels.size(3) != image_size_) {
        const std::string side = std::to_string(image_size_);
        throw Error("the pictures do not fit BLIP", "BLIP", "give pictures [batch, 3, " + side + ", " + side + "]");
    }
    const at::Tensor patches = patches_(pixels).flatten(2).transpose(1, 2);
    at::Tensor hidden = at::cat({cls_token_.expand({pixels.size(0), -1, -1}), patches}, 1) + pos_embed_;
    for (BlipVisionBlock& block : blocks_) {
        hidden = block(hidden);
    }
    return norm_(hidden);
}

void BlipVisionImpl::init(at::Generator generator) {
    const at::NoGradGuard no_grad;
    cls_token_.normal_(0, 0.02, generator);
    pos_embed_.normal_(0, 0.02, generator);
}

at::Tensor resize_position_grid(const at::Tensor& embedding, std::int64_t grid) {
    const std::int64_t places = embedding.dim() == 3 && embedding.size(0) == 1 ? embedding.size(1) - 1 : 0;
    const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(places))));
    if (places < 1 || side * side != places) {
        throw Error("a position embedding is not a class token and a square grid", "pos_embed",
                    "use the weights of a BLIP model");
    }
    if (side == grid) {
        return embedding;
    }
    const at::Tensor square = embedding.narrow(1, 1, places).to(at::kFloat).reshape({1, side, side, -1});
    const at::Tensor resized = at::upsample_bicubic2d(square.permute({0, 3, 1, 2}), {grid, grid}, false);
    const at::Tensor flat = resized.permute({0, 2, 3, 1}).flatten(1, 2).to(embedding.scalar_type());
    return at::cat({embedding.narrow(1, 0, 1), flat}, 1);
}

}  // namespace tempera
