// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/formats/safetensors.h"

namespace tempera {

/// Reads a file of tensors in either format, safetensors or torch.save. The first bytes tell which it is;
/// where they do not, the extension does (.bin, .pt, .pth and .ckpt are torch.save's). Throws as
/// read_safetensors() and read_torch_file() do.
TensorFile read_tensor_file(const std::filesystem::path& file);

}  // namespace tempera
