// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/seppo_loss.h"

#include <torch/torch.h>

namespace tempera {

at::Tensor flip(Flipper flipper, const at::Tensor& anchor_statistic) {
    const at::Tensor statistic = anchor_statistic.detach();
    switch (flipper) {
        case Flipper::Sign:
            return statistic.sign();
        case Flipper::Indicator:
            return (statistic > 0).to(statistic.scalar_type());
        case Flipper::None:
            break;
    }
    return at::ones_like(statistic);
}

at::Tensor seppo_loss(const DenoisingErrors& errors, const at::Tensor& s, double beta) {
    const at::Tensor winner = errors.policy_winner - errors.reference_winner.detach();
    const at::Tensor reference = errors.policy_reference - errors.reference_reference.detach();
    return -at::log_sigmoid(-0.5 * beta * (winner - s * reference));
}

at::Tensor denoising_error(DiffusionModel& model, const at::Tensor& alphas, const at::Tensor& latents,
                           const at::Tensor& noise, const at::Tensor& times, const at::Tensor& embeds) {
    const at::Tensor alpha = alphas.index_select(0, times).reshape({-1, 1, 1, 1});
    const at::Tensor clean = alpha.sqrt();
    const at::Tensor spoilt = (1 - alpha).sqrt();
    at::Tensor target;
    switch (model.scheduler.prediction) {
        case Prediction::Epsilon:
            target = noise;
            break;
        case Prediction::Velocity:
            target = clean * noise - spoilt * latents;
            break;
        case Prediction::Sample:
            target = latents;
            break;
    }
    const at::Tensor output =
        model.predict(clean * latents + spoilt * noise, times, model.guidance(embeds, embeds, 1.0));
    return (output - target).square().flatten(1).mean(1);
}

}  // namespace tempera
