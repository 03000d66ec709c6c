// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/models/tensor_table.h"

namespace tempera {

/// The weights of a component folder in one format and variant: one file, or shards and their index.
struct WeightSet {
    std::string name;                          ///< "diffusion_pytorch_model.fp16.safetensors"
    std::vector<std::filesystem::path> files;  ///< those that exist
    std::filesystem::path index;               ///< empty: one file
    std::vector<std::string> problems;         ///< missing shards, missing or broken index
    int rank = 0;                              ///< the smallest is read: see read_component()
};

/// All sets in the folder, the one that is read first.
std::vector<WeightSet> find_weight_sets(const std::filesystem::path& folder);

/// What the index of a set says otherwise than its shards, whose keys are `tensors`.
std::vector<std::string> compare_index(const WeightSet& set, const TensorTable& tensors);

}  // namespace tempera
