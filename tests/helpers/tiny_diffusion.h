// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/diffusion/diffusion_model.h"
#include "core/models/weights.h"
#include "core/runtime/random.h"

namespace tempera {

/// A random Stable Diffusion of a few thousand weights: latents 4x8x8, pictures 16x16, text of 8 tokens.
/// Equal seeds give equal models.
inline DiffusionModel tiny_diffusion(std::uint64_t seed = 1) {
    CLIPTextConfig text;
    text.tower.hidden_size = 16;
    text.tower.intermediate_size = 24;
    text.tower.num_hidden_layers = 1;
    text.tower.num_attention_heads = 2;
    text.max_position_embeddings = 8;

    ClipTokenizer::Options options;
    options.max_length = 8;
    std::map<std::string, std::int64_t> vocabulary;
    for (const char* ending : {"", "</w>"}) {
        for (const auto& [byte, symbol] : clip_byte_symbols()) {
            vocabulary.emplace(symbol + ending, static_cast<std::int64_t>(vocabulary.size()));
        }
    }
    vocabulary.emplace(options.bos, static_cast<std::int64_t>(vocabulary.size()));
    vocabulary.emplace(options.eos, static_cast<std::int64_t>(vocabulary.size()));
    text.vocab_size = static_cast<std::int64_t>(vocabulary.size());

    UNetConfig unet;
    unet.sample_size = 8;
    unet.down_block_types = {"DownBlock2D", "CrossAttnDownBlock2D"};
    unet.up_block_types = {"CrossAttnUpBlock2D", "UpBlock2D"};
    unet.block_out_channels = {8, 16};
    unet.layers_per_block = {1, 1};
    unet.transformer_layers_per_block = {1, 1};
    unet.cross_attention_dim = {16, 16};
    unet.heads = {2, 2};
    unet.only_cross_attention = {false, false};
    unet.norm_num_groups = 4;

    AutoencoderKLConfig vae;
    vae.block_out_channels = {8, 8};
    vae.norm_num_groups = 4;
    vae.sample_size = 16;

    DiffusionModel model;
    model.name = "tiny";
    model.unet = UNet2DConditionModel(unet);
    model.vae = AutoencoderKL(vae);
    model.text_encoder = CLIPTextModel(text);
    model.tokenizer = ClipTokenizer(vocabulary, {}, options, "tiny");
    model.scheduler.beta_start = 0.00085;
    model.scheduler.beta_end = 0.012;
    model.scheduler.beta_schedule = "scaled_linear";
    const auto make = [&](torch::nn::Module& module, const char* name) {
        init_weights(module, make_stream(seed, name));
        set_trainable(module, false);
        module.eval();
    };
    make(*model.unet, "unet");
    make(*model.vae, "vae");
    make(*model.text_encoder, "text");
    return model;
}

}  // namespace tempera
