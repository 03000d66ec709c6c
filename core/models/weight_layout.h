// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <torch/nn/module.h>

#include "core/models/tensor_table.h"

namespace tempera {

using TensorShapes = std::map<std::string, std::vector<std::int64_t>>;

/// Of every parameter.
TensorShapes shapes_of(const torch::nn::Module& model);

/// The parameter that the tensor `key` of a file is for: itself where the model has it, else the current name of what
/// VAE files of before 2023 called query, key, value and proj_attn.
std::string parameter_name(const std::string& key, const TensorShapes& expected);

/// How tensors differ from what a model needs; every list is in the order of the keys.
struct LayoutDifference {
    std::vector<std::string> missing;
    std::vector<std::string> misshapen;   ///< "key is [4, 3] instead of [4, 4]"
    std::vector<std::string> unexpected;  ///< left out when the model is loaded

    /// Sentences about what keeps a model from being loaded.
    std::vector<std::string> problems() const;
};

/// Dimensions of 1 at the end do not count: a 1x1 convolution and the matrix of it are the same numbers. Nor do
/// tensors named position_ids, which hold 0, 1, 2...
LayoutDifference compare_layout(const TensorShapes& expected, const TensorTable& tensors);

/// The same for a series of equal blocks "<prefix><n>.": every block must have the tensors of all the others,
/// in their shapes.
LayoutDifference compare_blocks(const TensorTable& tensors, std::string_view prefix);

}  // namespace tempera
