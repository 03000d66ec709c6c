// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/critic_input.h"

#include <algorithm>
#include <cmath>

#include <torch/torch.h>

#include "core/runtime/ranks.h"

namespace tempera {
namespace {

/// Side of the averaged squares, so that `size` shrinks to 8 at most.
std::int64_t pool_side(std::int64_t size) {
    return (size + 7) / 8;
}

std::int64_t pooled(std::int64_t size) {
    return size / pool_side(size);
}

}  // namespace

std::optional<at::Tensor> decoded_features(DiffusionModel& model, const ImageEncoder& encoder,
                                           const at::Tensor& latents, std::int64_t batch, const WorkHooks& hooks) {
    torch::NoGradGuard no_grad;
    const at::Tensor states = latents.flatten(0, 1);
    const std::int64_t count = (states.size(0) + batch - 1) / batch;
    at::Tensor features = at::zeros({states.size(0), encoder.width}, states.options().dtype(at::kFloat));
    SharedHooks shared(hooks, count);
    for_each_own_part(model.device, count, [&](std::int64_t i) {
        if (shared.stop_asked()) {
            return;
        }
        const std::int64_t begin = i * batch;
        const std::int64_t end = std::min(begin + batch, states.size(0));
        const at::Tensor images = model.decode(states.slice(0, begin, end), batch).mul(255.0).round().div(255.0);
        const at::Tensor raw = encoder.features(images).to(at::kFloat);
        features.slice(0, begin, end).copy_(raw / raw.norm(2, {1}, true).clamp_min(1e-12));
        shared.done(1);
    });
    if (shared.stopped()) {
        return std::nullopt;
    }
    sum_over_ranks(features);
    return features.reshape({latents.size(0), latents.size(1), -1});
}

at::Tensor predicted_x0(const DdimSchedule& ddim, const Trajectories& paths, std::int64_t steps) {
    torch::NoGradGuard no_grad;
    const std::int64_t count = paths.outputs.size(0);
    std::vector<at::Tensor> predictions;
    for (std::int64_t step = 0; step < steps; ++step) {
        predictions.push_back(ddim_prediction(ddim, paths.outputs.select(1, step),
                                              paths.timesteps.select(1, step).slice(0, 0, count),
                                              paths.latents.select(1, step).slice(0, 0, count))
                                  .x0);
    }
    return at::stack(predictions, 1);
}

at::Tensor latent_features(const Trajectories& paths, std::int64_t steps) {
    torch::NoGradGuard no_grad;
    const at::Tensor states = paths.latents.slice(1, 0, steps).flatten(0, 1);
    const std::int64_t rows = pool_side(states.size(2));
    const std::int64_t columns = pool_side(states.size(3));
    const at::Tensor averages = at::avg_pool2d(states, {rows, columns}).flatten(1);
    const double scale = std::sqrt(static_cast<double>(rows * columns) / static_cast<double>(averages.size(1)));
    const at::Tensor picture = (averages * scale).reshape({paths.size(), steps, -1});
    const at::Tensor progress = at::arange(steps, picture.options()).div(paths.num_steps()).reshape({1, steps, 1});
    return at::cat({picture, progress * picture}, 2);
}

std::int64_t latent_feature_width(const DiffusionModel& model) {
    const auto shape = model.latent_shape();
    return 2 * shape[0] * pooled(shape[1]) * pooled(shape[2]);
}

}  // namespace tempera
