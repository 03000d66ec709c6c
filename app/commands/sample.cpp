// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>

#include <torch/torch.h>

#include "app/commands/command.h"
#include "app/commands/lora_argument.h"
#include "app/commands/output.h"
#include "app/commands/progress_line.h"
#include "app/commands/stop_signals.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/diffusion/rollout.h"
#include "core/evaluation/evaluator.h"
#include "core/formats/image.h"
#include "core/formats/image_tensor.h"
#include "core/formats/safetensors.h"
#include "core/runtime/device.h"
#include "core/text/prompts.h"

namespace tempera {

namespace {

namespace fs = std::filesystem;

struct Options {
    std::string model = "animals";
    std::vector<std::string> prompts;
    std::string prompt_list;
    std::int64_t count = 0;
    std::uint64_t seed = 0;
    SamplerSettings sampler;
    std::vector<std::string> loras;
    bool merge_loras = false;
    fs::path replay;
    fs::path save_tensors;
    std::string device = "auto";
    int threads = 0;
    fs::path out;
};

const at::Tensor& tensor_of(const TensorFile& file, const std::string& name, const fs::path& where) {
    const auto found = file.tensors.find(name);
    if (found == file.tensors.end()) {
        throw Error("the tensor '" + name + "' is missing", where.string(),
                    "write prompt_ids and negative_ids (or prompt_embeds and negative_embeds), latents.0 and noise.0, "
                    "noise.1, ...");
    }
    return found->second;
}

/// Prompts, starting latents and noise from a file instead of from seeds: what another program sampled.
struct Replay {
    at::Tensor prompt_embeds;
    at::Tensor negative_embeds;
    at::Tensor initial;
    std::vector<at::Tensor> noise;
};

Replay read_replay(DiffusionModel& model, const fs::path& path, std::int64_t num_steps) {
    const TensorFile file = read_safetensors(path);
    const auto embeds = [&](const std::string& part) {
        const std::string given = part + "_embeds";
        return file.tensors.count(given) ? file.tensors.at(given).to(model.device, at::kFloat)
                                         : model.encode_ids(tensor_of(file, part + "_ids", path));
    };
    Replay replay{
        embeds("prompt"), embeds("negative"), tensor_of(file, "latents.0", path).to(model.device, at::kFloat), {}};
    const std::vector<std::int64_t> latent = model.latent_shape();
    for (std::int64_t i = -1; i < num_steps; ++i) {
        const std::string name = i < 0 ? "latents.0" : "noise." + std::to_string(i);
        const at::Tensor tensor = tensor_of(file, name, path).to(model.device, at::kFloat);
        if (tensor.dim() != 4 || tensor.size(1) != latent[0] || tensor.sizes() != replay.initial.sizes() ||
            tensor.size(0) != replay.prompt_embeds.size(0)) {
            throw Error("the tensor '" + name + "' does not have one latent of the model for every prompt",
                        path.string(), "write it as [prompts, " + std::to_string(latent[0]) + ", height, width]");
        }
        if (i >= 0) {
            replay.noise.push_back(tensor);
        }
    }
    return replay;
}

/// Every latent, guided noise and log-probability of a batch; the help of the command lists the names.
void save_path(const fs::path& file, const Path& path, const DdimSchedule& schedule, const at::Tensor& images) {
    std::map<std::string, at::Tensor> tensors;
    const auto keep = [&tensors](const std::string& name, const std::vector<at::Tensor>& list) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (list[i].defined()) {
                tensors[name + std::to_string(i)] = list[i].to(at::kCPU).contiguous();
            }
        }
    };
    keep("latents.", path.latents);
    keep("eps_cfg.", path.noise_predictions);
    keep("logp.", path.log_probs);
    tensors["timesteps"] = torch::tensor(schedule.timesteps());
    tensors["image_u8"] = to_uint8(images).to(at::kCPU).contiguous();
    write_safetensors(file, tensors);
}

/// Pictures of the set or of the replay. Empty when interrupted.
std::optional<at::Tensor> sample_pictures(DiffusionModel& model, const Options& options, const EvaluationSet& set) {
    const SamplerSettings& settings = options.sampler;
    ProgressLine line;
    WorkHooks hooks;
    hooks.stop_asked = stop_signal_came;
    hooks.progress = [&](double fraction) { line.show(fraction, "sampling"); };
    if (options.replay.empty() && options.save_tensors.empty()) {
        const std::optional<at::Tensor> latents = sample_latents(model, settings, set.prompts, set.seeds, hooks);
        return latents ? std::optional(model.decode(*latents, settings.micro_batch)) : std::nullopt;
    }
    const DdimSchedule schedule(model.scheduler, settings.num_steps, settings.eta, model.device);
    std::optional<Path> path;
    if (options.replay.empty()) {
        path = sample_path(model, schedule, set.seeds, model.encode_prompts(set.prompts), model.encode_prompts({""}),
                           settings.guidance_scale, hooks);
    } else {
        const Replay replay = read_replay(model, options.replay, settings.num_steps);
        path = sample_path(
            model, schedule, replay.initial, replay.prompt_embeds, replay.negative_embeds, settings.guidance_scale,
            [&replay](std::int64_t step) { return replay.noise[static_cast<std::size_t>(step)]; }, hooks);
    }
    if (!path) {
        return std::nullopt;
    }
    const at::Tensor images = model.decode(path->latents.back(), settings.micro_batch);
    if (!options.save_tensors.empty()) {
        save_path(options.save_tensors, *path, schedule, images);
    }
    return images;
}

