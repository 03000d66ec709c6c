// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/diffusion/diffusion_model.h"
#include "core/diffusion/rollout.h"
#include "core/methods/winner_set.h"

namespace tempera {

/// Latent of a picture under the posterior of the VAE: (mean + exp(logvar / 2) noise) x scaling factor, all of
/// shape [B,C,h,w].
at::Tensor sample_posterior(const DiffusionModel& model, const std::pair<at::Tensor, at::Tensor>& moments,
                            const at::Tensor& noise);

/// Picture [3,H,W] in 0..1 -> [3,size,size]: the shorter side is scaled to `size` (bilinear with antialias, as
/// Pillow's), the longer one cropped around its middle. The preparation of DiffusionDPO without its flips.
at::Tensor fit_picture(const at::Tensor& picture01, std::int64_t size);

/// What the VAE makes of the winners, encoded when first asked for. Each picture is encoded alone by one
/// thread, so the bits do not depend on what it is asked together with. Sets of up to `kept` pictures
/// are remembered (at 512x512 half a gigabyte), larger ones encoded each time.
class WinnerLatents {
public:
    /// Keeps references to both.
    WinnerLatents(DiffusionModel& model, const WinnerSet& winners) : model_(model), winners_(winners) {}

    /// Mean and log-variance [B,C,h,w] of the winners of these numbers, on the model's device. Empty when
    /// stopped. Throws Error naming the file that cannot be read.
    std::optional<std::pair<at::Tensor, at::Tensor>> moments(const std::vector<std::int64_t>& numbers,
                                                             const WorkHooks& hooks);

private:
    static constexpr std::size_t kept = 4096;

    at::Tensor encode(std::int64_t number);  // [2,C,h,w] on the CPU

    DiffusionModel& model_;
    const WinnerSet& winners_;
    std::map<std::int64_t, at::Tensor> cache_;
};

}  // namespace tempera
