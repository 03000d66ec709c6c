// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/models/clip.h"
#include "core/models/unet.h"
#include "core/models/vae.h"

namespace tempera {

/// Multiply-adds (two FLOP each) of the matrix products, convolutions and attention of one sample, counted
/// from a configuration. What is proportional to the activations (norms, activations, sums) is not counted.
struct MultiplyAdds {
    double forward = 0;
    double backward = 0;  ///< gradients of activations and of adapters; those of frozen weights are never needed
};

/// What one call of the UNet does for each latent.
struct UNetCall {
    std::int64_t height = 64;  ///< of the latent
    std::int64_t width = 64;
    std::int64_t tokens = 77;      ///< of a prompt
    std::int64_t contexts = 1;     ///< prompts of each latent: 2 with guidance
    std::int64_t lora_rank = 0;    ///< of the adapter on all attention projections; 0 = none
    bool latent_gradient = false;  ///< the backward pass goes to the latent, not only to the adapter
};

/// Backward begins at the first adapter, or at the latent.
MultiplyAdds unet_multiply_adds(const UNetConfig& config, const UNetCall& call);

/// Of latents [latent_channels, height, width] to pictures; backward: to the latent.
MultiplyAdds vae_decode_multiply_adds(const AutoencoderKLConfig& config, std::int64_t height, std::int64_t width);

/// Of prepared pixels to features; backward: to the pixels.
MultiplyAdds clip_image_multiply_adds(const CLIPConfig& config);

}  // namespace tempera
