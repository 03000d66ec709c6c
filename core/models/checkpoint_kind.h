// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/models/checkpoint_layout.h"
#include "core/models/tensor_table.h"

namespace tempera {

/// What a set of tensors is.
struct CheckpointKind {
    std::string id;                     ///< "unet", "lora", "single-file", ...; "unknown" is one, too
    std::string title;                  ///< "UNet of Stable Diffusion 1.x (SD 1.5)"
    nlohmann::ordered_json facts = {};  ///< an object: what else is worth knowing, by name
    std::vector<std::string> problems;  ///< why it cannot be whole: sentences without the name of the file
    std::vector<std::string> notes;     ///< what Tempera does with it that may surprise

    /// Set where a config.json says more about the weights than their shapes.
    std::optional<ModelLayout> layout;
};

/// Names a set of tensors by its keys and shapes; the rules stand in a table in the .cpp file. Checked are
/// the keys and shapes that its kind needs, and every value. With `config`, the config.json beside a
/// component (named `where`), weights are compared with that instead of with themselves.
CheckpointKind checkpoint_kind(const TensorTable& tensors, const nlohmann::json* config = nullptr,
                               const std::string& where = "config.json");

}  // namespace tempera
