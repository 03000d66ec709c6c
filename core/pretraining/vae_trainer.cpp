// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <cstdint>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/models/vae.h"
#include "core/models/weights.h"
#include "core/pretraining/model_folder.h"
#include "core/pretraining/pictures.h"
#include "core/pretraining/stage.h"
#include "core/pretraining/train_loop.h"
#include "core/runtime/random.h"

namespace tempera {

namespace {

constexpr std::int64_t kBatch = 8;
constexpr std::int64_t kPicturesPerAnimal = 48;
constexpr double kKlWeight = 1e-3;

/// One norm group: with many groups of a narrow layer the norm removes the average colour of the
/// picture, and a red animal comes back green.
AutoencoderKLConfig config_of_vae() {
    AutoencoderKLConfig config;
    config.block_out_channels = {16, 16, 32};
    config.layers_per_block = 1;
    config.latent_channels = 4;
    config.norm_num_groups = 1;
    config.sample_size = kPictureSize;
    config.scaling_factor = 1;
    return config;
}

/// Hidden channels 0..2 carry red, green and blue, 3..5 the same negated (silu(x) - silu(-x) = x).
constexpr std::int64_t kCarried = 6;

/// Row `out` of a convolution becomes a copy of input channel `in`, times `value`, taken from the middle pixel,
/// or from the mean of the 2x2 pixels that a downsampler steps over.
void carry(at::Tensor weight, at::Tensor bias, std::int64_t out, std::int64_t in, double value, bool box) {
    weight[out].zero_();
    bias[out].zero_();
    if (box) {
        weight[out][in].narrow(0, 0, 2).narrow(1, 0, 2).fill_(value / 4);
    } else {
        weight[out][in][weight.size(2) / 2][weight.size(3) / 2].fill_(value);
    }
}

/// A start that is a working autoencoder already: latent channels 0..2 are the colours of a reduced
/// picture, residual branches are silent, everything else is random. From the usual random start the
/// green-magenta axis is found tens of minutes later, if ever.
void start_as_reduced_picture(torch::nn::Module& model) {
    const torch::NoGradGuard no_grad;
    auto parameters = model.named_parameters();
    for (const auto& parameter : parameters) {
        const std::string& key = parameter.key();
        const auto has = [&key](const char* part) { return key.find(part) != std::string::npos; };
        at::Tensor value = parameter.value();
        if (has(".conv2.") || has(".to_out."))
            value.zero_();
        if (key.size() < 7 || key.compare(key.size() - 7, 7, ".weight") != 0)
            continue;
        at::Tensor* bias = parameters.find(key.substr(0, key.size() - 6) + "bias");
        if (has("coder.conv_in.")) {
            for (std::int64_t c = 0; c < kCarried; ++c)
                carry(value, *bias, c, c % 3, c < 3 ? 1 : -1, false);
        } else if (has(".conv_shortcut.") || has("samplers.0.conv.")) {
            for (std::int64_t c = 0; c < kCarried; ++c)
                carry(value, *bias, c, c, 1, has("downsamplers"));
        } else if (has("quant_conv.")) {
            for (std::int64_t c = 0; c < 3; ++c)
                carry(value, *bias, c, c, 1, false);
        } else if (has("coder.conv_out.")) {
            for (std::int64_t c = 0; c < 3; ++c) {
                carry(value, *bias, c, c, 0.5, false);
                value[c][c + 3][1][1].fill_(-0.5);
            }
        }
    }
}

/// sqrt(x^2 + small): absolute error with a smooth foot.
at::Tensor charbonnier(const at::Tensor& difference) {
    return (difference.square() + 1e-4).sqrt().mean();
}

at::Tensor reconstruction_loss(const at::Tensor& wrong) {
    const at::Tensor red = wrong.select(1, 0), green = wrong.select(1, 1), blue = wrong.select(1, 2);
    // The two colour-opponent axes and the average of 8x8 pixels: errors that an eye sees and that
    // hardly show in the plain error.
    const at::Tensor opponent = at::stack({red - green, blue - (red + green) / 2}, 1);
    return charbonnier(wrong) + 0.5 * charbonnier(opponent) + 0.5 * charbonnier(at::avg_pool2d(wrong, {8, 8})) +
           2 * wrong.square().mean();
}

at::Tensor to_signed(const at::Tensor& bytes) {
    return bytes.to(at::kFloat).div(127.5).sub(1);
}

/// Moves every latent channel to mean 0 and deviation 1 over pictures and posterior draws by folding
/// the change into the two 1x1 convolutions: scaling_factor is 1 and no channel is drowned by diffusion
/// noise. (A channel that the autoencoder gave up, all posterior noise, keeps a mean near 0.)
void normalise_latents(std::map<std::string, at::Tensor>& weights, const at::Tensor& mean,
                       const at::Tensor& deviation) {
    const std::int64_t channels = mean.size(0);
    at::Tensor& out_weight = weights.at("quant_conv.weight");
    at::Tensor& out_bias = weights.at("quant_conv.bias");
    at::Tensor& in_weight = weights.at("post_quant_conv.weight");
    weights.at("post_quant_conv.bias").add_(in_weight.flatten(1).matmul(mean));
    in_weight.mul_(deviation.view({1, -1, 1, 1}));
    out_weight.narrow(0, 0, channels).div_(deviation.view({-1, 1, 1, 1}));
    out_bias.narrow(0, 0, channels).sub_(mean).div_(deviation);
    out_bias.narrow(0, channels, channels).sub_(2 * deviation.log());
}

}  // namespace

bool pretrain_vae(const StageOptions& options) {
    const AnimalGlyphs glyphs = AnimalGlyphs::load();
    if (options.progress)
        options.progress({"vae: drawing pictures", 0, 1, 0, 0});
    const at::Tensor pictures = picture_pool(
        glyphs, glyphs.names(), options.pictures > 0 ? options.pictures : kPicturesPerAnimal, 0, options.seed);

    const AutoencoderKLConfig config = config_of_vae();
    AutoencoderKL vae(config), twin(config);
    init_weights(*vae, make_stream(options.seed, "vae start"));
    start_as_reduced_picture(*vae);
    if (options.bf16)
        twin->to(at::kBFloat16);
    const at::ScalarType type = options.bf16 ? at::kBFloat16 : at::kFloat;
    use_channels_last(*vae);
    use_channels_last(*twin);
    AutoencoderKL& worker = options.bf16 ? twin : vae;

    LoopSettings settings;
    settings.steps = options.steps > 0 ? options.steps : 3600;
    settings.batch = kBatch;
    settings.learning_rate = 2e-3;
    TrainLoop loop("vae", options, settings, {{"vae", vae.get(), options.bf16 ? twin.get() : nullptr}});
    const bool finished = loop.run([&](std::int64_t step) {
        at::Generator draw = make_stream(options.seed, "vae step", 0, static_cast<std::uint64_t>(step));
        const at::Tensor rows = at::randint(pictures.size(0), {kBatch}, draw, at::TensorOptions(at::kLong));
        const at::Tensor images = to_signed(pictures.index_select(0, rows));
        auto [mean, log_variance] = worker->encode(images.to(type));
        mean = mean.to(at::kFloat);
        log_variance = log_variance.to(at::kFloat);
        const at::Tensor z = mean + (0.5 * log_variance).exp() * at::randn(mean.sizes(), draw);
        const at::Tensor wrong = worker->decode(z.to(type)).to(at::kFloat) - images;
        const at::Tensor kl = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).mean();
        return reconstruction_loss(wrong) + kKlWeight * kl;
    });
    if (!finished)
        return false;

    const torch::NoGradGuard no_grad;
    load_weights(*vae, loop.averaged("vae"), "running average");
    std::vector<at::Tensor> means, variances;
    for (std::int64_t row = 0; row < pictures.size(0); row += 128) {
        const at::Tensor some = pictures.slice(0, row, std::min(row + 16, pictures.size(0)));
        const auto [mean, log_variance] = vae->encode(to_signed(some));
        means.push_back(mean);
        variances.push_back(log_variance.exp());
    }
    const at::Tensor mean = at::cat(means).transpose(0, 1).flatten(1);
    const at::Tensor deviation = (mean.var(1) + at::cat(variances).mean({0, 2, 3})).sqrt();
    auto weights = loop.averaged("vae");
    for (auto& [key, tensor] : weights)
        tensor = tensor.clone();
    normalise_latents(weights, mean.mean(1), deviation);
    write_component(options.models / "animals" / "vae", "AutoencoderKL", config.to_json(), weights);
    return true;
}

}  // namespace tempera
