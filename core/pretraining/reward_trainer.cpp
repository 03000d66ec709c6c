// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>
#include <optional>

#include <spdlog/spdlog.h>
#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/base/digest.h"
#include "core/diffusion/diffusion_model.h"
#include "core/diffusion/rollout.h"
#include "core/formats/image_tensor.h"
#include "core/formats/safetensors.h"
#include "core/models/weights.h"
#include "core/ops/flat_adamw.h"
#include "core/pretraining/clip_trainer.h"
#include "core/pretraining/model_folder.h"
#include "core/pretraining/pictures.h"
#include "core/pretraining/stage.h"
#include "core/rewards/gold.h"
#include "core/runtime/random.h"

namespace tempera {

namespace {

constexpr std::int64_t kSamplesPerAnimal = 14;  // of the base model; the last kHeldOut judge the head
constexpr std::int64_t kHeldOut = 4;
constexpr std::int64_t kPicturesPerAnimal = 6;  // drawn pictures, spoilt more or less
constexpr std::int64_t kFirstPicture = 20000;
constexpr double kLabelNoise = 0.5;  // of a judge who is human, in deviations of the true scores

/// Pictures and what gold says of them.
struct Judged {
    at::Tensor images;  // uint8 [N, 3, 64, 64]
    at::Tensor scores;  // float [N], 0..1
    at::Tensor kind;    // int64 [N]: 0 = a drawn picture, 1 = a sample to learn from, 2 = a held-out sample
};

/// Blurred, faded and grained by a random amount each.
at::Tensor spoilt(const at::Tensor& image01, at::Generator draw) {
    const at::Tensor amount = at::rand({4}, draw);
    const at::Tensor blurred =
        at::upsample_bilinear2d(at::avg_pool2d(image01.unsqueeze(0), {8, 8}), {image01.size(1), image01.size(2)}, false)
            .squeeze(0);
    const at::Tensor soft = at::lerp(image01, blurred, amount[0] * amount[1]);
    const at::Tensor faded = at::lerp(soft, soft.mean(0, true).expand_as(soft), amount[2] * amount[2]);
    return (faded + at::randn(image01.sizes(), draw) * amount[3] * amount[3] * 0.15).clamp(0, 1);
}

/// Samples of the base model and spoilt pictures, judged once and kept in the work folder. Empty when stopped.
std::optional<Judged> judged_pictures(const StageOptions& options) {
    const auto file = options.work / "judged.safetensors";
    const torch::NoGradGuard no_grad;
    DiffusionModel model = DiffusionModel::load((options.models / "animals").string(), at::kCPU);
    const std::map<std::string, std::string> origin = {
        {"format", "pt"}, {"model", model.hash}, {"seed", std::to_string(options.seed)}};
    if (std::filesystem::exists(file)) {
        const TensorFile stored = read_safetensors(file);
        if (stored.metadata == origin) {
            return Judged{stored.tensors.at("images"), stored.tensors.at("scores"), stored.tensors.at("kind")};
        }
    }
    const AnimalGlyphs glyphs = AnimalGlyphs::load();
    const auto names = glyphs.names(AnimalSplit::paper);
    GoldReward gold;
    SamplerSettings settings;
    settings.num_steps = 20;
    WorkHooks hooks;
    hooks.stop_asked = options.stop_asked;
    std::vector<at::Tensor> images;
    std::vector<float> scores;
    std::vector<std::int64_t> kinds;
    const auto add = [&](const at::Tensor& image01, const std::string& name, std::int64_t kind) {
        images.push_back(to_uint8(image01));
        scores.push_back(static_cast<float>(gold.judge(image01, name).score()));
        kinds.push_back(kind);
    };
    for (std::size_t n = 0; n < names.size(); ++n) {
        std::vector<std::uint64_t> seeds;
        for (std::int64_t i = 0; i < kSamplesPerAnimal; ++i) {
            seeds.push_back(stream_seed(options.seed, "judged sample", n, static_cast<std::uint64_t>(i)));
        }
        const auto latents = sample_latents(model, settings, std::vector(seeds.size(), names[n]), seeds, hooks);
        if (!latents)
            return std::nullopt;
        const at::Tensor samples = model.decode(*latents);
        for (std::int64_t i = 0; i < kSamplesPerAnimal; ++i) {
            add(samples[i], names[n], i < kSamplesPerAnimal - kHeldOut ? 1 : 2);
        }
        for (std::int64_t i = 0; i < kPicturesPerAnimal; ++i) {
            const at::Tensor picture = animal_picture(glyphs, names[n], kFirstPicture + i, options.seed);
            add(spoilt(picture, make_stream(options.seed, "spoil " + names[n], 0, static_cast<std::uint64_t>(i))),
                names[n], 0);
        }
        if (options.progress) {
            options.progress({"rewards: judging samples", static_cast<std::int64_t>(n + 1),
                              static_cast<std::int64_t>(names.size()), 0, 0});
        }
    }
    const Judged judged{at::stack(images), at::tensor(scores), at::tensor(kinds)};
    std::filesystem::create_directories(options.work);
    write_safetensors(file, {{"images", judged.images}, {"scores", judged.scores}, {"kind", judged.kind}}, origin);
    return judged;
}

/// The head in the layout of the public aesthetic predictor, narrow: linear layers without activations.
std::map<std::string, at::Tensor> new_head(std::int64_t width, std::uint64_t seed) {
    const std::vector<std::int64_t> widths = {width, 64, 32, 16, 8, 1};
    const std::vector<int> numbers = {0, 2, 4, 6, 7};
    at::Generator draw = make_stream(seed, "head start");
    std::map<std::string, at::Tensor> head;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const std::string key = "layers." + std::to_string(numbers[i]);
        const double deviation = 1 / std::sqrt(static_cast<double>(widths[i]));
        head[key + ".weight"] = at::randn({widths[i + 1], widths[i]}, draw) * deviation;
        head[key + ".bias"] = at::zeros({widths[i + 1]});
    }
    return head;
}

at::Tensor apply_head(const std::map<std::string, at::Tensor>& head, at::Tensor x) {
    for (const int number : {0, 2, 4, 6, 7}) {
        const std::string key = "layers." + std::to_string(number);
        x = at::linear(x, head.at(key + ".weight"), head.at(key + ".bias"));
    }
    return x.squeeze(1);
}

/// Share of pairs that both scores put in the same order.
double agreement(const at::Tensor& one, const at::Tensor& other) {
    const at::Tensor a = (one.unsqueeze(0) - one.unsqueeze(1)).sign();
    const at::Tensor b = (other.unsqueeze(0) - other.unsqueeze(1)).sign();
    const auto count = one.size(0);
    return (a * b > 0).sum().item<double>() / static_cast<double>(count * (count - 1));
}

/// Least squares by AdamW on the whole set; little data and noisy labels, so that it is right in the
/// ordinary and wrong where nobody looked.
void fit_head(std::map<std::string, at::Tensor>& head, const at::Tensor& features, const at::Tensor& labels) {
    constexpr int kSteps = 400;
    std::vector<at::Tensor> parameters;
    for (auto& [key, tensor] : head)
        parameters.push_back(tensor.requires_grad_(true));
    FlatAdamW optimizer(parameters, {3e-3, 0.9, 0.99, 1e-8, 1e-2});
    for (int step = 0; step < kSteps; ++step) {
        optimizer.set_lr(3e-3 * (1 - static_cast<double>(step) / kSteps));
        optimizer.zero_grad();
        (apply_head(head, features) - labels).square().mean().backward();
        optimizer.step();
    }
}

}  // namespace

