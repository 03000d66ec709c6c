// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/diffusion/diffusion_model.h"

#include <algorithm>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/models/weights.h"
#include "core/runtime/parallel.h"

namespace tempera {
namespace {

namespace fs = std::filesystem;

nlohmann::json read_json(const fs::path& file) {
    try {
        return nlohmann::json::parse(read_file(file));
    } catch (const nlohmann::json::exception& error) {
        throw Error("this is not JSON: " + std::string(error.what()), file.string(),
                    "take the file of the original model again");
    }
}

fs::path find_folder(const std::string& name_or_folder) {
    const fs::path embedded = resource_dir() / "models" / name_or_folder;
    const bool plain_name = name_or_folder.find('/') == std::string::npos;
    if (plain_name && fs::is_directory(embedded)) {
        return embedded;
    }
    if (fs::is_directory(name_or_folder)) {
        return name_or_folder;
    }
    if (fs::exists(name_or_folder)) {
        throw Error("a model is a folder in diffusers layout, this is a file", name_or_folder,
                    "convert the checkpoint with diffusers, or give the folder that holds model_index.json");
    }
    throw Error("there is no model of this name and no such folder", "model.path: " + name_or_folder,
                "use \"animals\" or the path of a folder in diffusers layout");
}

void check_index(const fs::path& folder) {
    const fs::path file = folder / "model_index.json";
    if (!fs::exists(file)) {
        throw Error("there is no model_index.json, so this is not a folder in diffusers layout", folder.string(),
                    "give the folder of a Stable Diffusion 1.x model in diffusers layout");
    }
    const nlohmann::json index = read_json(file);
    for (const char* part : {"unet", "vae", "text_encoder", "scheduler"}) {
        const auto entry = index.find(part);
        if (entry == index.end() || !entry->is_array() || entry->empty() || (*entry)[0].is_null()) {
            throw Error("the model has no " + std::string(part), file.string(),
                        "use a complete Stable Diffusion 1.x model");
        }
    }
}

template <typename Module>
void fill(Module& module, const fs::path& folder, at::Device device) {
    load_weights(*module, read_component(folder).tensors, folder.string(),
                 at::TensorOptions().dtype(at::kFloat).device(device));
    set_trainable(*module, false);
    module->eval();
    if (device.is_cpu()) {
        // Convolutions need not reorder, and attention finds its tokens in rows.
        use_channels_last(*module);
    }
}

std::string hash_of(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const char* part : {"text_encoder", "unet", "vae"}) {
        for (const auto& entry : fs::directory_iterator(folder / part)) {
            if (entry.path().extension() == ".safetensors") {
                files.push_back(entry.path());
            }
        }
    }
    std::sort(files.begin(), files.end());
    std::string listing;
    for (const fs::path& file : files) {
        listing += file.lexically_relative(folder).string() + " " + sha256_hex_of_file(file) + "\n";
    }
    return sha256_hex(listing);
}

}  // namespace

DiffusionModel DiffusionModel::load(const std::string& name_or_folder, at::Device device) {
    const fs::path folder = find_folder(name_or_folder);
    check_index(folder);
    DiffusionModel model;
    model.name = name_or_folder;
    model.folder = folder;
    model.device = device;

    const fs::path scheduler = folder / "scheduler" / "scheduler_config.json";
    model.scheduler = SchedulerConfig::from_json(read_json(scheduler), scheduler.string());
    const auto config_of = [&](const char* part) { return (folder / part / "config.json").string(); };
    model.unet = UNet2DConditionModel(UNetConfig::from_json(read_config(folder / "unet"), config_of("unet")));
    model.vae = AutoencoderKL(AutoencoderKLConfig::from_json(read_config(folder / "vae"), config_of("vae")));
    model.text_encoder =
        CLIPTextModel(CLIPTextConfig::from_json(read_config(folder / "text_encoder"), config_of("text_encoder")));

    const UNetConfig& unet = model.unet->config;
    const std::int64_t latent_channels = model.vae->config.latent_channels;
    if (unet.in_channels != latent_channels || unet.out_channels != latent_channels) {
        throw Error("the UNet maps " + std::to_string(unet.in_channels) + " channels to " +
                        std::to_string(unet.out_channels) + ", the VAE has " + std::to_string(latent_channels),
                    config_of("unet"), "use a text-to-image model (not inpainting, depth or upscaling)");
    }
    const std::int64_t text_width = model.text_encoder->config.tower.hidden_size;
    if (unet.cross_attention_dim.front() != text_width) {
        throw Error("the UNet expects text of width " + std::to_string(unet.cross_attention_dim.front()) +
                        ", the text encoder gives " + std::to_string(text_width),
                    config_of("unet"), "use the text encoder that belongs to this UNet");
    }
    fill(model.unet, folder / "unet", device);
    fill(model.vae, folder / "vae", device);
    fill(model.text_encoder, folder / "text_encoder", device);
    if (fs::is_directory(folder / "tokenizer")) {
        model.tokenizer = ClipTokenizer::from_folder(folder / "tokenizer");
    }
    model.hash = hash_of(folder);
    return model;
}

at::Tensor DiffusionModel::encode_ids(const at::Tensor& ids) {
    torch::NoGradGuard no_grad;
    return text_encoder->forward(ids.to(device));
}

at::Tensor DiffusionModel::encode_prompts(const std::vector<std::string>& prompts) {
    if (!tokenizer) {
        throw Error("the model has no tokenizer", (folder / "tokenizer").string(),
                    "add the tokenizer folder of the original model");
    }
    std::vector<at::Tensor> rows;
    rows.reserve(prompts.size());
    for (const std::string& prompt : prompts) {
        auto found = embeds_.find(prompt);
        if (found == embeds_.end()) {
            const at::Tensor ids = torch::tensor(tokenizer->encode(prompt), at::kLong).unsqueeze(0);
            found = embeds_.emplace(prompt, encode_ids(ids)).first;
        }
        rows.push_back(found->second);
    }
    return at::cat(rows);
}

at::Tensor DiffusionModel::decode(const at::Tensor& latents, std::int64_t batch) {
    std::vector<at::Tensor> parts = latents.split(std::max<std::int64_t>(batch, 1));
    for_each_parallel(device, static_cast<std::int64_t>(parts.size()), [&](std::int64_t i) {
        at::Tensor& part = parts[static_cast<std::size_t>(i)];
        part = (vae->decode(part / vae->config.scaling_factor) / 2 + 0.5).clamp(0, 1);
    });
    return at::cat(parts);
}

at::Tensor DiffusionModel::predict(const at::Tensor& latents, const at::Tensor& times, const at::Tensor& prompt_embeds,
                                   const at::Tensor& negative_embeds, double guidance_scale) {
    if (guidance_scale <= 1.0) {
        return unet->forward(latents, times, prompt_embeds);
    }
    const at::Tensor context = at::cat({negative_embeds.expand_as(prompt_embeds), prompt_embeds});
    const at::Tensor both = unet->forward(latents, times, context);
    const auto halves = both.chunk(2);
    return halves[0] + guidance_scale * (halves[1] - halves[0]);
}

std::vector<std::int64_t> DiffusionModel::latent_shape() const {
    return {unet->config.in_channels, unet->config.sample_size, unet->config.sample_size};
}

}  // namespace tempera
