// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pretraining/model_folder.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/formats/safetensors.h"

namespace tempera {

void write_json(const std::filesystem::path& file, const nlohmann::json& json) {
    write_file_atomically(file, json.dump(2) + "\n");
}

void write_component(const std::filesystem::path& folder, const std::string& class_name, nlohmann::json config,
                     const std::map<std::string, at::Tensor>& weights) {
    const bool of_transformers = class_name.rfind("CLIP", 0) == 0;
    if (of_transformers) {
        config["architectures"] = {class_name};
        config["model_type"] = class_name == "CLIPTextModel" ? "clip_text_model" : "clip";
    } else {
        config["_class_name"] = class_name;
        config["_diffusers_version"] = "0.17.1";
    }
    std::map<std::string, at::Tensor> halves;
    for (const auto& [key, tensor] : weights) {
        halves.emplace(key, tensor.detach().to(at::kHalf).contiguous(at::MemoryFormat::Contiguous));
    }
    std::filesystem::create_directories(folder);
    write_json(folder / "config.json", config);
    write_safetensors(folder / (of_transformers ? "model.safetensors" : "diffusion_pytorch_model.safetensors"), halves);
}

void write_pipeline_files(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder / "scheduler");
    write_json(folder / "model_index.json", {{"_class_name", "StableDiffusionPipeline"},
                                             {"_diffusers_version", "0.17.1"},
                                             {"feature_extractor", {nullptr, nullptr}},
                                             {"requires_safety_checker", false},
                                             {"safety_checker", {nullptr, nullptr}},
                                             {"scheduler", {"diffusers", "DDIMScheduler"}},
                                             {"text_encoder", {"transformers", "CLIPTextModel"}},
                                             {"tokenizer", {"transformers", "CLIPTokenizer"}},
                                             {"unet", {"diffusers", "UNet2DConditionModel"}},
                                             {"vae", {"diffusers", "AutoencoderKL"}}});
    write_json(folder / "scheduler" / "scheduler_config.json", {{"_class_name", "DDIMScheduler"},
                                                                {"_diffusers_version", "0.17.1"},
                                                                {"beta_end", 0.012},
                                                                {"beta_schedule", "scaled_linear"},
                                                                {"beta_start", 0.00085},
                                                                {"clip_sample", false},
                                                                {"num_train_timesteps", 1000},
                                                                {"prediction_type", "epsilon"},
                                                                {"set_alpha_to_one", false},
                                                                {"steps_offset", 1},
                                                                {"trained_betas", nullptr}});
}

}  // namespace tempera