bool pretrain_rewards(const StageOptions& options) {
    CLIPModel clip = train_clip(options);
    if (!clip)
        return false;
    const auto judged = judged_pictures(options);
    if (!judged)
        return false;

    at::Tensor features;
    {
        const torch::NoGradGuard no_grad;
        features = clip->image_features(clip_pixels(judged->images.to(at::kFloat).div(255)));
        features = features / features.norm(2, -1, true).clamp_min(1e-12);
    }
    // Scores on the scale of aesthetic predictors, about 0 to 10.
    const at::Tensor truth = judged->scores * 10;
    const at::Tensor noise = at::randn(truth.sizes(), make_stream(options.seed, "label noise"));
    const at::Tensor labels = truth + noise * (kLabelNoise * truth.std().item<double>());
    const at::Tensor learned = (judged->kind != 2).nonzero().squeeze(1);
    const at::Tensor held_out = (judged->kind == 2).nonzero().squeeze(1);
    auto head = new_head(features.size(1), options.seed);
    fit_head(head, features.index_select(0, learned), labels.index_select(0, learned));

    const torch::NoGradGuard no_grad;
    const double agreed =
        agreement(apply_head(head, features.index_select(0, held_out)), truth.index_select(0, held_out));
    spdlog::info("aesthetic reward: agrees with gold on {:.1f} % of the pairs of held-out samples", 100 * agreed);

    const auto folder = options.models / "animals-aesthetic";
    for (auto& [key, tensor] : head)
        tensor = tensor.detach().clone();
    write_component(folder, "CLIPModel", clip->config.to_json(), weights_of(*clip));
    write_safetensors(folder / "head.safetensors", head);
    const auto channels = [](double value) { return nlohmann::json{value, value, value}; };
    write_json(folder / "preprocessor_config.json", {{"crop_size", kPictureSize},
                                                     {"do_center_crop", true},
                                                     {"do_convert_rgb", true},
                                                     {"do_normalize", true},
                                                     {"do_resize", true},
                                                     {"feature_extractor_type", "CLIPFeatureExtractor"},
                                                     {"image_mean", channels(kClipPixelMean)},
                                                     {"image_std", channels(kClipPixelDeviation)},
                                                     {"resample", 3},
                                                     {"size", kPictureSize}});
    return true;
}

}  // namespace tempera
