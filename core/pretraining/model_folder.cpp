// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pretraining/model_folder.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/formats/safetensors.h"
#include "core/pretraining/pictures.h"

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
    std::filesystem::create_directories(folder);
    write_json(folder / "config.json", config);
    write_safetensors(folder / (of_transformers ? "model.safetensors" : "diffusion_pytorch_model.safetensors"),
                      in_halves(weights));
}

std::map<std::string, at::Tensor> in_halves(const std::map<std::string, at::Tensor>& weights) {
    std::map<std::string, at::Tensor> halves;
    for (const auto& [key, tensor] : weights) {
        halves.emplace(key, tensor.detach().to(at::kHalf).contiguous(at::MemoryFormat::Contiguous));
    }
    return halves;
}

void write_clip_preprocessor(const std::filesystem::path& folder) {
    const auto channels = [](double value) { return nlohmann::json{value, value, value}; };
    write_json(folder / "preprocessor_config.json", {{"crop_size", kPictureSize},
                                                     {"do_center_crop", true},
                                                     {"do_convert_rgb", true},
                                                     {"do_normalize", true},
                                                     {"do_resize", true},
                                                     {"feature_extractor_type", "CLIPFeatureExtractor"},
                                                     {"image_mean", channels(kPixelMean)},
                                                     {"image_std", channels(kPixelDeviation)},
                                                     {"resample", 3},
                                                     {"size", kPictureSize}});
}

void copy_tokenizer(const std::filesystem::path& models, const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    for (const char* name : {"vocab.json", "merges.txt", "special_tokens_map.json", "tokenizer_config.json"}) {
        write_file_atomically(folder / name, read_file(models / "animals" / "tokenizer" / name));
    }
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
