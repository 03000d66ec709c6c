// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/winner_latents.h"

#include <algorithm>
#include <cmath>

#include <torch/torch.h>

#include "core/formats/image_tensor.h"
#include "core/runtime/parallel.h"

namespace tempera {

at::Tensor sample_posterior(const DiffusionModel& model, const std::pair<at::Tensor, at::Tensor>& moments,
                            const at::Tensor& noise) {
    return (moments.first + (moments.second / 2).exp() * noise) * model.vae->config.scaling_factor;
}

at::Tensor fit_picture(const at::Tensor& picture01, std::int64_t size) {
    namespace F = torch::nn::functional;
    const std::int64_t height = picture01.size(1);
    const std::int64_t width = picture01.size(2);
    at::Tensor picture = picture01.unsqueeze(0);
    if (std::min(height, width) != size) {
        const double scale = static_cast<double>(size) / static_cast<double>(std::min(height, width));
        const auto scaled = [&](std::int64_t side) {
            return std::max(size, static_cast<std::int64_t>(std::lround(static_cast<double>(side) * scale)));
        };
        const std::vector<std::int64_t> target{scaled(height), scaled(width)};
        picture = F::interpolate(
            picture,
            F::InterpolateFuncOptions().size(target).mode(torch::kBilinear).align_corners(false).antialias(true));
    }
    return picture[0]
        .narrow(1, (picture.size(2) - size) / 2, size)
        .narrow(2, (picture.size(3) - size) / 2, size)
        .contiguous();
}

at::Tensor WinnerLatents::encode(std::int64_t number) {
    const OneThread one_thread;
    const std::int64_t size = model_.latent_shape()[1] * model_.vae->config.downscale();
    const at::Tensor picture =
        fit_picture(to_tensor(read_image(winners_[static_cast<std::size_t>(number)].file)), size);
    const auto moments = model_.vae->encode(picture.unsqueeze(0).to(model_.device) * 2 - 1);
    return at::cat({moments.first, moments.second}).to(at::kCPU).contiguous();
}

std::optional<std::pair<at::Tensor, at::Tensor>> WinnerLatents::moments(const std::vector<std::int64_t>& numbers,
                                                                        const WorkHooks& hooks) {
    const torch::NoGradGuard no_grad;
    std::vector<std::int64_t> missing;
    std::vector<at::Tensor> rows(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto known = cache_.find(numbers[i]);
        if (known == cache_.end()) {
            missing.push_back(static_cast<std::int64_t>(i));
        } else {
            rows[i] = known->second;
        }
    }
    SharedHooks shared(hooks, static_cast<std::int64_t>(missing.size()));
    for_each_parallel(model_.device, static_cast<std::int64_t>(missing.size()), [&](std::int64_t i) {
        if (!shared.stop_asked()) {
            const auto row = static_cast<std::size_t>(missing[static_cast<std::size_t>(i)]);
            rows[row] = encode(numbers[row]);
        }
    });
    if (shared.stopped()) {
        return std::nullopt;
    }
    if (winners_.size() <= kept) {
        for (const std::int64_t row : missing) {
            cache_[numbers[static_cast<std::size_t>(row)]] = rows[static_cast<std::size_t>(row)];
        }
    }
    const at::Tensor all = at::stack(rows).to(model_.device);
    return std::pair(all.select(1, 0), all.select(1, 1));
}

}  // namespace tempera
