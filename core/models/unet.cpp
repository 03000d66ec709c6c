// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/unet.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/models/module_list.h"

namespace tempera {
namespace {

bool has_attention(const std::string& block_type) {
    return block_type.starts_with("CrossAttn");
}

/// What all blocks of level `level` (counted downwards) have in common.
UNetBlockConfig level_config(const UNetConfig& config, std::size_t level, bool with_attention) {
    UNetBlockConfig block;
    block.out = config.block_out_channels[level];
    block.layers = config.layers_per_block[level];
    block.time_width = 4 * config.block_out_channels.front();
    block.norm_groups = config.norm_num_groups;
    block.eps = config.norm_eps;
    block.downsample_padding = config.downsample_padding;
    if (with_attention) {
        block.attention = TransformerConfig{.channels = block.out,
                                            .layers = config.transformer_layers_per_block[level],
                                            .heads = config.heads[level],
                                            .context_width = config.cross_attention_dim[level],
                                            .norm_groups = config.norm_num_groups,
                                            .linear_projection = config.use_linear_projection,
                                            .only_cross_attention = config.only_cross_attention[level],
                                            .upcast = config.upcast_attention};
    }
    return block;
}

void collect_attention(const std::vector<Transformer2D>& transformers, const std::string& block,
                       std::vector<std::pair<std::string, Attention>>& layers) {
    for (std::size_t i = 0; i < transformers.size(); ++i) {
        const auto& blocks = transformers[i]->blocks();
        for (std::size_t j = 0; j < blocks.size(); ++j) {
            const std::string path =
                block + ".attentions." + std::to_string(i) + ".transformer_blocks." + std::to_string(j);
            layers.emplace_back(path + ".attn1", blocks[j]->attn1);
            layers.emplace_back(path + ".attn2", blocks[j]->attn2);
        }
    }
}

}  // namespace

at::Tensor timestep_embedding(const at::Tensor& timesteps, std::int64_t width, bool flip_sin_to_cos,
                              double freq_shift) {
    const std::int64_t half = width / 2;
    const at::TensorOptions options = timesteps.options().dtype(at::kFloat);
    const at::Tensor exponent =
        at::arange(half, options) * -std::log(10000.0) / (static_cast<double>(half) - freq_shift);
    const at::Tensor angles = timesteps.to(at::kFloat).unsqueeze(1) * at::exp(exponent).unsqueeze(0);
    return flip_sin_to_cos ? at::cat({at::cos(angles), at::sin(angles)}, 1)
                           : at::cat({at::sin(angles), at::cos(angles)}, 1);
}

UNet2DConditionModelImpl::UNet2DConditionModelImpl(UNetConfig config_) : config(std::move(config_)) {
    config.check("UNet");
    const std::size_t blocks = config.block_out_channels.size();
    const std::int64_t first = config.block_out_channels.front();
    const std::int64_t last = config.block_out_channels.back();

    conv_in_ = register_module("conv_in", Conv2d(config.in_channels, first));
    const auto time_embedding = std::make_shared<torch::nn::Module>();
    time_linear_1_ = time_embedding->register_module("linear_1", Linear(first, 4 * first));
    time_linear_2_ = time_embedding->register_module("linear_2", Linear(4 * first, 4 * first));
    register_module("time_embedding", time_embedding);

    for (std::size_t i = 0; i < blocks; ++i) {
        UNetBlockConfig block = level_config(config, i, has_attention(config.down_block_types[i]));
        block.in = i == 0 ? first : config.block_out_channels[i - 1];
        block.resample = i + 1 < blocks;
        down_blocks_.emplace_back(block);
    }
    register_list(*this, "down_blocks", down_blocks_);

    for (std::size_t i = 0; i < blocks; ++i) {
        const std::size_t level = blocks - 1 - i;
        UNetBlockConfig block = level_config(config, level, has_attention(config.up_block_types[i]));
        block.in = i == 0 ? last : config.block_out_channels[level + 1];
        block.skip = level == 0 ? first : config.block_out_channels[level - 1];
        block.layers += 1;
        block.resample = i + 1 < blocks;
        up_blocks_.emplace_back(block);
    }
    register_list(*this, "up_blocks", up_blocks_);

    UNetBlockConfig middle = level_config(config, blocks - 1, true);
    middle.in = last;
    middle.output_scale = config.mid_block_scale_factor;
    middle.attention->only_cross_attention = false;
    mid_block_ = register_module("mid_block", MidBlock(middle));

    conv_norm_out_ = register_module("conv_norm_out", GroupNorm(config.norm_num_groups, first, config.norm_eps));
    conv_out_ = register_module("conv_out", Conv2d(first, config.out_channels));
}

at::Tensor UNet2DConditionModelImpl::forward(const at::Tensor& sample, const at::Tensor& timesteps,
                                             const TextContext& context) {
    const at::Tensor& embeds = context.embeds;
    if (sample.dim() != 4 || sample.size(1) != config.in_channels) {
        throw Error("the latents do not fit the UNet", "UNet",
                    "give latents [batch, " + std::to_string(config.in_channels) + ", height, width]");
    }
    if (embeds.dim() != 3 || embeds.size(0) == 0 || embeds.size(0) % sample.size(0) != 0) {
        throw Error("the prompt embeddings do not fit the latents", "UNet",
                    "give embeddings [" + std::to_string(sample.size(0)) + ", tokens, width] or a multiple of them");
    }
    // Only after fp32 arithmetic the embedding takes the type of the sample. Every resnet applies silu
    // to it: once here.
    const at::Tensor embedding =
        timestep_embedding(timesteps, config.block_out_channels.front(), config.flip_sin_to_cos, config.freq_shift);
    at::Tensor time = at::silu(time_linear_2_(at::silu(time_linear_1_(embedding.to(sample.scalar_type())))));

    at::Tensor hidden = config.center_input_sample ? 2 * sample - 1 : sample;
    hidden = conv_in_(hidden.contiguous(conv_in_->weight.suggest_memory_format()));
    std::vector<at::Tensor> skips{hidden};
    // From the first attention on, each sample goes its way once per context.
    const auto spread = [&] {
        const std::int64_t copies = embeds.size(0) / hidden.size(0);
        if (copies > 1) {
            for (at::Tensor& skip : skips) {
                skip = at::cat(std::vector<at::Tensor>(static_cast<std::size_t>(copies), skip));
            }
            hidden = skips.back();
            time = time.size(0) == 1 ? time : time.repeat({copies, 1});
        }
    };
    for (DownBlock& block : down_blocks_) {
        if (!block->attentions().empty()) {
            spread();
        }
        hidden = block(hidden, time, context, skips);
    }
    spread();
    hidden = mid_block_(hidden, time, context);
    for (UpBlock& block : up_blocks_) {
        hidden = block(hidden, time, context, skips);
    }
    return conv_out_(conv_norm_out_->forward_silu(hidden)).contiguous();
}

TextContext UNet2DConditionModelImpl::look_at(const std::vector<at::Tensor>& parts) const {
    std::int64_t batch = 1;
    for (const at::Tensor& part : parts) {
        batch = std::max(batch, part.size(0));
    }
    // What is the same for all goes through the layers once, and is copied behind them.
    const auto spread = [&](const at::Tensor& rows) {
        std::vector<at::Tensor> spread_parts;
        std::int64_t begin = 0;
        for (const at::Tensor& part : parts) {
            const at::Tensor own = rows.narrow(0, begin, part.size(0));
            spread_parts.push_back(own.expand({batch, -1, -1}));
            begin += part.size(0);
        }
        return at::cat(spread_parts);
    };
    const at::Tensor rows = at::cat(parts);
    std::map<const AttentionImpl*, KeysValues> known;
    for (const auto& [path, layer] : attention_layers()) {
        if (path.ends_with(".attn2")) {
            const KeysValues of_rows = layer->keys_values(rows);
            known[layer.get()] = {spread(of_rows.keys), spread(of_rows.values)};
        }
    }
    return {spread(rows), std::move(known)};
}

std::vector<std::pair<std::string, Attention>> UNet2DConditionModelImpl::attention_layers() const {
    std::vector<std::pair<std::string, Attention>> layers;
    for (std::size_t i = 0; i < down_blocks_.size(); ++i) {
        collect_attention(down_blocks_[i]->attentions(), "down_blocks." + std::to_string(i), layers);
    }
    for (std::size_t i = 0; i < up_blocks_.size(); ++i) {
        collect_attention(up_blocks_[i]->attentions(), "up_blocks." + std::to_string(i), layers);
    }
    collect_attention(mid_block_->attentions(), "mid_block", layers);
    return layers;
}

}  // namespace tempera
