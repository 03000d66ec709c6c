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

/// c[i, :] = sum over j of a(i, j) * b[j, :] for `rows` rows; rows of b and c are `padded_columns` long.
template <std::int64_t kCount>
TEMPERA_INLINE void multiply_rows(const Matrix& a, std::int64_t inner, const float* b, float* c,
                                  std::int64_t padded_columns) {
    for (std::int64_t column = 0; column < padded_columns; column += kLanes) {
        Floats sums[kCount] = {};
        for (std::int64_t j = 0; j < inner; ++j) {
            const Floats other = load(b + j * padded_columns + column);
            for (std::int64_t i = 0; i < kCount; ++i) {
                sums[i] += a.data[i * a.row + j * a.column] * other;
            }
        }
        for (std::int64_t i = 0; i < kCount; ++i) {
            store(c + i * padded_columns + column, sums[i]);
        }
    }
}

TEMPERA_INLINE void multiply(Matrix a, std::int64_t rows, std::int64_t inner, const float* b, float* c,
                             std::int64_t padded_columns) {
    for (; rows >= kRows; rows -= kRows) {
        multiply_rows<kRows>(a, inner, b, c, padded_columns);
        a.data += kRows * a.row;
        c += kRows * padded_columns;
    }
    for (; rows > 0; --rows) {
        multiply_rows<1>(a, inner, b, c, padded_columns);
        a.data += a.row;
        c += padded_columns;
    }
}

/// Rows of a head to rows of padded length (padding: zeros), times `factor`.
TEMPERA_INLINE void gather(const float* from, std::int64_t stride, std::int64_t rows, std::int64_t columns,
                           float factor, float* to) {
    const std::int64_t length = padded(columns);
    for (std::int64_t i = 0; i < rows; ++i) {
        for (std::int64_t j = 0; j < columns; ++j) {
            to[i * length + j] = factor * from[i * stride + j];
        }
        std::fill(to + i * length + columns, to + (i + 1) * length, 0.0F);
    }
}

/// The transpose of that: [columns, padded rows].
TEMPERA_INLINE void gather_transposed(const float* from, std::int64_t stride, std::int64_t rows, std::int64_t columns,
                                      float* to) {
    const std::int64_t length = padded(rows);
    for (std::int64_t j = 0; j < columns; ++j) {
        for (std::int64_t i = 0; i < rows; ++i) {
            to[j * length + i] = from[i * stride + j];
        }
        std::fill(to + j * length + rows, to + (j + 1) * length, 0.0F);
    }
}

TEMPERA_INLINE void scatter(const float* from, std::int64_t rows, std::int64_t columns, float* to,
                            std::int64_t stride) {
    for (std::int64_t i = 0; i < rows; ++i) {
        std::copy_n(from + i * padded(columns), columns, to + i * stride);
    }
}

