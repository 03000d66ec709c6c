// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/models/clip.h"
#include "core/models/tensor_table.h"
#include "core/models/unet.h"
#include "core/models/vae.h"
#include "core/models/weight_layout.h"

namespace tempera {

/// The models whose weights Tempera can check key by key.
enum class ModelLayout { UNet, Vae, ClipText, Clip };

// The configuration that the shapes of the weights show. What leaves no trace in a shape (heads, groups of a
// norm) has a value with which the model can be built.
UNetConfig unet_config_of(const TensorTable& tensors);
AutoencoderKLConfig vae_config_of(const TensorTable& tensors);
CLIPTextConfig clip_text_config_of(const TensorTable& tensors);
CLIPConfig clip_config_of(const TensorTable& tensors);

/// Keys and shapes of the model with a config.json, or with the configuration that `tensors` show. Builds
/// the model, but never touches its memory. Throws Error naming `where` when there is no such model.
TensorShapes expected_shapes(ModelLayout layout, const nlohmann::json& config, const std::string& where);
TensorShapes expected_shapes(ModelLayout layout, const TensorTable& tensors, const std::string& where);

/// What keeps a Stable Diffusion 1.x checkpoint of one file (core/models/single_file.h) from being loaded; keys have
/// the names of diffusers.
std::vector<std::string> single_file_problems(const TensorTable& tensors);

}  // namespace tempera
