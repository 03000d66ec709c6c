// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pretraining/clip_trainer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <torch/torch.h>

#include "core/models/weights.h"
#include "core/pretraining/captions.h"
#include "core/pretraining/pictures.h"
#include "core/pretraining/train_loop.h"
#include "core/runtime/random.h"
#include "core/text/clip_tokenizer.h"

namespace tempera {

namespace {

constexpr std::int64_t kBatch = 48;
constexpr std::int64_t kPicturesPerAnimal = 48;
constexpr std::int64_t kFirstPicture = 10000;  // none that the VAE or the UNet have seen
constexpr std::int64_t kWidth = 64;

CLIPConfig config_of_clip(const ClipTokenizer& tokenizer) {
    CLIPConfig config;
    config.projection_dim = kWidth;
    config.text.tower = {kWidth, 4 * kWidth, 1, 4, "quick_gelu", 1e-5};
    config.text.vocab_size = tokenizer.vocab_size();
    config.text.max_position_embeddings = tokenizer.max_length();
    config.text.bos_token_id = tokenizer.bos_id();
    config.text.eos_token_id = tokenizer.eos_id();
    config.text.pad_token_id = tokenizer.pad_id();
    config.vision.tower = {kWidth, 4 * kWidth, 3, 4, "quick_gelu", 1e-5};
    config.vision.image_size = kPictureSize;
    config.vision.patch_size = 8;
    return config;
}

at::Tensor unit(const at::Tensor& features) {
    return features / features.norm(2, -1, true).clamp_min(1e-6);
}

}  // namespace

at::Tensor clip_pixels(const at::Tensor& images01) {
    return (images01 - kClipPixelMean) / kClipPixelDeviation;
}

CLIPModel train_clip(const StageOptions& options) {
    const AnimalGlyphs glyphs = AnimalGlyphs::load();
    const ClipTokenizer tokenizer = ClipTokenizer::from_folder(options.models / "animals" / "tokenizer");
    const auto names = glyphs.names();
    if (options.progress)
        options.progress({"clip: drawing pictures", 0, 1, 0, 0});
    const std::int64_t per_animal = options.pictures > 0 ? options.pictures : kPicturesPerAnimal;
    const at::Tensor pictures = picture_pool(glyphs, names, per_animal, kFirstPicture, options.seed);
    std::vector<at::Tensor> rows;
    for (const std::string& name : names) {
        for (const std::string& caption : captions_of(name))
            rows.push_back(at::tensor(tokenizer.encode(caption)));
    }
    const at::Tensor ids = at::stack(rows);
    const auto forms = static_cast<std::int64_t>(rows.size() / names.size());

    CLIPModel clip(config_of_clip(tokenizer));
    init_weights(*clip, make_stream(options.seed, "clip start"));
    LoopSettings settings;
    settings.steps = options.steps > 0 ? options.steps : 1500;
    settings.batch = kBatch;
    settings.learning_rate = 1.5e-3;
    settings.weight_decay = 1e-2;
    settings.average = 0.99;
    TrainLoop loop("clip", options, settings, {{"clip", clip.get()}});
    const bool finished = loop.run([&](std::int64_t step) {
        at::Generator draw = make_stream(options.seed, "clip step", 0, static_cast<std::uint64_t>(step));
        const auto longs = at::TensorOptions(at::kLong);
        // Every animal at most once in a batch: two cats could not be told apart by their names.
        const auto count = static_cast<std::int64_t>(names.size());
        const at::Tensor animal = at::randperm(count, draw, longs).slice(0, 0, std::min(kBatch, count));
        const at::Tensor picture = at::randint(per_animal, animal.sizes(), draw, longs);
        const at::Tensor form = at::randint(forms, animal.sizes(), draw, longs);
        at::Tensor images = pictures.index_select(0, animal * per_animal + picture).to(at::kFloat).div(255);
        // Grain up to a tenth of the range, so that features do not hang on single pixels.
        const at::Tensor grain = at::rand({animal.size(0), 1, 1, 1}, draw) * 0.1;
        images = (images + grain * at::randn(images.sizes(), draw)).clamp(0, 1);
        const at::Tensor image = unit(clip->image_features(clip_pixels(images)));
        const at::Tensor text = unit(clip->text_features(ids.index_select(0, animal * forms + form)));
        const at::Tensor logits = clip->logit_scale.clamp_max(std::log(100.0)).exp() * image.matmul(text.t());
        const at::Tensor own = at::arange(animal.size(0));
        return (at::cross_entropy_loss(logits, own) + at::cross_entropy_loss(logits.t(), own)) / 2;
    });
    if (!finished)
        return nullptr;
    load_weights(*clip, loop.averaged("clip"), "running average");
    set_trainable(*clip, false);
    clip->eval();
    return clip;
}

}  // namespace tempera
