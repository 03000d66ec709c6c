// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/formats/safetensors.h"
#include "core/models/clip_text.h"
#include "core/models/unet.h"
#include "core/models/vae.h"
#include "core/models/weights.h"

namespace tempera {

/// The configurations of Stable Diffusion 1.5; the numbers of its tensors follow from them.
inline UNetConfig sd15_unet() {
    UNetConfig config;
    config.cross_attention_dim.assign(config.block_out_channels.size(), 768);
    return config;
}

inline AutoencoderKLConfig sd15_vae() {
    AutoencoderKLConfig config;
    config.block_out_channels = {128, 256, 512, 512};
    config.layers_per_block = 2;
    config.sample_size = 512;
    return config;
}

inline CLIPTextConfig sd15_text() {
    CLIPTextConfig config;
    config.tower = {768, 3072, 12, 12, "quick_gelu", 1e-5};
    return config;
}

/// A value of `dtype` for every parameter of `model`, which may be new: its own memory is not touched.
/// They are pieces of one random tensor N(0, 0.02), so a model of any size costs no more than its
/// largest tensor; and no two large ones are equal.
inline std::map<std::string, at::Tensor> random_weights(const torch::nn::Module& model, at::ScalarType dtype) {
    std::map<std::string, at::Tensor> weights = weights_of(model);
    std::int64_t largest = 0;
    for (const auto& [name, tensor] : weights) {
        largest = std::max(largest, tensor.numel());
    }
    constexpr std::int64_t kPlay = 1 << 20;
    const at::Tensor pool = (at::randn({largest + kPlay}) * 0.02).to(dtype);
    std::int64_t offset = 0;
    for (auto& [name, tensor] : weights) {
        offset = (offset + tensor.numel() + 7919) % kPlay;
        tensor = pool.narrow(0, offset, tensor.numel()).view(tensor.sizes());
    }
    return weights;
}

inline void write_tensors(const std::filesystem::path& file, const std::map<std::string, at::Tensor>& tensors) {
    std::ofstream stream(file, std::ios::binary);
    stream_safetensors(stream, tensors);
    if (!stream.flush()) {
        throw Error("cannot be written", file.string(), "check the space on the disk");
    }
}

/// A folder in diffusers layout without a tokenizer.
inline void write_random_folder(const std::filesystem::path& folder, const UNetConfig& unet,
                                const AutoencoderKLConfig& vae, const CLIPTextConfig& text, at::ScalarType dtype) {
    const auto write = [&](const char* file, const nlohmann::json& json) {
        std::filesystem::create_directories((folder / file).parent_path());
        std::ofstream(folder / file) << json.dump(1);
    };
    write("unet/config.json", unet.to_json());
    write("vae/config.json", vae.to_json());
    write("text_encoder/config.json", text.to_json());
    write("scheduler/scheduler_config.json", {{"_class_name", "PNDMScheduler"},
                                              {"beta_start", 0.00085},
                                              {"beta_end", 0.012},
                                              {"beta_schedule", "scaled_linear"},
                                              {"num_train_timesteps", 1000},
                                              {"skip_prk_steps", true},
                                              {"steps_offset", 1}});
    write("model_index.json", {{"_class_name", "StableDiffusionPipeline"},
                               {"scheduler", {"diffusers", "PNDMScheduler"}},
                               {"text_encoder", {"transformers", "CLIPTextModel"}},
                               {"tokenizer", {nullptr, nullptr}},
                               {"unet", {"diffusers", "UNet2DConditionModel"}},
                               {"vae", {"diffusers", "AutoencoderKL"}}});
    write_tensors(folder / "unet/diffusion_pytorch_model.safetensors",
                  random_weights(*UNet2DConditionModel(unet), dtype));
    write_tensors(folder / "vae/diffusion_pytorch_model.safetensors", random_weights(*AutoencoderKL(vae), dtype));
    write_tensors(folder / "text_encoder/model.safetensors", random_weights(*CLIPTextModel(text), dtype));
}

}  // namespace tempera
