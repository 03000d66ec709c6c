// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace tempera {

// 3x3 convolutions with stride 1 and a border of one zero by Winograd's minimal filtering F(4x4, 3x3) (Lavin and
// Gray 2016, arXiv 1509.09308): 36 multiplications for 16 outputs instead of 144. Pictures in channels-last memory.

/// Channels are multiples of kLanes.
struct WinogradShape {
    std::int64_t height = 0;
    std::int64_t width = 0;
    std::int64_t in = 0;   ///< channels
    std::int64_t out = 0;  ///< channels

    /// 4x4 blocks of one picture; those at its ends may reach over them.
    std::int64_t tiles() const { return (height + 3) / 4 * row_tiles(); }
    std::int64_t row_tiles() const { return (width + 3) / 4; }
};

/// Floats that the transformed filters of a convolution take.
std::int64_t winograd_filter_size(std::int64_t in, std::int64_t out);

/// Transforms the filters [out, in, 3, 3].
void winograd_filters(const float* weight, std::int64_t in, std::int64_t out, float* filters);

/// The filters of the gradient of the input: channels exchanged, turned by half a circle.
void winograd_gradient_filters(const float* weight, std::int64_t in, std::int64_t out, float* filters);

/// Tiles that are worth one call of winograd_tiles(): enough to use the transformed filters often, few enough for their
/// intermediate results to stay in the cache.
inline constexpr std::int64_t kWinogradTilesAtOnce = 36;

/// Where a batch of pictures lies.
struct WinogradTensors {
    const float* in = nullptr;
    const float* filters = nullptr;  ///< transformed
    const float* bias = nullptr;     ///< [out], or null
    std::int64_t bias_stride = 0;    ///< floats from the bias of one picture to that of the next; 0 = one for all
    const float* addend = nullptr;   ///< laid out as the result and added to it; or null
    float* out = nullptr;
};

/// Computes tiles first ... first + count - 1, counted through all pictures of the batch. A result does not depend
/// on what is computed with it.
void winograd_tiles(const WinogradShape& shape, const WinogradTensors& tensors, std::int64_t first, std::int64_t count,
                    std::vector<float>& scratch);

}  // namespace tempera
