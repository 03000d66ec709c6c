// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/diffusion/diffusion_model.h"

namespace tempera {

/// Applies the adapter that --lora names, "FILE" or "FILE:SCALE"; FILE is a file, a checkpoint's folder, its lora
/// folder, or a diffusers or PEFT folder. Beside what is applied already, or merged into the weights. Throws Error when
/// it does not fit the model or would change nothing.
void apply_lora(DiffusionModel& model, const std::string& argument, bool merge);

}  // namespace tempera
