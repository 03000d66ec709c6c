// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/checkpoint_kind.h"

namespace tempera {

/// Most keys are those of a LoRA adapter (core/models/lora_keys.h).
bool is_lora(const TensorTable& tensors);

/// Naming, ranks, alphas, projections and the parts of an adapter; pairs that are not whole are problems.
CheckpointKind lora_kind(const TensorTable& tensors);

/// An adapter of another kind (LoHa, LoKr, OFT), which Tempera does not read.
bool is_other_adapter(const TensorTable& tensors);
CheckpointKind other_adapter_kind(const TensorTable& tensors);

}  // namespace tempera