void create_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        throw file_error("cannot create the folder", folder, error.value());
    }
}

int sample(const Invocation& invocation, const Options& options) {
    const torch::NoGradGuard no_grad;
    catch_stop_signals();
    set_threads(options.threads);
    std::vector<std::string> prompts = options.prompts;
    if (!options.prompt_list.empty()) {
        const std::vector<std::string> listed = read_prompts(options.prompt_list);
        prompts.insert(prompts.end(), listed.begin(), listed.end());
    }
    if (prompts.empty() == options.replay.empty()) {
        throw Error("exactly one of prompts and a replay is needed", "sample",
                    "give --prompt or --prompts, or else --replay");
    }
    DiffusionModel model = DiffusionModel::load(options.model, choose_device(options.device));
    for (const std::string& lora : options.loras) {
        apply_lora(model, lora, options.merge_loras);
    }
    create_folder(options.out);
    EvaluationSet set;
    if (options.replay.empty()) {
        const auto count = options.count > 0 ? options.count : static_cast<std::int64_t>(prompts.size());
        set = make_evaluation_set(prompts, count, options.seed);
    }
    const std::optional<at::Tensor> images = sample_pictures(model, options, set);
    if (!images) {
        return exit_interrupted;
    }
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (std::int64_t i = 0; i < images->size(0); ++i) {
        char name[32];
        std::snprintf(name, sizeof name, "%04lld.png", static_cast<long long>(i));
        const fs::path file = options.out / name;
        write_file_atomically(file, encode_png(to_image((*images)[i])));
        nlohmann::ordered_json entry = {{"file", file.string()}};
        std::string label = file.string();
        if (const auto picture = static_cast<std::size_t>(i); picture < set.prompts.size()) {
            entry["prompt"] = set.prompts[picture];
            entry["seed"] = set.seeds[picture];
            label += "  " + set.prompts[picture] + "  seed " + std::to_string(set.seeds[picture]);
        }
        json.push_back(entry);
        if (!invocation.json) {
            std::printf("%s\n", label.c_str());
        }
    }
    if (invocation.json) {
        print_json(json);
    }
    return exit_ok;
}

}  // namespace

void add_sample(CLI::App& app, Invocation& invocation) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("sample", "Sample pictures from a model, with or without an adapter");
    command
        ->add_option("-m,--model", options->model,
                     "Embedded model, folder in diffusers layout or single .safetensors checkpoint")
        ->capture_default_str();
    command->add_option("-p,--prompt", options->prompts, "A prompt (repeatable)")->allow_extra_args(false);
    command->add_option("--prompts", options->prompt_list, "A prompt list: its name or a text file");
    command->add_option("--count", options->count, "Number of pictures; prompts repeat (default: one per prompt)")
        ->check(CLI::Range(1, 100000));
    command->add_option("--seed", options->seed, "Picture i has seed S + i, as in the evaluations of a run")
        ->capture_default_str();
    command->add_option("--steps", options->sampler.num_steps, "Denoising steps")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000));
    command->add_option("--eta", options->sampler.eta, "Noise of the sampler: 0 = DDIM, 1 = like DDPM")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 1.0));
    command->add_option("--guidance", options->sampler.guidance_scale, "Classifier-free guidance scale")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 100.0));
    command
        ->add_option(
            "--lora", options->loras,
            "Adapter: a file or folder in diffusers, kohya or PEFT format, or a checkpoint folder; with :SCALE "
            "if not 1 (repeatable: they add up)")
        ->allow_extra_args(false)
        ->type_name("FILE[:SCALE]");
    command->add_flag("--merge", options->merge_loras,
                      "Add the adapters to the weights once instead of computing beside them: faster, and the last "
                      "digits differ");
    command->add_option("--replay", options->replay, "Take prompts, first latents and noise from a safetensors file")
        ->type_name("FILE");
    command->add_option("--save-tensors", options->save_tensors, "Write all steps to a safetensors file")
        ->type_name("FILE");
    command->add_option("--micro-batch", options->sampler.micro_batch, "Pictures at a time")
        ->capture_default_str()
        ->check(CLI::Range(1, 4096));
    command->add_option("--device", options->device, "auto, cpu or cuda")->capture_default_str();
    command->add_option("--threads", options->threads, "CPU threads (0 = one per core)")->capture_default_str();
    command->add_option("-o,--out", options->out, "Folder for the pictures")->required()->type_name("DIR");
    add_json_option(*command, invocation);
    command->footer(
        "A replay file holds prompt_ids [B,L] and negative_ids (or prompt_embeds [B,L,W] and negative_embeds),\n"
        "latents.0 [B,C,h,w] and noise.0, noise.1, ... --save-tensors writes latents.N, eps_cfg.N (guided noise),\n"
        "logp.N, timesteps and image_u8, so that any other program can check the sampler.");
    command->callback([&invocation, options] {
        invocation.action = [&invocation, options] { return sample(invocation, *options); };
    });
}

}  // namespace tempera