/// Softmax of the first `visible` of `length` (a multiple of kLanes) scores; the others become 0.
TEMPERA_INLINE void softmax(float* scores, std::int64_t visible, std::int64_t length) {
    for (std::int64_t i = visible; i < length; ++i) {
        scores[i] = scores[0];
    }
    Floats tops = load(scores);
    for (std::int64_t i = kLanes; i < length; i += kLanes) {
        const Floats next = load(scores + i);
        tops = next > tops ? next : tops;
    }
    const float top = largest(tops);
    for (std::int64_t i = 0; i < length; i += kLanes) {
        store(scores + i, exp(load(scores + i) - top));
    }
    std::fill(scores + visible, scores + length, 0.0F);
    Floats sums = {};
    for (std::int64_t i = 0; i < length; i += kLanes) {
        sums += load(scores + i);
    }
    const float inverse = 1.0F / sum(sums);
    for (std::int64_t i = 0; i < length; i += kLanes) {
        store(scores + i, load(scores + i) * inverse);
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

std::int64_t HeadShape::padded_keys() const {
    return padded(keys);
}

std::int64_t HeadShape::padded_width() const {
    return padded(width);
}

TEMPERA_KERNEL
void attention_head(const HeadShape& shape, const float* query, const float* key, const float* value, float* out,
                    float* probabilities, KernelScratch& scratch) {
    const std::int64_t key_length = padded(shape.keys);
    const std::int64_t width_length = padded(shape.width);
    Pieces pieces(scratch,
                  shape.width * key_length + shape.keys * width_length + kRows * (2 * width_length + key_length));
    float* key_t = pieces.take(shape.width * key_length);
    float* values = pieces.take(shape.keys * width_length);
    float* queries = pieces.take(kRows * width_length);
    float* results = pieces.take(kRows * width_length);
    float* own_scores = pieces.take(kRows * key_length);
    gather_transposed(key, shape.stride, shape.keys, shape.width, key_t);
    gather(value, shape.stride, shape.keys, shape.width, 1, values);
    for (std::int64_t first = 0; first < shape.queries; first += kRows) {
        const std::int64_t rows = std::min(kRows, shape.queries - first);
        float* scores = probabilities == nullptr ? own_scores : probabilities + first * key_length;
        gather(query + first * shape.stride, shape.stride, rows, shape.width, shape.scale, queries);
        multiply({queries, width_length, 1}, rows, shape.width, key_t, scores, key_length);
        for (std::int64_t i = 0; i < rows; ++i) {
            softmax(scores + i * key_length, shape.causal ? first + i + 1 : shape.keys, key_length);
        }
        multiply({scores, key_length, 1}, rows, shape.keys, values, results, width_length);
        scatter(results, rows, shape.width, out + first * shape.stride, shape.stride);
    }
}

TEMPERA_KERNEL
void attention_head_backward(const HeadShape& shape, const float* query, const float* key, const float* value,
                             const float* probabilities, const float* grad_out, float* grad_query, float* grad_key,
                             float* grad_value, KernelScratch& scratch) {
    const std::int64_t key_length = padded(shape.keys);
    const std::int64_t width_length = padded(shape.width);
    const std::int64_t longer = std::max(shape.keys, shape.queries);
    Pieces pieces(scratch,
                  shape.width * key_length + shape.queries * (width_length + key_length) + 2 * longer * width_length);
    float* value_t = pieces.take(shape.width * key_length);
    float* grads = pieces.take(shape.queries * width_length);
    float* grad_scores = pieces.take(shape.queries * key_length);
    float* operand = pieces.take(longer * width_length);
    float* result = pieces.take(longer * width_length);

    gather(grad_out, shape.stride, shape.queries, shape.width, 1, grads);
    // dV = P^T dO
    multiply({probabilities, 1, key_length}, shape.keys, shape.queries, grads, result, width_length);
    scatter(result, shape.keys, shape.width, grad_value, shape.stride);
    // dP = dO V^T; dS = scale * P * (dP - rowsum(P * dP))
    gather_transposed(value, shape.stride, shape.keys, shape.width, value_t);
    multiply({grads, width_length, 1}, shape.queries, shape.width, value_t, grad_scores, key_length);
    for (std::int64_t i = 0; i < shape.queries; ++i) {
        const float* row = probabilities + i * key_length;
        float* grad_row = grad_scores + i * key_length;
        Floats sums = {};
        for (std::int64_t j = 0; j < key_length; j += kLanes) {
            sums += load(row + j) * load(grad_row + j);
        }
        const float mean = sum(sums);
        for (std::int64_t j = 0; j < key_length; j += kLanes) {
            store(grad_row + j, shape.scale * load(row + j) * (load(grad_row + j) - mean));
        }
    }
    // dQ = dS K
    gather(key, shape.stride, shape.keys, shape.width, 1, operand);
    multiply({grad_scores, key_length, 1}, shape.queries, shape.keys, operand, result, width_length);
    scatter(result, shape.queries, shape.width, grad_query, shape.stride);
    // dK = dS^T Q
    gather(query, shape.stride, shape.queries, shape.width, 1, operand);
    multiply({grad_scores, 1, key_length}, shape.keys, shape.queries, operand, result, width_length);
    scatter(result, shape.keys, shape.width, grad_key, shape.stride);
}

}  // namespace tempera
