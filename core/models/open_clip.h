// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include <ATen/core/Tensor.h>
#include <nlohmann/json.hpp>

#include "core/models/clip.h"

namespace tempera {

/// A dual encoder in the names of transformers: what a CLIPModel is made and loaded from.
struct ClipWeights {
    CLIPConfig config;
    std::map<std::string, at::Tensor> tensors;  ///< share the memory of what they were made from
};

/// The names are those of open_clip, as in the files of HPSv2.
bool is_open_clip(const std::map<std::string, at::Tensor>& tensors);

/// From a state dict in the names and layout of mlfoundations/open_clip (model.py, transformer.py): the
/// joint q, k, v projection is split, the two output projections are transposed, the rest renamed.
///
/// All sizes follow from the shapes. What does not is taken from `model_config`, an open_clip model
/// configuration (open_clip_config.json, with or without its "model_cfg"): vision_cfg.head_width,
/// text_cfg.heads, quick_gelu, vision_cfg.image_size where the grid of patches allows it. Without it
/// (null): the head widths of the published models (80 for a vision width of 1280 as in ViT-H-14, 88
/// for 1408, 104 for 1664, else 64) and the exact gelu. Models of OpenAI need quick_gelu.
///
/// Text is pooled at the largest id, as open_clip does (eos_token_id 2, see CLIPModel).
/// Throws Error naming `where` and the tensor: one is missing, is none of this architecture (layer
/// scale, attention pooling, SigLIP, ...), or its shape does not fit.
ClipWeights from_open_clip(const std::map<std::string, at::Tensor>& tensors, const std::string& where,
                           const nlohmann::json& model_config = nullptr);

/// The way back, for writing: the tensors of a CLIPModel under the names and in the layout of open_clip, so that
/// from_open_clip() of them with open_clip_config() is the same model (its text pooled at the largest id). The
/// joint q, k, v projections are new tensors; the rest may share memory. Throws Error naming a tensor that has no
/// place there.
std::map<std::string, at::Tensor> to_open_clip(const std::map<std::string, at::Tensor>& tensors,
                                               const std::string& where);

/// The "model_cfg" of open_clip_config.json for that model. Its towers must have the same activation.
nlohmann::json open_clip_config(const CLIPConfig& config);

}  // namespace tempera
