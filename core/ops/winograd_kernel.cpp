// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/winograd_kernel.h"

#include <algorithm>
#include <array>

#include "core/ops/matrix_multiply.h"
#include "core/ops/simd.h"

namespace tempera {
namespace {

constexpr std::int64_t kStep = 4;                // pixels of the result that a tile has in each direction
constexpr std::int64_t kSide = 6;                // pixels that it sees
constexpr std::int64_t kPlaces = kSide * kSide;  // products of matrices

// The points of the interpolation are 0, +-kNear, +-kFar and infinity: near 1 in both directions, for the usual 1 and 2
// lose two bits more.
constexpr float kNear = 0.625F;
constexpr float kFar = 1.5F;
constexpr float kNear2 = kNear * kNear;
constexpr float kFar2 = kFar * kFar;

/// B^T d of six values: the coefficients of the products (x - q) over all other points q.
TEMPERA_INLINE void transform(const Floats (&d)[kSide], Floats (&t)[kSide]) {
    t[0] = (kNear2 * kFar2) * d[0] - (kNear2 + kFar2) * d[2] + d[4];
    const Floats near_even = d[4] - kFar2 * d[2];
    const Floats near_odd = kNear * (d[3] - kFar2 * d[1]);
    t[1] = near_even + near_odd;
    t[2] = near_even - near_odd;
    const Floats far_even = d[4] - kNear2 * d[2];
    const Floats far_odd = kFar * (d[3] - kNear2 * d[1]);
    t[3] = far_even + far_odd;
    t[4] = far_even - far_odd;
    t[5] = (kNear2 * kFar2) * d[1] - (kNear2 + kFar2) * d[3] + d[5];
}

/// A^T m of six products: the powers of the points.
TEMPERA_INLINE void untransform(const Floats (&m)[kSide], Floats (&y)[kStep]) {
    const Floats near_sum = m[1] + m[2];
    const Floats near_difference = m[1] - m[2];
    const Floats far_sum = m[3] + m[4];
    const Floats far_difference = m[3] - m[4];
    y[0] = m[0] + near_sum + far_sum;
    y[1] = kNear * near_difference + kFar * far_difference;
    y[2] = kNear2 * near_sum + kFar2 * far_sum;
    y[3] = (kNear * kNear2) * near_difference + (kFar * kFar2) * far_difference + m[5];
}

/// The pixels that one tile sees. What lies outside of the picture is zero.
struct TileIn {
    std::array<const float*, kSide> rows;  ///< the first pixel inside of each row; zeros for a row outside
    std::int64_t first = 0;                ///< column inside
    std::int64_t end = kSide;              ///< of the columns inside
};

/// B^T d B of one tile; `to` is the first place of the tile, `stride` from place to place.
TEMPERA_INLINE void transform_tile(const TileIn& tile, std::int64_t channels, float* to, std::int64_t stride) {
    for (std::int64_t c = 0; c < channels; c += kLanes) {
        Floats columns[kSide][kSide];
        for (std::int64_t x = 0; x < kSide; ++x) {
            Floats column[kSide] = {};
            if (x >= tile.first && x < tile.end) {
                const std::int64_t place = (x - tile.first) * channels + c;
                Floats seen[kSide];
                for (std::int64_t y = 0; y < kSide; ++y) {
                    seen[y] = load(tile.rows[static_cast<std::size_t>(y)] + place);
                }
                transform(seen, column);
            }
            for (std::int64_t y = 0; y < kSide; ++y) {
                columns[y][x] = column[y];
            }
        }
        for (std::int64_t y = 0; y < kSide; ++y) {
            Floats row[kSide];
            transform(columns[y], row);
            for (std::int64_t x = 0; x < kSide; ++x) {
                store(to + (y * kSide + x) * stride + c, row[x]);
            }
        }
    }
}

/// Where the pixels of one tile go.
struct TileOut {
    float* to = nullptr;            ///< its first pixel
    const float* addend = nullptr;  ///< likewise; or null
    std::int64_t row_stride = 0;    ///< floats from one row of pixels to the next
    std::int64_t rows = kStep;      ///< that lie in the picture
    std::int64_t columns = kStep;   ///< likewise
};

/// A^T m A + bias (+ addend) of one tile.
template <bool kAdd>
TEMPERA_INLINE void untransform_tile(const float* from, std::int64_t stride, const float* bias, const TileOut& out,
                                     std::int64_t channels) {
    for (std::int64_t c = 0; c < channels; c += kLanes) {
        const Floats start = bias == nullptr ? Floats{} : load(bias + c);
        Floats rows[kStep][kSide];
        for (std::int64_t x = 0; x < kSide; ++x) {
            Floats products[kSide];
            for (std::int64_t y = 0; y < kSide; ++y) {
                products[y] = load(from + (y * kSide + x) * stride + c);
            }
            Floats column[kStep];
            untransform(products, column);
            for (std::int64_t y = 0; y < kStep; ++y) {
                rows[y][x] = column[y];
            }
        }
        for (std::int64_t y = 0; y < out.rows; ++y) {
            Floats row[kStep];
            untransform(rows[y], row);
            for (std::int64_t x = 0; x < out.columns; ++x) {
                const std::int64_t at = y * out.row_stride + x * channels + c;
                store(out.to + at, kAdd ? load(out.addend + at) + (row[x] + start) : row[x] + start);
            }
        }
    }
}

/// G g G^T of nine values that are `step` apart, to places [in, out] that are `stride` apart. In double: once.
void transform_filter(const float* g, std::int64_t step, float* to, std::int64_t stride) {
    constexpr double kNearScale = 1 / (2 * kNear2 * (kNear2 - kFar2));
    constexpr double kFarScale = 1 / (2 * kFar2 * (kFar2 - kNear2));
    constexpr double kRows[kSide][3] = {{1 / (kNear2 * kFar2), 0, 0},
                                        {kNearScale, kNearScale * kNear, kNearScale * kNear2},
                                        {kNearScale, -kNearScale * kNear, kNearScale * kNear2},
                                        {kFarScale, kFarScale * kFar, kFarScale * kFar2},
                                        {kFarScale, -kFarScale * kFar, kFarScale * kFar2},
                                        {0, 0, 1}};
    for (std::int64_t y = 0; y < kSide; ++y) {
        double row[3];
        for (std::int64_t x = 0; x < 3; ++x) {
            row[x] = kRows[y][0] * g[x * step] + kRows[y][1] * g[(3 + x) * step] + kRows[y][2] * g[(6 + x) * step];
        }
        for (std::int64_t x = 0; x < kSide; ++x) {
            to[(y * kSide + x) * stride] =
                static_cast<float>(kRows[x][0] * row[0] + kRows[x][1] * row[1] + kRows[x][2] * row[2]);
        }
    }
}

}  // namespace

std::int64_t winograd_filter_size(std::int64_t in, std::int64_t out) {
    return kPlaces * in * out;
}

void winograd_filters(const float* weight, std::int64_t in, std::int64_t out, float* filters) {
    for (std::int64_t o = 0; o < out; ++o) {
        for (std::int64_t i = 0; i < in; ++i) {
            transform_filter(weight + (o * in + i) * 9, 1, filters + i * out + o, in * out);
        }
    }
}

void winograd_gradient_filters(const float* weight, std::int64_t in, std::int64_t out, float* filters) {
    for (std::int64_t o = 0; o < out; ++o) {
        for (std::int64_t i = 0; i < in; ++i) {
            transform_filter(weight + (o * in + i) * 9 + 8, -1, filters + o * in + i, in * out);
        }
    }
}

TEMPERA_KERNEL
void winograd_tiles(const WinogradShape& shape, const WinogradTensors& tensors, std::int64_t first, std::int64_t count,
                    std::vector<float>& scratch) {
    const std::int64_t pixels = shape.height * shape.width;
    // One vector more, or the places would compete for the same few lines of the first-level cache.
    const std::int64_t transformed_stride = count * shape.in + kLanes;
    const std::int64_t product_stride = count * shape.out + kLanes;
    const auto needed = static_cast<std::size_t>(kPlaces * (transformed_stride + product_stride) + kSide * shape.in);
    if (scratch.size() < needed) {
        scratch.resize(needed);
    }
    float* zeros = scratch.data();
    float* transformed = zeros + kSide * shape.in;
    float* products = transformed + kPlaces * transformed_stride;
    std::fill_n(zeros, kSide * shape.in, 0.0F);
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t tile = (first + i) % shape.tiles();
        const float* picture = tensors.in + (first + i) / shape.tiles() * pixels * shape.in;
        const std::int64_t top = tile / shape.row_tiles() * kStep - 1;
        const std::int64_t left = tile % shape.row_tiles() * kStep - 1;
        TileIn in;
        in.first = left < 0 ? 1 : 0;
        in.end = std::min(kSide, shape.width - left);
        for (std::int64_t row = 0; row < kSide; ++row) {
            const std::int64_t y = top + row;
            const bool inside = y >= 0 && y < shape.height;
            in.rows[static_cast<std::size_t>(row)] =
                inside ? picture + (y * shape.width + left + in.first) * shape.in : zeros;
        }
        transform_tile(in, shape.in, transformed + i * shape.in, transformed_stride);
    }
    for (std::int64_t place = 0; place < kPlaces; ++place) {
        multiply(transformed + place * transformed_stride, tensors.filters + place * shape.in * shape.out,
                 ProductAddends<false, false>(), products + place * product_stride, count, shape.in, shape.out);
    }
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t picture = (first + i) / shape.tiles();
        const std::int64_t tile = (first + i) % shape.tiles();
        const std::int64_t top = tile / shape.row_tiles() * kStep;
        const std::int64_t left = tile % shape.row_tiles() * kStep;
        const std::int64_t at = (picture * pixels + top * shape.width + left) * shape.out;
        const float* bias = tensors.bias == nullptr ? nullptr : tensors.bias + picture * tensors.bias_stride;
        const float* from = products + i * shape.out;
        TileOut out;
        out.to = tensors.out + at;
        out.row_stride = shape.width * shape.out;
        out.rows = std::min(kStep, shape.height - top);
        out.columns = std::min(kStep, shape.width - left);
        if (tensors.addend == nullptr) {
            untransform_tile<false>(from, product_stride, bias, out, shape.out);
        } else {
            out.addend = tensors.addend + at;
            untransform_tile<true>(from, product_stride, bias, out, shape.out);
        }
    }
}

}  // namespace tempera
