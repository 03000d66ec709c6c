// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/diffusion/diffusion_model.h"

#include <algorithm>
#include <array>
#include <future>
#include <utility>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/json_text.h"
#include "core/models/single_file.h"
#include "core/models/weights.h"
#include "core/runtime/parallel.h"

namespace tempera {
namespace {

namespace fs = std::filesystem;

fs::path find_model(const std::string& name_or_path) {
    if (const fs::path embedded = embedded_model(name_or_path); !embedded.empty()) {
        return embedded;
    }
    if (!fs::exists(name_or_path)) {
        throw Error("there is no model of this name and no such folder or file", "model.path: " + name_or_path,
                    "use \"animals\", the path of a folder in diffusers layout or of a .safetensors checkpoint");
    }
    if (!fs::is_directory(name_or_path) && fs::path(name_or_path).extension() != ".safetensors") {
        throw Error("a model is a .safetensors file or a folder in diffusers layout, this is another file",
                    name_or_path, "convert the checkpoint, or give the folder that holds model_index.json");
    }
    return name_or_path;
}

void check_index(const fs::path& folder) {
    const fs::path file = folder / "model_index.json";
    if (!fs::exists(file)) {
        throw Error("there is no model_index.json, so this is not a folder in diffusers layout", folder.string(),
                    "give the folder of a Stable Diffusion 1.x model in diffusers layout");
    }
    const nlohmann::json index = read_json_object(file);
    const auto refuse = [&](const std::string& problem) {
        throw Error(problem, file.string(), "use a complete Stable Diffusion 1.x model");
    };
    const nlohmann::json pipeline = index.is_object() ? index.value("_class_name", nlohmann::json()) : index;
    if (pipeline != "StableDiffusionPipeline") {
        refuse("the model is for " + pipeline.dump() + " and not for \"StableDiffusionPipeline\"");
    }
    constexpr std::array<std::pair<const char*, const char*>, 4> kParts{{{"unet", "UNet2DConditionModel"},
                                                                         {"vae", "AutoencoderKL"},
                                                                         {"text_encoder", "CLIPTextModel"},
                                                                         {"scheduler", nullptr}}};
    for (const auto& [part, known] : kParts) {
        // [library, class]; [null, null] where there is none.
        const nlohmann::json entry = index.value(part, nlohmann::json());
        if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() || !entry[1].is_string()) {
            refuse("the model has no " + std::string(part));
        }
        if (known != nullptr && entry[1] != known) {
            refuse("the " + std::string(part) + " is a " + entry[1].get<std::string>() + " and not a " + known);
        }
    }
}

template <typename Module>
void fill(Module& module, std::map<std::string, at::Tensor> tensors, const fs::path& where, at::Device device) {
    auto target = at::TensorOptions().dtype(at::kFloat).device(device);
    if (device.is_cpu()) {
        // Convolutions need not reorder, and attention finds its tokens in rows.
        target = target.memory_format(at::MemoryFormat::ChannelsLast);
    }
    load_weights(*module, std::move(tensors), where.string(), target);
    set_trainable(*module, false);
    module->eval();
}

/// The names and digests of the weight files that are read: what else lies in the folder (variants, the
/// same weights as .bin) does not matter. The whole files, not samples of them: two checkpoints of one
/// training differ by little, and a damaged one by a bit.
std::string hash_of(const fs::path& folder) {
    std::string listing;
    for (const char* part : {"text_encoder", "unet", "vae"}) {
        for (const fs::path& file : component_files(folder / part)) {
            listing += file.lexically_relative(folder).string() + " " + sha256_hex_of_file(file) + "\n";
        }
    }
    return sha256_hex(listing);
}

void check_fit(const DiffusionModel& model, const std::string& where) {
    const UNetConfig& unet = model.unet->config;
    const std::int64_t latent_channels = model.vae->config.latent_channels;
    if (unet.in_channels != latent_channels || unet.out_channels != latent_channels) {
        throw Error("the UNet maps " + std::to_string(unet.in_channels) + " channels to " +
                        std::to_string(unet.out_channels) + ", the VAE has " + std::to_string(latent_channels),
                    where, "use a text-to-image model (not inpainting, depth or upscaling)");
    }
    const std::int64_t text_width = model.text_encoder->config.tower.hidden_size;
    if (unet.cross_attention_dim.front() != text_width) {
        throw Error("the UNet expects text of width " + std::to_string(unet.cross_attention_dim.front()) +
                        ", the text encoder gives " + std::to_string(text_width),
                    where, "use the text encoder that belongs to this UNet");
    }
}

void load_folder(DiffusionModel& model, const fs::path& folder) {
    check_index(folder);
    const fs::path scheduler = folder / "scheduler" / "scheduler_config.json";
    model.scheduler = SchedulerConfig::from_json(read_json_object(scheduler), scheduler.string());
    const auto config_of = [&](const char* part) { return (folder / part / "config.json").string(); };
    model.unet = UNet2DConditionModel(UNetConfig::from_json(read_config(folder / "unet"), config_of("unet")));
    model.vae = AutoencoderKL(AutoencoderKLConfig::from_json(read_config(folder / "vae"), config_of("vae")));
    model.text_encoder =
        CLIPTextModel(CLIPTextConfig::from_json(read_config(folder / "text_encoder"), config_of("text_encoder")));
    check_fit(model, config_of("unet"));
    // Gigabytes take seconds to digest; a second thread does it while this one reads the same files.
    auto hash = std::async(std::launch::async, hash_of, folder);
    const auto load = [&](auto& module, const char* part) {
        fill(module, read_component(folder / part).tensors, folder / part, model.device);
    };
    load(model.unet, "unet");
    load(model.vae, "vae");
    load(model.text_encoder, "text_encoder");
    model.tokenizer_folder = folder / "tokenizer";
    model.hash = hash.get();
}

void load_single_file(DiffusionModel& model, const fs::path& file) {
    const std::string where = file.string();
    // First without the values: what is no such model is refused before gigabytes are read.
    const SingleFileParts shapes = split_single_file(read_safetensors_shapes(file), where);
    model.unet = UNet2DConditionModel(shapes.unet);
    model.vae = AutoencoderKL(shapes.vae);
    model.text_encoder = CLIPTextModel(shapes.text_encoder);
    check_fit(model, where);
    auto hash = std::async(std::launch::async, sha256_hex_of_file, file);
    SingleFileParts parts = split_single_file(read_safetensors(file, is_in_single_file).tensors, where);
    fill(model.unet, std::move(parts.unet_weights), file, model.device);
    fill(model.vae, std::move(parts.vae_weights), file, model.device);
    fill(model.text_encoder, std::move(parts.text_weights), file, model.device);
    // The file does not say how it was trained; this is how Stable Diffusion 1.x was.
    model.scheduler.beta_schedule = "scaled_linear";
    model.scheduler.beta_start = 0.00085;
    model.scheduler.beta_end = 0.012;
    const bool beside = fs::exists(file.parent_path() / "vocab.json") && fs::exists(file.parent_path() / "merges.txt");
    model.tokenizer_folder = beside ? file.parent_path() : file.parent_path() / "tokenizer";
    model.hash = hash.get();
}

}  // namespace

