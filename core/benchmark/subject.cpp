// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/benchmark/subject.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/models/clip_pixels.h"
#include "core/models/weights.h"
#include "core/rewards/make_reward.h"
#include "core/runtime/random.h"
#include "core/text/prompts.h"

namespace tempera {
namespace {

constexpr std::uint64_t kSeed = 1;

/// A linear function of the features of an encoder with random weights.
class RandomJudge final : public Reward {
public:
    RandomJudge(CLIPModel clip, at::Device device)
        : clip_(std::move(clip)),
          head_(stream_noise({clip_->config.projection_dim}, kSeed, "judge").to(device)),
          device_(device) {}

    std::string name() const override { return "random"; }
    bool differentiable() const override { return true; }

    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>& prompts) override {
        check_reward_input(name(), images01, prompts);
        const at::Tensor features = features_of(*clip_, images01);
        return at::mv(features / features.norm(2, {1}, true), head_);
    }

    ImageEncoder image_encoder() const override {
        return {clip_->config.projection_dim,
                [clip = clip_.ptr()](const at::Tensor& images01) { return features_of(*clip, images01); }};
    }

private:
    static at::Tensor features_of(CLIPModelImpl& clip, const at::Tensor& images01) {
        ClipPixelOptions options;
        options.size = static_cast<int>(clip.config.vision.image_size);
        const bool gradient = at::GradMode::is_enabled() && images01.requires_grad();
        return clip.image_features(gradient ? differentiable_clip_pixels(images01, options)
                                            : clip_pixels(images01, options));
    }

    CLIPModel clip_;
    at::Tensor head_;
    at::Device device_;
};

/// Matrices and filters N(0, 1 / inputs), norms 1, biases 0. All are pieces of one random tensor, so a model of any
/// size costs no more draws than this.
void fill_randomly(torch::nn::Module& model, at::Device device) {
    constexpr std::int64_t kPool = 1 << 20;
    const at::Tensor pool = stream_noise({kPool}, kSeed, "weights");
    for (auto& [name, weight] : weights_of(model)) {
        if (weight.dim() < 2) {
            weight.fill_(name.ends_with("weight") ? 1.0 : 0.0);
            continue;
        }
        const double inputs = static_cast<double>(weight.numel()) / static_cast<double>(weight.size(0));
        const at::Tensor flat = weight.view({-1});
        for (std::int64_t begin = 0; begin < flat.numel(); begin += kPool) {
            const std::int64_t count = std::min(kPool, flat.numel() - begin);
            flat.narrow(0, begin, count).copy_(pool.narrow(0, 0, count)).div_(std::sqrt(inputs));
        }
    }
    if (device.is_cpu()) {
        use_channels_last(model);
    }
    model.to(device);
    set_trainable(model, false);
    model.eval();
}

/// One token for each byte: prompts need ids, whatever they mean.
ClipTokenizer byte_tokenizer(std::int64_t length) {
    ClipTokenizer::Options options;
    options.max_length = length;
    std::map<std::string, std::int64_t> vocabulary;
    for (const char* ending : {"", "</w>"}) {
        for (const auto& [byte, symbol] : clip_byte_symbols()) {
            vocabulary.emplace(symbol + ending, static_cast<std::int64_t>(vocabulary.size()));
        }
    }
    vocabulary.emplace(options.bos, static_cast<std::int64_t>(vocabulary.size()));
    vocabulary.emplace(options.eos, static_cast<std::int64_t>(vocabulary.size()));
    return ClipTokenizer(vocabulary, {}, options, "benchmark");
}

Config epoch_config(const std::map<std::string, std::string>& settings) {
    Config config;
    for (const auto& [key, value] : settings) {
        config.set_text(key, value, "benchmark");
    }
    return config;
}

}  // namespace

