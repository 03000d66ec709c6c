// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "core/diffusion/diffusion_model.h"

namespace tempera {

/// What the adaptive flipper (AAF) makes of the reference sample (seppo.flipper).
enum class Flipper { Sign, Indicator, None };

/// Denoising errors of a micro-batch, all [B] fp32: of the policy and of the reference, each on the winning and
/// on the reference picture with the same time and noise. Those of the policy carry the gradient.
struct DenoisingErrors {
    at::Tensor policy_winner;
    at::Tensor policy_reference;
    at::Tensor reference_winner;
    at::Tensor reference_reference;
};

/// s [B], without gradient, from the anchor statistic e_reference(winner) - e_policy(winner) [B]: its sign (1:
/// the policy fits the winner better, so the reference picture loses; -1: the reference fits better, so
/// its picture is learned from as well; 0: equal), the indicator of a positive one, or 1.
at::Tensor flip(Flipper flipper, const at::Tensor& anchor_statistic);

/// -log sigmoid(z) [B] with z = -beta/2 (d_winner - s d_reference), d = e_policy - e_reference: the loss of
/// SePPO (arXiv 2410.05255) with the constant of DiffusionDPO, whose errors are means over the latent.
at::Tensor seppo_loss(const DenoisingErrors& errors, const at::Tensor& s, double beta);

/// Mean over C, H, W of the squared error of the network's prediction, [B] fp32. latents and noise
/// [B,C,h,w], times [B] int64, embeds [B,L,width], alphas = abar [num_train_timesteps]; no guidance.
at::Tensor denoising_error(DiffusionModel& model, const at::Tensor& alphas, const at::Tensor& latents,
                           const at::Tensor& noise, const at::Tensor& times, const at::Tensor& embeds);

}  // namespace tempera
