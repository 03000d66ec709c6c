// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include <ATen/core/Tensor.h>

#include "core/diffusion/rollout.h"
#include "core/methods/method.h"

namespace tempera {

/// What the critic sees of the states s_0 .. s_{steps-1} of every path: [N, steps, E] fp32.

/// critic.input = decoded (official, of the noisy latents themselves) and x0hat (of predicted_x0): the latents
/// [N,steps,C,h,w] go through the VAE decoder; the pictures, rounded to 8 bits, through the image encoder; the
/// features are divided by their length. Empty when stopped.
std::optional<at::Tensor> decoded_features(DiffusionModel& model, const ImageEncoder& encoder,
                                           const at::Tensor& latents, std::int64_t batch, const WorkHooks& hooks);

/// What the model took the final latent for at the states s_0 .. s_{steps-1}: [N,steps,C,h,w]. Less noisy than
/// the states, so nearer to what the decoder and the encoder know. The paths must have kept the outputs.
at::Tensor predicted_x0(const DdimSchedule& ddim, const Trajectories& paths, std::int64_t steps);

/// critic.input = latent: no decoder, no encoder. With g = the latent averaged over squares down to at most
/// 8x8, flattened, scaled so that pure noise has length about 1, and p = j / T the progress of the
/// denoising, the features are [g ; p g]: a linear critic can weigh the picture more as it emerges.
at::Tensor latent_features(const Trajectories& paths, std::int64_t steps);
std::int64_t latent_feature_width(const DiffusionModel& model);

}  // namespace tempera