BenchSubject random_subject(const std::string& name, const UNetConfig& unet, const AutoencoderKLConfig& vae,
                            const CLIPTextConfig& text, const CLIPConfig& encoder, const Config& config,
                            at::Device device) {
    BenchSubject subject;
    subject.name = name;
    subject.encoder = encoder;
    subject.config = config;
    subject.prompts = {"a cat", "a dog", "an owl", "a fox"};
    DiffusionModel& model = subject.model;
    model.name = name;
    model.device = device;
    model.unet = UNet2DConditionModel(unet);
    model.vae = AutoencoderKL(vae);
    model.text_encoder = CLIPTextModel(text);
    model.tokenizer = byte_tokenizer(text.max_position_embeddings);
    model.scheduler.beta_schedule = "scaled_linear";
    model.scheduler.beta_start = 0.00085;
    model.scheduler.beta_end = 0.012;
    CLIPModel clip(encoder);
    for (torch::nn::Module* part : std::initializer_list<torch::nn::Module*>{model.unet.get(), model.vae.get(),
                                                                             model.text_encoder.get(), clip.get()}) {
        fill_randomly(*part, device);
    }
    subject.reward = std::make_unique<RandomJudge>(clip, device);
    return subject;
}

BenchSubject animals_subject(at::Device device) {
    BenchSubject subject;
    subject.name = "animals";
    subject.model = DiffusionModel::load("animals", device);
    subject.folder = subject.model.folder;
    RewardModels models(device);
    subject.reward = make_reward(RewardSpec::parse("animals-aesthetic", "benchmark"), models);
    const std::filesystem::path judge = resource_dir() / "models" / "animals-aesthetic";
    subject.encoder = CLIPConfig::from_json(read_config(judge), (judge / "config.json").string());
    subject.prompts = read_prompts("simple_animals");
    subject.config = load_preset("animals-tdpo");
    for (const auto& [key, value] : std::map<std::string, std::string>{{"sample.num_steps", "20"},
                                                                       {"sample.guidance_scale", "3"},
                                                                       {"train.first_steps", "0"},
                                                                       {"critic.input", "decoded"}}) {
        subject.config.set_text(key, value, "benchmark");
    }
    return subject;
}

BenchSubject sd1_subject(at::Device device) {
    UNetConfig unet;
    unet.cross_attention_dim.assign(unet.block_out_channels.size(), 768);
    AutoencoderKLConfig vae;
    vae.block_out_channels = {128, 256, 512, 512};
    vae.layers_per_block = 2;
    vae.sample_size = 512;
    CLIPTextConfig text;
    text.tower = {768, 3072, 12, 12, "quick_gelu", 1e-5};
    CLIPConfig encoder;
    encoder.text = text;
    encoder.text.tower.num_hidden_layers = 1;  // of CLIP only the eyes are used
    encoder.vision.tower = {1024, 4096, 24, 16, "quick_gelu", 1e-5};
    encoder.vision.image_size = 224;
    encoder.vision.patch_size = 14;
    encoder.projection_dim = 768;
    const bool gpu = !device.is_cpu();
    const Config config = epoch_config({{"sample.num_steps", gpu ? "10" : "2"},
                                        {"sample.batch_size", gpu ? "32" : "2"},
                                        {"sample.num_batches_per_epoch", "1"},
                                        {"train.batch_size", gpu ? "16" : "1"},
                                        {"train.gradient_accumulation_steps", "2"},
                                        {"per_prompt.min_count", "1"},
                                        {"micro_batch", gpu ? "16" : "1"}});
    return random_subject("sd1", unet, vae, text, encoder, config, device);
}

std::vector<std::string> bench_subject_names() {
    return {"animals", "sd1"};
}

BenchSubject bench_subject(const std::string& name, at::Device device) {
    if (name == "animals") {
        return animals_subject(device);
    }
    if (name == "sd1") {
        return sd1_subject(device);
    }
    throw Error("there is no model '" + name + "' to measure", "--model", "use animals or sd1");
}

}  // namespace tempera
