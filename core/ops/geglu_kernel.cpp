// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/geglu_kernel.h"

#include "core/ops/simd.h"

namespace tempera {
namespace {

struct Gelu {
    Floats value;
    Floats slope;
};

/// gelu(x) = x P(x) and its derivative P(x) + x p(x), with the normal distribution P and its density p.
/// P to 8e-8 by Abramowitz and Stegun 7.1.26, which shares its exponential with p.
TEMPERA_INLINE Gelu gelu(const Floats& x) {
    const Floats size = x < 0.0F ? -x : x;
    const Floats bell = exp(x * x * -0.5F);
    const Floats t = 1.0F / (1.0F + size * 0.231641888F);  // 0.3275911 / sqrt(2)
    Floats tail = Floats{} + 1.061405429F;
    tail = tail * t - 1.453152027F;
    tail = tail * t + 1.421413741F;
    tail = tail * t - 0.284496736F;
    tail = tail * t + 0.254829592F;
    tail = tail * t * bell * 0.5F;
    const Floats below = x < 0.0F ? tail : 1.0F - tail;
    return {x * below, below + x * bell * 0.398942280F};  // 1 / sqrt(2 pi)
}

}  // namespace

TEMPERA_KERNEL
void geglu_row(const float* value, const float* gate, std::int64_t width, float* out) {
    std::int64_t i = 0;
    for (; i + kLanes <= width; i += kLanes) {
        store(out + i, load(value + i) * gelu(load(gate + i)).value);
    }
    if (i < width) {
        const std::int64_t rest = width - i;
        store_part(out + i, load_part(value + i, rest, 0) * gelu(load_part(gate + i, rest, 0)).value, rest);
    }
}

TEMPERA_KERNEL
void geglu_row_backward(const float* value, const float* gate, const float* grad_out, std::int64_t width,
                        float* grad_value, float* grad_gate) {
    std::int64_t i = 0;
    for (; i + kLanes <= width; i += kLanes) {
        const Floats grad = load(grad_out + i);
        const Gelu gated = gelu(load(gate + i));
        store(grad_gate + i, grad * load(value + i) * gated.slope);
        store(grad_value + i, grad * gated.value);
    }
    if (i < width) {
        const std::int64_t rest = width - i;
        const Floats grad = load_part(grad_out + i, rest, 0);
        const Gelu gated = gelu(load_part(gate + i, rest, 0));
        store_part(grad_gate + i, grad * load_part(value + i, rest, 0) * gated.slope, rest);
        store_part(grad_value + i, grad * gated.value, rest);
    }
}

}  // namespace tempera
