// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

namespace tempera {

/// Pictures [N, 3, H, W] in 0..1 side by side, `columns` in a row, thin white lines between: [3, H', W'].
at::Tensor contact_sheet(const at::Tensor& pictures, std::int64_t columns);

/// One sample (20 DDIM steps, eta 1, guidance 5) of every animal of the table, in its order, as a PNG
/// contact sheet. `folder` in diffusers layout. Throws Error naming what is missing.
void write_preview(const std::filesystem::path& folder, const std::filesystem::path& png, std::uint64_t seed);

}  // namespace tempera
