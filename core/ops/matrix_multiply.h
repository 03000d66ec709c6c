// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/ops/simd.h"

namespace tempera {

// The matrix product of the kernels: for matrices of which the second one stays in the cache. Made for the 32 registers
// of AVX-512. For torch-free kernel files only.

inline constexpr std::int64_t kProductSums = 24;  // in registers at a time
inline constexpr std::int64_t kProductRows = 12;  // at most, at a time

/// What is added to a product: `row` [out] to each of its rows, if kRow; `rows` [rows, out], if kRows.
template <bool kRow, bool kRows>
struct ProductAddends {
    const float* row = nullptr;
    const float* rows = nullptr;
};

/// kCount rows [in] times kVectors vectors of columns. Every sum runs through `in` in order, whatever kCount is.
template <std::int64_t kCount, std::int64_t kVectors, bool kRow, bool kRows>
TEMPERA_INLINE void multiply_block(const float* a, const float* b, const ProductAddends<kRow, kRows>& addends, float* c,
                                   std::int64_t in, std::int64_t out) {
    Floats sums[kCount][kVectors] = {};
    for (std::int64_t j = 0; j < in; ++j) {
        Floats column[kVectors];
        for (std::int64_t v = 0; v < kVectors; ++v) {
            column[v] = load(b + j * out + v * kLanes);
        }
        for (std::int64_t i = 0; i < kCount; ++i) {
            // Not `Floats{} + ...`: for the sake of -0 the compiler would compute that sum.
            const Floats factor = a[i * in + j] - Floats{};
            for (std::int64_t v = 0; v < kVectors; ++v) {
                sums[i][v] += factor * column[v];
            }
        }
    }
    for (std::int64_t i = 0; i < kCount; ++i) {
        for (std::int64_t v = 0; v < kVectors; ++v) {
            const std::int64_t at = i * out + v * kLanes;
            Floats sum = sums[i][v];
            if constexpr (kRow) {
                sum += load(addends.row + v * kLanes);
            }
            if constexpr (kRows) {
                sum += load(addends.rows + at);
            }
            store(c + at, sum);
        }
    }
}

/// As many rows as kCount goes into; the arguments move on behind them.
template <std::int64_t kCount, std::int64_t kVectors, bool kRow, bool kRows>
TEMPERA_INLINE void multiply_blocks(const float*& a, const float* b, ProductAddends<kRow, kRows>& addends, float*& c,
                                    std::int64_t& rows, std::int64_t in, std::int64_t out) {
    for (; rows >= kCount; rows -= kCount) {
        multiply_block<kCount, kVectors>(a, b, addends, c, in, out);
        a += kCount * in;
        c += kCount * out;
        if constexpr (kRows) {
            addends.rows += kCount * out;
        }
    }
}

/// All rows times as many columns, from `column` on, as kVectors goes into.
template <std::int64_t kVectors, bool kRow, bool kRows>
TEMPERA_INLINE void multiply_columns(const float* a, const float* b, const ProductAddends<kRow, kRows>& addends,
                                     float* c, std::int64_t rows, std::int64_t in, std::int64_t out,
                                     std::int64_t& column) {
    constexpr std::int64_t kMost = std::min(kProductSums / kVectors, kProductRows);
    for (; column + kVectors * kLanes <= out; column += kVectors * kLanes) {
        const float* next = a;
        float* to = c + column;
        std::int64_t left = rows;
        ProductAddends<kRow, kRows> own = addends;
        if constexpr (kRow) {
            own.row += column;
        }
        if constexpr (kRows) {
            own.rows += column;
        }
        multiply_blocks<kMost, kVectors>(next, b + column, own, to, left, in, out);
        multiply_blocks<kMost / 3, kVectors>(next, b + column, own, to, left, in, out);
        multiply_blocks<1, kVectors>(next, b + column, own, to, left, in, out);
    }
}

/// c [rows, out] = a [rows, in] b [in, out] + addends; `out` is a multiple of kLanes.
template <bool kRow, bool kRows>
TEMPERA_INLINE void multiply(const float* a, const float* b, const ProductAddends<kRow, kRows>& addends, float* c,
                             std::int64_t rows, std::int64_t in, std::int64_t out) {
    std::int64_t column = 0;
    multiply_columns<4>(a, b, addends, c, rows, in, out, column);
    multiply_columns<2>(a, b, addends, c, rows, in, out, column);
    multiply_columns<1>(a, b, addends, c, rows, in, out, column);
}

}  // namespace tempera
