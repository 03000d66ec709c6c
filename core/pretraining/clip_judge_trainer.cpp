// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>

#include <spdlog/spdlog.h>
#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/formats/safetensors.h"
#include "core/models/open_clip.h"
#include "core/models/weights.h"
#include "core/pretraining/clip_trainer.h"
#include "core/pretraining/judge_trainers.h"
#include "core/pretraining/model_folder.h"
#include "core/pretraining/pictures.h"
#include "core/pretraining/preferences.h"
#include "core/pretraining/train_loop.h"
#include "core/rewards/clip_encoder.h"
#include "core/runtime/random.h"

namespace tempera {

namespace {

constexpr std::int64_t kPicturesPerAnimal = 32;

struct ClipJudge {
    PreferenceSettings preferences;
    CLIPConfig config;
    std::int64_t first_picture = 0;
    std::int64_t steps = 0;
};

/// Null when stopped. `tokenizer` as the judge's own code will use it.
CLIPModel train(const StageOptions& options, const ClipJudge& judge, const ClipTokenizer& tokenizer,
                const Judged& judged) {
    const std::string& name = judge.preferences.judge;
    if (options.progress)
        options.progress({name + ": drawing pictures", 0, 1, 0, 0});
    const CaptionedPictures pictures(options, judge.first_picture, kPicturesPerAnimal,
                                     [&](const std::string& caption) { return tokenizer.encode(caption); });
    const Preferences preferences = tell_preferences(judged, judge.preferences, options.seed);
    spdlog::info("{}: {} rankings, {:.1f} % of their pairs wrong", name, preferences.rankings.size(0),
                 100 * preferences.wrong);

    CLIPModel clip(judge.config);
    init_weights(*clip, make_stream(options.seed, name + " start"));
    const LoopSettings settings = judge_loop(options, judge.steps, judge.preferences);
    TrainLoop loop(name, options, settings, {{"clip", clip.get()}});
    const bool finished = loop.run([&](std::int64_t step) {
        at::Generator draw = make_stream(options.seed, name + " step", 0, static_cast<std::uint64_t>(step));
        const auto drawn = pictures.draw(kDrawnPictures, draw);
        const auto ranked = draw_rankings(judged, preferences, kRankings, draw);
        const std::int64_t names = drawn.ids.size(0);
        const at::Tensor ids = at::cat({drawn.ids, pictures.captions(ranked.animal, draw)});
        const at::Tensor image = unit_length(clip->image_features(normalised(at::cat({drawn.images, ranked.images}))));
        const at::Tensor text = unit_length(clip->text_features(ids));
        const at::Tensor own = image.slice(0, names).view({kRankings, judge.preferences.length, -1});
        const at::Tensor cosine = (own * text.slice(0, names).unsqueeze(1)).sum(2);
        return contrastive_loss(image.slice(0, 0, names), text.slice(0, 0, names), logit_scale(clip)) +
               kPreferenceWeight * ranking_loss(logit_scale(clip) * cosine);
    });
    if (!finished)
        return nullptr;
    load_weights(*clip, loop.averaged("clip"), "running average");
    return clip;
}

CLIPConfig config_of(const CLIPTowerConfig& text, const CLIPTowerConfig& vision, std::int64_t patch_size,
                     std::int64_t features, const ClipTokenizer& tokenizer) {
    CLIPConfig config;
    config.projection_dim = features;
    config.text = text_config(text, tokenizer);
    config.vision.tower = vision;
    config.vision.image_size = kPictureSize;
    config.vision.patch_size = patch_size;
    return config;
}

}  // namespace

bool train_pick(const StageOptions& options, const Judged& judged) {
    const ClipTokenizer tokenizer = caption_tokenizer(options);
    const PreferenceSettings preferences{"animals-pick", 0.6, 80, 8, 0.02};
    const ClipJudge judge{
        preferences,
        config_of({64, 256, 1, 4, "quick_gelu", 1e-5}, {64, 256, 3, 4, "quick_gelu", 1e-5}, 8, 64, tokenizer), 30000,
        3000};
    const CLIPModel clip = train(options, judge, tokenizer, judged);
    if (!clip)
        return false;
    const auto folder = options.models / judge.preferences.judge;
    write_component(folder, "CLIPModel", clip->config.to_json(), weights_of(*clip));
    write_clip_preprocessor(folder);
    copy_tokenizer(options.models, folder);
    return true;
}

bool train_hps(const StageOptions& options, const Judged& judged) {
    const ClipTokenizer tokenizer = caption_tokenizer(options).as_open_clip();
    CLIPConfig config = config_of({96, 384, 1, 6, "gelu", 1e-5}, {64, 256, 3, 4, "gelu", 1e-5}, 8, 48, tokenizer);
    config.text.eos_token_id = 2;  // "pooled at the largest id", as open_clip does and from_open_clip() sets it
    const PreferenceSettings preferences{"animals-hps", 0.6, 80, 8, 0.02};
    const ClipJudge judge{preferences, config, 40000, 3000};
    const CLIPModel clip = train(options, judge, tokenizer, judged);
    if (!clip)
        return false;
    const auto folder = options.models / judge.preferences.judge;
    copy_tokenizer(options.models, folder);
    write_clip_preprocessor(folder);
    write_json(folder / "open_clip_config.json", {{"model_cfg", open_clip_config(clip->config)}});
    write_safetensors(folder / "model.safetensors", in_halves(to_open_clip(weights_of(*clip), folder.string())));
    return true;
}

}  // namespace tempera
