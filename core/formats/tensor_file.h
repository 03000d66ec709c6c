// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/formats/safetensors.h"

namespace tempera {

/// Whether a file of tensors is torch.save's and not in the safetensors layout. The first bytes tell; where
/// they do not, the extension does (.bin, .pt, .pth and .ckpt are torch.save's). Throws Error when the
/// file cannot be read.
bool is_torch_file(const std::filesystem::path& file);

/// Reads a file of tensors in either format. Throws as read_safetensors() and read_torch_file() do.
TensorFile read_tensor_file(const std::filesystem::path& file);

}  // namespace tempera
