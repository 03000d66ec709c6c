// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <ATen/core/Generator.h>
#include <c10/core/TensorOptions.h>
#include <torch/nn/module.h>
#include <nlohmann/json_fwd.hpp>

#include "core/formats/safetensors.h"

namespace tempera {

/// Fills every parameter of a new model with the usual random start of its kind of layer (PyTorch's
/// and, for CLIP, transformers' defaults), in order of registration, from one CPU generator.
void init_weights(torch::nn::Module& model, at::Generator generator);

/// Puts `tensors` into the parameters of the same names, cast and moved to the dtype and device of
/// `target`, 4-D ones also to its memory format (what it leaves open: the parameter's own). Tensors that
/// the caller has moved in are let go of one by one, or become the parameter where nothing is to be
/// changed; of all others the parameter gets a copy. A missing tensor or another shape throws an
/// Error that lists the keys; tensors that nothing asks for are logged as a warning. Understood
/// besides the current names: the VAE attention names of before 2023 (query, key, value, proj_attn),
/// 1x1 convolutions stored as matrices and the reverse, and `position_ids` (ignored).
void load_weights(torch::nn::Module& model, std::map<std::string, at::Tensor> tensors, const std::string& where,
                  const c10::TensorOptions& target = {});

/// Parameters by name. They share memory with the model; gradients are not recorded.
std::map<std::string, at::Tensor> weights_of(const torch::nn::Module& model);

/// requires_grad of every parameter.
void set_trainable(torch::nn::Module& model, bool trainable);

/// Moves 4-D weights to the channels-last memory format; the models then run in it throughout and
/// still take and return ordinary contiguous tensors.
void use_channels_last(torch::nn::Module& model);

/// A file name of weights in three parts: "model", ".fp16", ".safetensors".
struct ComponentName {
    std::string stem;
    std::string variant;
    std::string ending;
};

/// Where diffusers and transformers look for the weights of a component folder, in their order:
/// diffusion_pytorch_model.safetensors, model.safetensors, diffusion_pytorch_model.bin,
/// pytorch_model.bin; only then the same names as .fp16 and as .non_ema variants.
const std::vector<ComponentName>& component_names();

/// The weights in a diffusers or transformers component folder (unet/, vae/, text_encoder/): the first
/// of component_names() that exists, whole or in shards (.index.json). A .bin file is read
/// without running anything in it (core/formats/torch_file.h). Throws Error naming the file, or the
/// folder and what was looked for.
TensorFile read_component(const std::filesystem::path& folder);

/// The files that read_component reads in this folder, sorted: one, or the shards.
std::vector<std::filesystem::path> component_files(const std::filesystem::path& folder);

/// config.json of a component folder.
nlohmann::json read_config(const std::filesystem::path& folder);

}  // namespace tempera
