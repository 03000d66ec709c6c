// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>

#include <spdlog/spdlog.h>
#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/formats/safetensors.h"
#include "core/models/weights.h"
#include "core/ops/flat_adamw.h"
#include "core/pretraining/clip_trainer.h"
#include "core/pretraining/judged_pictures.h"
#include "core/pretraining/model_folder.h"
#include "core/pretraining/pictures.h"
#include "core/pretraining/stage.h"
#include "core/rewards/clip_encoder.h"
#include "core/runtime/random.h"

namespace tempera {

namespace {

constexpr double kLabelNoise = 0.5;  // of a judge who is human, in deviations of the true scores

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
    const auto judged = judged_pictures(options, aesthetic_plan());
    if (!judged)
        return false;

    at::Tensor features;
    {
        const torch::NoGradGuard no_grad;
        features = unit_length(clip->image_features(normalised(judged->images.to(at::kFloat).div(255))));
    }
    // Scores on the scale of aesthetic predictors, about 0 to 10.
    const at::Tensor truth = judged->scores * 10;
    const at::Tensor noise = at::randn(truth.sizes(), make_stream(options.seed, "label noise"));
    const at::Tensor labels = truth + noise * (kLabelNoise * truth.std().item<double>());
    const at::Tensor held_out = judged->rows(JudgedKind::held_out);
    const at::Tensor learned = judged->kind.ne(static_cast<std::int64_t>(JudgedKind::held_out)).nonzero().squeeze(1);
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
    write_clip_preprocessor(folder);
    return true;
}

}  // namespace tempera
