// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>
#include <c10/core/ScalarType.h>

namespace tempera {

/// What is known of a tensor without its values.
struct TensorInfo {
    at::ScalarType dtype = at::kFloat;
    std::vector<std::int64_t> shape;
    std::int64_t nan_count = 0;
    std::int64_t infinite_count = 0;
    std::optional<double> value;  ///< of a tensor with one element

    std::int64_t elements() const;
    bool floating() const { return c10::isFloatingType(dtype); }
};

using TensorTable = std::map<std::string, TensorInfo>;

struct ScannedFile {
    TensorTable tensors;
    std::map<std::string, std::string> metadata;  ///< of a safetensors file
};

/// Reads a file of tensors (core/formats/tensor_file.h) and looks at every value once; keeps none. About a
/// second for a gigabyte. `progress` hears the share of the tensors that is done, 0..1. Throws Error as the
/// readers do.
ScannedFile scan_tensor_file(const std::filesystem::path& file, const std::function<void(double)>& progress = {});

/// What is known of tensors without a look at their values; they may be on the meta device.
TensorTable table_of(const std::map<std::string, at::Tensor>& tensors);

/// "float32", "float16", "bfloat16", "int64", ...
std::string dtype_name(at::ScalarType dtype);

/// "[320, 4, 3, 3]".
std::string shape_text(const std::vector<std::int64_t>& shape);

/// "a, b, c and 4 more".
std::string listed(const std::vector<std::string>& items);

bool has_prefix(const TensorTable& tensors, std::string_view prefix);

std::size_t count_prefix(const TensorTable& tensors, std::string_view prefix);

/// One more than the largest n for which "<prefix><n>." begins a key; 0 when there is none.
std::int64_t series_length(const TensorTable& tensors, std::string_view prefix);

/// A dimension of a tensor; `fallback` where there is no such tensor or dimension.
std::int64_t dimension(const TensorTable& tensors, const std::string& key, std::size_t axis, std::int64_t fallback);

}  // namespace tempera
