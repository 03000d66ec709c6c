// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pretraining/clip_trainer.h"

#include <cmath>
#include <cstdint>

#include <torch/torch.h>

#include "core/models/weights.h"
#include "core/pretraining/pictures.h"
#include "core/pretraining/train_loop.h"
#include "core/rewards/clip_encoder.h"
#include "core/runtime/random.h"

namespace tempera {

namespace {

constexpr std::int64_t kBatch = 48;
constexpr std::int64_t kPicturesPerAnimal = 48;
constexpr std::int64_t kFirstPicture = 10000;  // none that the VAE or the UNet have seen
constexpr std::int64_t kWidth = 64;

CLIPConfig config_of_clip(const ClipTokenizer& tokenizer) {
    CLIPConfig config;
    config.projection_dim = kWidth;
    config.text = text_config({kWidth, 4 * kWidth, 1, 4, "quick_gelu", 1e-5}, tokenizer);
    config.vision.tower = {kWidth, 4 * kWidth, 3, 4, "quick_gelu", 1e-5};
    config.vision.image_size = kPictureSize;
    config.vision.patch_size = 8;
    return config;
}

}  // namespace

ClipTokenizer caption_tokenizer(const StageOptions& options) {
    return ClipTokenizer::from_folder(options.models / "animals" / "tokenizer");
}

CLIPTextConfig text_config(const CLIPTowerConfig& tower, const ClipTokenizer& tokenizer) {
    CLIPTextConfig config;
    config.tower = tower;
    config.vocab_size = tokenizer.vocab_size();
    config.max_position_embeddings = tokenizer.max_length();
    config.bos_token_id = tokenizer.bos_id();
    config.eos_token_id = tokenizer.eos_id();
    config.pad_token_id = tokenizer.pad_id();
    return config;
}

at::Tensor logit_scale(const CLIPModel& clip) {
    return clip->logit_scale.clamp_max(std::log(100.0)).exp();
}

at::Tensor contrastive_loss(const at::Tensor& image, const at::Tensor& text, const at::Tensor& logit_scale) {
    const at::Tensor logits = logit_scale * image.matmul(text.t());
    const at::Tensor own = at::arange(image.size(0));
    return (at::cross_entropy_loss(logits, own) + at::cross_entropy_loss(logits.t(), own)) / 2;
}

CLIPModel train_clip(const StageOptions& options) {
    const ClipTokenizer tokenizer = caption_tokenizer(options);
    if (options.progress)
        options.progress({"clip: drawing pictures", 0, 1, 0, 0});
    const CaptionedPictures pictures(options, kFirstPicture, kPicturesPerAnimal,
                                     [&](const std::string& caption) { return tokenizer.encode(caption); });
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
        const auto batch =
            pictures.draw(kBatch, make_stream(options.seed, "clip step", 0, static_cast<std::uint64_t>(step)));
        return contrastive_loss(unit_length(clip->image_features(normalised(batch.images))),
                                unit_length(clip->text_features(batch.ids)), logit_scale(clip));
    });
    if (!finished)
        return nullptr;
    load_weights(*clip, loop.averaged("clip"), "running average");
    set_trainable(*clip, false);
    clip->eval();
    return clip;
}

}  // namespace tempera
