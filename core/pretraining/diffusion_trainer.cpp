// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdint>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/base/digest.h"
#include "core/diffusion/scheduler_config.h"
#include "core/formats/safetensors.h"
#include "core/models/clip_text.h"
#include "core/models/unet.h"
#include "core/models/vae.h"
#include "core/models/weights.h"
#include "core/pretraining/captions.h"
#include "core/pretraining/model_folder.h"
#include "core/pretraining/pictures.h"
#include "core/pretraining/stage.h"
#include "core/pretraining/train_loop.h"
#include "core/runtime/random.h"
#include "core/text/clip_tokenizer.h"

namespace tempera {

namespace {

constexpr std::int64_t kBatch = 32;
constexpr std::int64_t kPicturesPerAnimal = 128;
constexpr std::int64_t kTextWidth = 96;
constexpr double kDropCaption = 0.1;

UNetConfig config_of_unet(std::int64_t latent_size, std::int64_t latent_channels) {
    UNetConfig config;
    config.sample_size = latent_size;
    config.in_channels = config.out_channels = latent_channels;
    // No attention at the finest level: it would cost more than all the rest.
    config.down_block_types = {"DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"};
    config.up_block_types = {"CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"};
    config.block_out_channels = {32, 64, 128};
    config.layers_per_block = {1, 1, 1};
    config.transformer_layers_per_block = {1, 1, 1};
    config.cross_attention_dim = {kTextWidth, kTextWidth, kTextWidth};
    config.heads = {4, 4, 4};
    config.only_cross_attention = {false, false, false};
    config.norm_num_groups = 8;
    return config;
}

CLIPTextConfig config_of_text(const ClipTokenizer& tokenizer) {
    CLIPTextConfig config;
    config.tower = {kTextWidth, 4 * kTextWidth, 1, 4, "quick_gelu", 1e-5};
    config.vocab_size = tokenizer.vocab_size();
    config.max_position_embeddings = tokenizer.max_length();
    config.bos_token_id = tokenizer.bos_id();
    config.eos_token_id = tokenizer.eos_id();
    config.pad_token_id = tokenizer.pad_id();
    return config;
}

/// Latents of many pictures of every animal, scaled for diffusion: [animals, pictures, C, h, w].
/// Kept in a file of the work folder: drawing and encoding take minutes.
at::Tensor latents_of_pictures(const StageOptions& options, const AnimalGlyphs& glyphs, AutoencoderKL& vae,
                               const std::string& vae_hash) {
    const auto file = options.work / "latents.safetensors";
    const std::int64_t per_animal = options.pictures > 0 ? options.pictures : kPicturesPerAnimal;
    const std::map<std::string, std::string> origin = {{"format", "pt"},
                                                       {"vae", vae_hash},
                                                       {"seed", std::to_string(options.seed)},
                                                       {"pictures", std::to_string(per_animal)}};
    if (std::filesystem::exists(file)) {
        const TensorFile cache = read_safetensors(file);
        if (cache.metadata == origin)
            return cache.tensors.at("latents");
    }
    const torch::NoGradGuard no_grad;
    std::vector<at::Tensor> latents;
    const auto names = glyphs.names();
    for (const std::string& name : names) {
        const at::Tensor pictures = picture_pool(glyphs, {name}, per_animal, 0, options.seed);
        latents.push_back(vae->encode(pictures.to(at::kFloat).div(127.5).sub(1)).first * vae->config.scaling_factor);
        if (options.progress) {
            options.progress({"diffusion: encoding pictures", static_cast<std::int64_t>(latents.size()),
                              static_cast<std::int64_t>(names.size()), 0, 0});
        }
    }
    const at::Tensor all = at::stack(latents);
    std::filesystem::create_directories(options.work);
    write_safetensors(file, {{"latents", all}}, origin);
    return all;
}

/// Token ids of all captions: [animals * 3 + 1, L]; the last row is the empty caption.
at::Tensor caption_ids(const AnimalGlyphs& glyphs, const ClipTokenizer& tokenizer) {
    std::vector<at::Tensor> rows;
    for (const std::string& name : glyphs.names()) {
        for (const std::string& caption : captions_of(name))
            rows.push_back(at::tensor(tokenizer.encode(caption)));
    }
    rows.push_back(at::tensor(tokenizer.encode("")));
    return at::stack(rows);
}

/// How often each animal is shown: the prompts of tuning and evaluation four times as often as the rest.
at::Tensor shares_of(const AnimalGlyphs& glyphs) {
    std::vector<float> shares;
    for (const std::string& name : glyphs.names())
        shares.push_back(glyphs.split(name) == AnimalSplit::other ? 1 : 4);
    return at::tensor(shares);
}

}  // namespace

bool pretrain_diffusion(const StageOptions& options) {
    const auto folder = options.models / "animals";
    const AnimalGlyphs glyphs = AnimalGlyphs::load();
    const ClipTokenizer tokenizer = ClipTokenizer::from_folder(folder / "tokenizer");
    AutoencoderKL vae(AutoencoderKLConfig::from_json(read_config(folder / "vae"), (folder / "vae").string()));
    load_weights(*vae, read_component(folder / "vae").tensors, (folder / "vae").string());
    use_channels_last(*vae);
    const at::Tensor latents = latents_of_pictures(
        options, glyphs, vae, sha256_hex_of_file(folder / "vae" / "diffusion_pytorch_model.safetensors"));
    const at::Tensor ids = caption_ids(glyphs, tokenizer);
    const at::Tensor shares = shares_of(glyphs);

    SchedulerConfig schedule;
    schedule.beta_start = 0.00085;
    schedule.beta_end = 0.012;
    schedule.beta_schedule = "scaled_linear";
    const at::Tensor alphas = make_alphas_cumprod(schedule);
    const at::Tensor loss_weights = alphas.reciprocal().clamp_max(5);

    const UNetConfig unet_config = config_of_unet(latents.size(-1), latents.size(2));
    const CLIPTextConfig text_config = config_of_text(tokenizer);
    UNet2DConditionModel unet(unet_config), twin(unet_config);
    CLIPTextModel text(text_config);
    init_weights(*unet, make_stream(options.seed, "unet start"));
    init_weights(*text, make_stream(options.seed, "text start"));
    if (options.bf16)
        twin->to(at::kBFloat16);
    const at::ScalarType type = options.bf16 ? at::kBFloat16 : at::kFloat;
    UNet2DConditionModel& worker = options.bf16 ? twin : unet;
    use_channels_last(*unet);
    use_channels_last(*twin);

    LoopSettings settings;
    settings.steps = options.steps > 0 ? options.steps : 10000;
    settings.batch = kBatch;
    settings.learning_rate = 1e-3;
    settings.weight_decay = 1e-3;
    settings.warm_up = 300;
    settings.average = 0.9985;
    TrainLoop loop("diffusion", options, settings,
                   {{"unet", unet.get(), options.bf16 ? twin.get() : nullptr}, {"text_encoder", text.get()}});

    const auto write = [&] {
        write_component(folder / "unet", "UNet2DConditionModel", unet_config.to_json(), loop.averaged("unet"));
        write_component(folder / "text_encoder", "CLIPTextModel", text_config.to_json(), loop.averaged("text_encoder"));
        write_pipeline_files(folder);
    };
    const auto loss = [&](std::int64_t step) {
        at::Generator draw = make_stream(options.seed, "diffusion step", 0, static_cast<std::uint64_t>(step));
        const auto longs = at::TensorOptions(at::kLong);
        const at::Tensor animal = at::multinomial(shares, kBatch, true, draw);
        const at::Tensor picture = at::randint(latents.size(1), {kBatch}, draw, longs);
        // One time from each of kBatch equal parts of the schedule: less noise in the loss than free draws.
        const at::Tensor part = (at::arange(kBatch) + at::rand({kBatch}, draw)) / kBatch;
        const at::Tensor times =
            (part * schedule.num_train_timesteps).to(at::kLong).clamp_max(schedule.num_train_timesteps - 1);
        const at::Tensor choice = at::rand({2, kBatch}, draw);
        const at::Tensor form = (choice[0] > 0.7).to(at::kLong) + (choice[0] > 0.85).to(at::kLong);
        const at::Tensor caption =
            at::where(choice[1] < kDropCaption, at::full_like(animal, ids.size(0) - 1), animal * 3 + form);
        const at::Tensor clean = latents.index({animal, picture});
        const at::Tensor noise = at::randn(clean.sizes(), draw);
        const at::Tensor alpha = alphas.index_select(0, times).view({-1, 1, 1, 1});
        const at::Tensor noisy = alpha.sqrt() * clean + (1 - alpha).sqrt() * noise;

        const at::Tensor context = text->forward(ids.index_select(0, caption));
        const at::Tensor guess = worker->forward(noisy.to(type), times, context.to(type)).to(at::kFloat);
        return ((guess - noise).square().mean({1, 2, 3}) * loss_weights.index_select(0, times)).mean();
    };
    const bool finished = loop.run(loss, write);
    write();
    return finished;
}

}  // namespace tempera
