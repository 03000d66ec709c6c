// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/formats/safetensors.h"

namespace tempera {

/// Reads the state dict in a torch.save file (.bin, .pt, .pth; the zip archives of PyTorch 1.6 and
/// later as well as the older layout). No code of the file is run: what is not a dict, a list, a
/// number, a text or a tensor is refused by name, see pickle_machine.h.
///
/// Names. When the outermost dict has a dict under `state_dict`, `model` or `params` (the first of
/// these), that one is read instead of the whole. Tensors in dicts inside it get dotted names. A
/// `module.` that begins every name (DataParallel) is taken off. Everything that is not a tensor
/// under a text as its key (epoch, optimizer lists, `_metadata`) is left out. `metadata` is empty.
///
/// Tensors are on the CPU, whichever device they were saved from, of the dtype in the file (float64,
/// float32, float16, bfloat16, int64, int32, int16, int8, uint8, bool), require no gradient, and have
/// the shape and strides that were saved: views may be not contiguous, and tensors that shared a
/// storage share it here. The memory is that of the storages which are used, each read once; it
/// belongs to the tensors and not to the file.
///
/// Throws Error naming the file and, where there is one, the tensor, for everything else: Git LFS
/// pointers and web pages saved as weights, TorchScript, big-endian data, other dtypes, quantized,
/// sparse or complex tensors, damaged and hostile files, tensors that reach beyond their storage or
/// have more elements than it.
TensorFile read_torch_file(const std::filesystem::path& file);

}  // namespace tempera
