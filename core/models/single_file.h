// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include <ATen/core/Tensor.h>

#include "core/models/clip_text.h"
#include "core/models/unet.h"
#include "core/models/vae.h"

namespace tempera {

/// A Stable Diffusion 1.x checkpoint that was one file, as the three components of a diffusers folder:
/// what would be in their config.json, and their weights under the names of diffusers and transformers.
struct SingleFileParts {
    UNetConfig unet;
    AutoencoderKLConfig vae;
    CLIPTextConfig text_encoder;
    std::map<std::string, at::Tensor> unet_weights;
    std::map<std::string, at::Tensor> vae_weights;
    std::map<std::string, at::Tensor> text_weights;
};

/// True for the names that split_single_file reads. The others (the running average `model_ema.*`, the
/// noise schedule) can be left in the file.
bool is_in_single_file(const std::string& name);

/// Takes a checkpoint in the layout of CompVis/stable-diffusion apart, which is also that of AUTOMATIC1111
/// and ComfyUI: `model.diffusion_model.*`, `first_stage_model.*`, `cond_stage_model.transformer.*`
/// (ldm/modules/diffusionmodules/{openaimodel,model}.py). The tensors keep shape, type and memory; they
/// may be on the meta device.
///
/// Channels, layers, places of attention and widths follow from names and shapes. What they do not tell is
/// as in Stable Diffusion 1.x: 8 heads, norms of 32 groups, heads of 64 channels and quick_gelu in the
/// text encoder. Unknown names below the three prefixes stay as they are, so that load_weights reports
/// them. Throws Error naming `where` for Stable Diffusion 2.x and XL, models that take more than latents
/// (inpainting), files without one of the parts and tensors without the dimensions they need; the
/// models themselves throw for widths that do not fit together.
SingleFileParts split_single_file(std::map<std::string, at::Tensor> tensors, const std::string& where);

}  // namespace tempera