fs::path embedded_model(const std::string& name) {
    const fs::path folder = resource_dir() / "models" / name;
    return !name.empty() && name.find('/') == std::string::npos && fs::is_directory(folder) ? folder : fs::path();
}

DiffusionModel DiffusionModel::load(const std::string& name_or_path, at::Device device) {
    DiffusionModel model;
    model.name = name_or_path;
    model.folder = find_model(name_or_path);
    model.device = device;
    if (fs::is_directory(model.folder)) {
        load_folder(model, model.folder);
    } else {
        load_single_file(model, model.folder);
    }
    if (fs::is_directory(model.tokenizer_folder)) {
        model.tokenizer = ClipTokenizer::from_folder(model.tokenizer_folder);
        const std::int64_t known = model.text_encoder->config.vocab_size;
        if (model.tokenizer->vocab_size() > known) {
            throw Error("the tokenizer has " + std::to_string(model.tokenizer->vocab_size()) +
                            " tokens, the text encoder knows " + std::to_string(known),
                        model.tokenizer_folder.string(), "use the tokenizer of the original model");
        }
    }
    return model;
}

at::Tensor DiffusionModel::encode_ids(const at::Tensor& ids) {
    torch::NoGradGuard no_grad;
    return text_encoder->forward(ids.to(device));
}

at::Tensor DiffusionModel::encode_prompts(const std::vector<std::string>& prompts) {
    if (!tokenizer) {
        throw Error("the model has no tokenizer, so prompts cannot be read", tokenizer_folder.string(),
                    "add the tokenizer folder (vocab.json and merges.txt) of the original model");
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

Guidance DiffusionModel::guidance(const at::Tensor& prompt_embeds, const at::Tensor& negative_embeds,
                                  double scale) const {
    if (scale <= 1.0) {
        return {unet->look_at({prompt_embeds}), scale};
    }
    return {unet->look_at({negative_embeds, prompt_embeds}), scale};
}

at::Tensor DiffusionModel::predict(const at::Tensor& latents, const at::Tensor& times, const Guidance& guidance) {
    const at::Tensor output = unet->forward(latents, times, guidance.context);
    if (guidance.scale <= 1.0) {
        return output;
    }
    const auto halves = output.chunk(2);
    return halves[0] + guidance.scale * (halves[1] - halves[0]);
}

std::vector<std::int64_t> DiffusionModel::latent_shape() const {
    return {unet->config.in_channels, unet->config.sample_size, unet->config.sample_size};
}

std::vector<std::int64_t> DiffusionModel::image_shape() const {
    const std::int64_t size = unet->config.sample_size * vae->config.downscale();
    return {vae->config.out_channels, size, size};
}

}  // namespace tempera
