// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/models/unet.h"
#include "core/models/weights.h"

namespace tempera {

/// The small UNet of Stable Diffusion 1.x's layout that the reference fixtures were computed with; frozen.
inline UNet2DConditionModel fixture_unet() {
    const auto folder = std::filesystem::path(TEMPERA_FIXTURES) / "02_unet_sd15like/unet";
    UNet2DConditionModel unet(UNetConfig::from_json(read_config(folder), "unet"));
    load_weights(*unet, read_component(folder).tensors, "unet");
    set_trainable(*unet, false);
    return unet;
}

}  // namespace tempera
