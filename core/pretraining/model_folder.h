// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include <ATen/core/Tensor.h>
#include <nlohmann/json_fwd.hpp>

namespace tempera {

/// Writes one component of a diffusers folder: config.json (with `_class_name` or `architectures`) and
/// the weights, rounded to fp16, under the name that the library of that class looks for.
void write_component(const std::filesystem::path& folder, const std::string& class_name, nlohmann::json config,
                     const std::map<std::string, at::Tensor>& weights);

/// The same numbers rounded to fp16, as they are written.
std::map<std::string, at::Tensor> in_halves(const std::map<std::string, at::Tensor>& weights);

/// preprocessor_config.json of a CLIP for the pictures of the embedded world: 64 x 64, kPixelMean and
/// kPixelDeviation in every channel.
void write_clip_preprocessor(const std::filesystem::path& folder);

/// The files of animals/tokenizer/ in `models`, copied into `folder`.
void copy_tokenizer(const std::filesystem::path& models, const std::filesystem::path& folder);

/// model_index.json and scheduler/scheduler_config.json of a StableDiffusionPipeline folder.
void write_pipeline_files(const std::filesystem::path& folder);

/// Indented JSON with a line end, atomically.
void write_json(const std::filesystem::path& file, const nlohmann::json& json);

}  // namespace tempera
