// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include <ATen/core/Tensor.h>

#include "core/models/lora_keys.h"

namespace tempera {

/// What a file holds for the attention layers of a UNet.
struct LoraFile {
    LoraNaming naming = LoraNaming::Diffusers;
    std::int64_t rank = 0;                      ///< the largest of all pairs
    std::map<std::string, at::Tensor> tensors;  ///< by lora_key(), fp32; the factor alpha / rank is in `up`
};

/// The same content under Tempera's names, from tensors that are named in any of the ways but Peft,
/// whose alpha lies in another file. Parts for text encoders and for other layers of a UNet are left out
/// with a warning in the log. Throws Error naming `where` and the first odd key when a key is none of a
/// LoRA, when two ways are mixed, when a pair is not whole, and when there is nothing for attention.
LoraFile parse_lora(const std::map<std::string, at::Tensor>& tensors, const std::string& where);

/// Reads a .safetensors or torch.save (.bin, .pt) file of any naming; with Peft its adapter_config.json, too. The
/// factor of a pair is then lora_alpha / rank, or lora_alpha / sqrt(rank) with use_rslora (Kalajdzievski 2023).
LoraFile read_lora_file(const std::filesystem::path& file);

/// The adapter's file in a folder (a checkpoint, its lora folder, a diffusers or PEFT folder); a path that
/// is no folder is returned as it is. Throws Error naming what was looked for.
std::filesystem::path find_lora_file(const std::filesystem::path& file_or_folder);

enum class LoraFormat {
    Diffusers,  ///< a file in naming Diffusers: the one that most versions of diffusers read
    Kohya,      ///< a file in naming Kohya with the metadata that AUTOMATIC1111 and ComfyUI show
    Peft,       ///< a folder with adapter_model.safetensors and adapter_config.json
};

/// Writes `tensors` (any that parse_lora() takes) as fp32 to the file or folder `path`: whole or not at
/// all. Kohya and Peft store an alpha, by default the rank, so that the factor is 1 and
/// read_lora_file() gives back every bit. With another alpha `up` is divided by alpha / rank: the adapter's
/// effect stays the same, exactly so when that is a power of two. Throws Error for an alpha with
/// Diffusers, which stores none, and for a folder that holds anything but an earlier export.
void write_lora_file(const std::filesystem::path& path, LoraFormat format,
                     const std::map<std::string, at::Tensor>& tensors, std::optional<double> alpha = {});

}  // namespace tempera
