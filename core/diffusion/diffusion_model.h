// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/diffusion/scheduler_config.h"
#include "core/models/clip_text.h"
#include "core/models/unet.h"
#include "core/models/vae.h"
#include "core/text/clip_tokenizer.h"

namespace tempera {

/// The folder of the embedded model of this name (resources/models/<name>); empty when there is none.
std::filesystem::path embedded_model(const std::string& name);

/// The prompts of a batch, [uncond ; cond] where the scale w is above 1.
struct Guidance {
    TextContext context;
    double scale = 1;
};

/// A Stable Diffusion 1.x pipeline in memory. Move-only in practice (modules are shared handles).
/// One thread at a time. All weights are frozen (requires_grad false) and in eval mode, fp32.
struct DiffusionModel {
    UNet2DConditionModel unet{nullptr};
    AutoencoderKL vae{nullptr};
    CLIPTextModel text_encoder{nullptr};
    std::optional<ClipTokenizer> tokenizer;  ///< absent: only encode_ids works
    SchedulerConfig scheduler;
    std::string name;                        ///< as asked for: "animals", a folder or a file
    std::filesystem::path folder;            ///< where it was read from; a file for a single-file checkpoint
    std::filesystem::path tokenizer_folder;  ///< where its tokenizer is, or would be
    std::string hash;  ///< SHA-256 over the weight files of unet, vae and text_encoder, or of the one file
    at::Device device = at::kCPU;

    /// `name_or_path`: the name of an embedded_model(), a folder in diffusers
    /// layout, or a single-file .safetensors checkpoint (core/models/single_file.h) whose tokenizer lies
    /// in tokenizer/ beside it, or as vocab.json and merges.txt. Never much more in memory than the
    /// weights in fp32, whatever the type in the file. Throws Error naming the file and the key.
    static DiffusionModel load(const std::string& name_or_path, at::Device device);

    /// Last hidden states [N,L,width] of prompts; each distinct prompt is encoded once, alone, so the
    /// result does not depend on what it is asked together with. Throws Error without a tokenizer.
    at::Tensor encode_prompts(const std::vector<std::string>& prompts);

    /// Last hidden states [N,L,width] of token ids [N,L] int64.
    at::Tensor encode_ids(const at::Tensor& ids);

    /// Images [N,3,H,W] in 0..1 of latents [N,C,h,w], `batch` at a time: clamp(decode(z / scaling) / 2 + 1/2).
    /// Keeps the graph when grad mode is on and the latents need it.
    at::Tensor decode(const at::Tensor& latents, std::int64_t batch = 16);

    /// What guides the denoising of B latents: prompt_embeds [B,L,width], negative_embeds [1,L,width] or [B,L,width].
    /// Holds what the UNet's adapter makes of them now.
    Guidance guidance(const at::Tensor& prompt_embeds, const at::Tensor& negative_embeds, double scale) const;

    /// Guided noise eps_u + w (eps_c - eps_u) in one UNet call on [uncond ; cond]; w <= 1: the
    /// conditional noise alone. latents [B,C,h,w], times [B] int64. Sampling and training both go through here, so that
    /// a ratio of probabilities is 1 before the first update.
    at::Tensor predict(const at::Tensor& latents, const at::Tensor& times, const Guidance& guidance);

    /// C, h, w of one latent.
    std::vector<std::int64_t> latent_shape() const;

    /// 3, H, W of one picture of such a latent.
    std::vector<std::int64_t> image_shape() const;

private:
    std::map<std::string, at::Tensor> embeds_;  ///< prompt -> [1,L,width]
};

}  // namespace tempera
