// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/attention_kernel.h"

#include <algorithm>

#include "core/ops/simd.h"

namespace tempera {
namespace {

constexpr std::int64_t kRows = 8;  // as many sums at once as hide the latency of a multiplication

TEMPERA_INLINE std::int64_t padded(std::int64_t count) {
    return (count + kLanes - 1) / kLanes * kLanes;
}

/// A matrix by strides: element (i, j) at data[i * row + j * column].
struct Matrix {
    const float* data;
    std::int64_t row;
    std::int64_t column;
};

/// c[i, :] (+)= sum over j of a(i, j) * b[j, :] for kCount rows; rows of b and c are `columns` long, a
/// multiple of kLanes.
template <std::int64_t kCount, bool kAdd>
TEMPERA_INLINE void multiply_rows(const Matrix& a, std::int64_t inner, const float* b, float* c, std::int64_t columns) {
    for (std::int64_t column = 0; column < columns; column += kLanes) {
        Floats sums[kCount] = {};
        for (std::int64_t j = 0; j < inner; ++j) {
            const Floats other = load(b + j * columns + column);
            for (std::int64_t i = 0; i < kCount; ++i) {
                sums[i] += a.data[i * a.row + j * a.column] * other;
            }
        }
        for (std::int64_t i = 0; i < kCount; ++i) {
            float* to = c + i * columns + column;
            store(to, kAdd ? load(to) + sums[i] : sums[i]);
        }
    }
}

template <bool kAdd>
TEMPERA_INLINE void multiply(Matrix a, std::int64_t rows, std::int64_t inner, const float* b, float* c,
                             std::int64_t columns) {
    for (; rows >= kRows; rows -= kRows) {
        multiply_rows<kRows, kAdd>(a, inner, b, c, columns);
        a.data += kRows * a.row;
        c += kRows * columns;
    }
    for (; rows > 0; --rows) {
        multiply_rows<1, kAdd>(a, inner, b, c, columns);
        a.data += a.row;
        c += columns;
    }
}

/// Up to kLanes tokens of a head, side by side: [width, kLanes], times `factor`; unused lanes are zero.
TEMPERA_INLINE void gather_lanes(const float* from, std::int64_t stride, std::int64_t tokens, std::int64_t width,
                                 float factor, float* to) {
    for (std::int64_t j = 0; j < width; ++j) {
        for (std::int64_t i = 0; i < tokens; ++i) {
            to[j * kLanes + i] = factor * from[i * stride + j];
        }
        std::fill(to + j * kLanes + tokens, to + (j + 1) * kLanes, 0.0F);
    }
}

/// The way back, each token times its lane of `factors`.
TEMPERA_INLINE void scatter_lanes(float* from, std::int64_t tokens, std::int64_t width, const Floats& factors,
                                  float* to, std::int64_t stride) {
    for (std::int64_t j = 0; j < width; ++j) {
        store(from + j * kLanes, load(from + j * kLanes) * factors);
    }
    for (std::int64_t i = 0; i < tokens; ++i) {
        for (std::int64_t j = 0; j < width; ++j) {
            to[i * stride + j] = from[j * kLanes + i];
        }
    }
}

/// Tokens of a head to rows of padded length (padding: zeros).
TEMPERA_INLINE void gather_rows(const float* from, std::int64_t stride, std::int64_t tokens, std::int64_t width,
                                float* to) {
    const std::int64_t length = padded(width);
    for (std::int64_t i = 0; i < tokens; ++i) {
        std::copy_n(from + i * stride, width, to + i * length);
        std::fill(to + i * length + width, to + (i + 1) * length, 0.0F);
    }
}

TEMPERA_INLINE void scatter_rows(const float* from, std::int64_t tokens, std::int64_t width, float* to,
                                 std::int64_t stride) {
    for (std::int64_t i = 0; i < tokens; ++i) {
        std::copy_n(from + i * padded(width), width, to + i * stride);
    }
}

/// Scores [keys, kLanes] of kLanes queries to e^(score - largest); returns their sums. Every operation is
/// on whole vectors: no query has to wait for the sum of its own row.
TEMPERA_INLINE Floats exponentials(float* scores, std::int64_t keys) {
    Floats top = load(scores);
    for (std::int64_t key = 1; key < keys; ++key) {
        const Floats next = load(scores + key * kLanes);
        top = next > top ? next : top;
    }
    Floats sum = {};
    for (std::int64_t key = 0; key < keys; ++key) {
        const Floats value = exp(load(scores + key * kLanes) - top);
        store(scores + key * kLanes, value);
        sum += value;
    }
    return sum;
}

/// Hides from lane i all keys after first_query + i.
TEMPERA_INLINE void hide_later_keys(float* scores, std::int64_t keys, std::int64_t first_query) {
    for (std::int64_t key = first_query + 1; key < keys; ++key) {
        std::fill_n(scores + key * kLanes, std::min(kLanes, key - first_query), -1e30F);
    }
}

/// Hands out pieces of a scratch vector.
class Pieces {
public:
    Pieces(KernelScratch& scratch, std::int64_t floats) {
        if (static_cast<std::int64_t>(scratch.size()) < floats) {
            scratch.resize(static_cast<std::size_t>(floats));
        }
        next_ = scratch.data();
    }
    float* take(std::int64_t floats) {
        float* piece = next_;
        next_ += floats;
        return piece;
    }

private:
    float* next_;
};

}  // namespace

std::int64_t HeadShape::probabilities() const {
    return padded(queries) * keys;
}

TEMPERA_KERNEL
void attention_head(const HeadShape& shape, const float* query, const float* key, const float* value, float* out,
                    float* probabilities, KernelScratch& scratch) {
    Pieces pieces(scratch, (2 * shape.width + shape.keys) * kLanes);
    float* queries = pieces.take(shape.width * kLanes);
    float* results = pieces.take(shape.width * kLanes);
    float* scores = pieces.take(shape.keys * kLanes);
    for (std::int64_t first = 0; first < shape.queries; first += kLanes) {
        const std::int64_t tokens = std::min(kLanes, shape.queries - first);
        gather_lanes(query + first * shape.stride, shape.stride, tokens, shape.width, shape.scale, queries);
        multiply<false>({key, shape.stride, 1}, shape.keys, shape.width, queries, scores, kLanes);
        if (shape.causal) {
            hide_later_keys(scores, shape.keys, first);
        }
        const Floats inverse = 1.0F / exponentials(scores, shape.keys);
        multiply<false>({value, 1, shape.stride}, shape.width, shape.keys, scores, results, kLanes);
        scatter_lanes(results, tokens, shape.width, inverse, out + first * shape.stride, shape.stride);
        if (probabilities != nullptr) {
            float* kept = probabilities + first * shape.keys;
            for (std::int64_t i = 0; i < shape.keys * kLanes; i += kLanes) {
                store(kept + i, load(scores + i) * inverse);
            }
        }
    }
}

TEMPERA_KERNEL
void attention_head_backward(const HeadShape& shape, const float* query, const float* key, const float* value,
                             const float* probabilities, const float* grad_out, float* grad_query, float* grad_key,
                             float* grad_value, KernelScratch& scratch) {
    const std::int64_t length = padded(shape.width);
    Pieces pieces(scratch, (2 * shape.width + shape.keys + length) * kLanes + 2 * shape.keys * length);
    float* grads = pieces.take(shape.width * kLanes);
    float* results = pieces.take(shape.width * kLanes);
    float* grad_scores = pieces.take(shape.keys * kLanes);
    float* rows = pieces.take(kLanes * length);
    float* sum_key = pieces.take(shape.keys * length);
    float* sum_value = pieces.take(shape.keys * length);
    std::fill_n(sum_key, shape.keys * length, 0.0F);
    std::fill_n(sum_value, shape.keys * length, 0.0F);
    for (std::int64_t first = 0; first < shape.queries; first += kLanes) {
        const std::int64_t tokens = std::min(kLanes, shape.queries - first);
        const std::int64_t offset = first * shape.stride;
        const float* p = probabilities + first * shape.keys;
        // dV += P^T dO
        gather_rows(grad_out + offset, shape.stride, tokens, shape.width, rows);
        multiply<true>({p, kLanes, 1}, shape.keys, tokens, rows, sum_value, length);
        // dP = dO V^T; dS = scale * P * (dP - rowsum(P * dP))
        gather_lanes(grad_out + offset, shape.stride, tokens, shape.width, 1, grads);
        multiply<false>({value, shape.stride, 1}, shape.keys, shape.width, grads, grad_scores, kLanes);
        Floats sum = {};
        for (std::int64_t i = 0; i < shape.keys * kLanes; i += kLanes) {
            sum += load(p + i) * load(grad_scores + i);
        }
        for (std::int64_t i = 0; i < shape.keys * kLanes; i += kLanes) {
            store(grad_scores + i, shape.scale * load(p + i) * (load(grad_scores + i) - sum));
        }
        // dQ = dS K
        multiply<false>({key, 1, shape.stride}, shape.width, shape.keys, grad_scores, results, kLanes);
        scatter_lanes(results, tokens, shape.width, Floats{} + 1.0F, grad_query + offset, shape.stride);
        // dK += dS^T Q
        gather_rows(query + offset, shape.stride, tokens, shape.width, rows);
        multiply<true>({grad_scores, kLanes, 1}, shape.keys, tokens, rows, sum_key, length);
    }
    scatter_rows(sum_key, shape.keys, shape.width, grad_key, shape.stride);
    scatter_rows(sum_value, shape.keys, shape.width, grad_value, shape.stride);
}

}  // namespace tempera
