// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/models/clip.h"
#include "core/models/tensor_table.h"
#include "core/models/unet.h"
#include "core/models/vae.h"

namespace tempera {

/// The models whose weights Tempera can check key by key.
enum class ModelLayout { UNet, Vae, ClipText, Clip };

// The configuration that the shapes of the weights show. What leaves no trace in a shape (heads, groups of a
// norm) has a value with which the model can be built.
UNetConfig unet_config_of(const TensorTable& tensors);
AutoencoderKLConfig vae_config_of(const TensorTable& tensors);
CLIPTextConfig clip_text_config_of(const TensorTable& tensors);
CLIPConfig clip_config_of(const TensorTable& tensors);

using TensorShapes = std::map<std::string, std::vector<std::int64_t>>;

/// Keys and shapes of the model with a config.json, or with the configuration that `tensors` show. Builds
/// the model, but never touches its memory. Throws Error naming `where` when there is no such model.
TensorShapes expected_shapes(ModelLayout layout, const nlohmann::json& config, const std::string& where);
TensorShapes expected_shapes(ModelLayout layout, const TensorTable& tensors, const std::string& where);

/// How tensors differ from what a model needs; every list is in the order of the keys.
struct LayoutDifference {
    std::vector<std::string> missing;
    std::vector<std::string> misshapen;   ///< "key is [4, 3] instead of [4, 4]"
    std::vector<std::string> unexpected;  ///< left out when the model is loaded

    /// Sentences about what keeps a model from being loaded.
    std::vector<std::string> problems() const;
};

/// As strict as load_weights(), and it understands the same older names.
LayoutDifference compare_layout(const TensorShapes& expected, const TensorTable& tensors);

/// The same for a series of equal blocks "<prefix><n>.": every block must have the tensors of all the others,
/// in their shapes.
LayoutDifference compare_blocks(const TensorTable& tensors, std::string_view prefix);

}  // namespace tempera
