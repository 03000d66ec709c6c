// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

// Vectors never cross a call here (all is inlined), so their calling convention does not matter.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace tempera {

// Sixteen floats at a time in the vector extension of GCC and Clang: one register with AVX-512, two
// with AVX2, four with SSE2. For torch-free kernel files only.
using Floats = float __attribute__((vector_size(64), aligned(4), may_alias));
using Ints = std::int32_t __attribute__((vector_size(64), aligned(4), may_alias));
inline constexpr std::int64_t kLanes = 16;

/// Compiles a kernel for three generations of processors; the best one is chosen when the program starts (which is
/// before ThreadSanitizer does, and it would not bear that).
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__)
#define TEMPERA_KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define TEMPERA_KERNEL
#endif
#define TEMPERA_INLINE inline __attribute__((always_inline))
#define TEMPERA_INLINE_LAMBDA __attribute__((always_inline))

TEMPERA_INLINE Floats load(const float* from) {
    return *reinterpret_cast<const Floats*>(from);
}

TEMPERA_INLINE void store(float* to, const Floats& value) {
    *reinterpret_cast<Floats*>(to) = value;
}

/// Up to kLanes floats; the lanes behind them get `fill`.
TEMPERA_INLINE Floats load_part(const float* from, std::int64_t count, float fill) {
    Floats lanes = Floats{} + fill;
    for (std::int64_t i = 0; i < count; ++i) {
        lanes[i] = from[i];
    }
    return lanes;
}

TEMPERA_INLINE void store_part(float* to, const Floats& lanes, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
        to[i] = lanes[i];
    }
}

/// e^x to 2 units in the last place: 2^n times a polynomial in the rest (Cephes `expf`). Below -87 the
/// result is 0 for all purposes here; NaN stays NaN.
TEMPERA_INLINE Floats exp(Floats x) {
    x = x < -87.0F ? Floats{} - 87.0F : x;
    x = x > 88.0F ? Floats{} + 88.0F : x;
    constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it rounds to the nearest whole number
    const Floats n = (x * 1.44269504088896341F + kRound) - kRound;
    const Floats r = (x - n * 0.693359375F) - n * -2.12194440e-4F;
    Floats p = Floats{} + 1.9875691500e-4F;
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    p = p * r * r + r + 1.0F;
    const Ints power = (__builtin_convertvector(n, Ints) + 127) << 23;
    return p * reinterpret_cast<const Floats&>(power);
}

}  // namespace tempera
