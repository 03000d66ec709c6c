// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace tempera {

/// out[i] = value[i] * gelu(gate[i]) for one row.
void geglu_row(const float* value, const float* gate, std::int64_t width, float* out);

/// Gradients of value and gate from that of `out`; overwrites them.
void geglu_row_backward(const float* value, const float* gate, const float* grad_out, std::int64_t width,
                        float* grad_value, float* grad_gate);

}  // namespace tempera
