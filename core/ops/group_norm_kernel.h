// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace tempera {

/// Some whole groups of one sample in channels-last memory: channel c of pixel p at data[p * stride + c].
struct NormBlock {
    static constexpr std::int64_t kMostChannels = 512;

    std::int64_t pixels = 0;
    std::int64_t stride = 0;          ///< channels of the sample
    std::int64_t channels = 0;        ///< of this block: a multiple of kLanes, at most kMostChannels
    std::int64_t group_channels = 0;  ///< of one group; divides `channels`
    const float* weight = nullptr;    ///< [channels]
    const float* bias = nullptr;      ///< [channels]
    float eps = 0;
    bool silu = true;  ///< applied to the result
};

/// out = silu(group_norm(in)), or without silu. For every channel, `mean` and `inverse_deviation` get the mean and
/// 1 / sqrt(variance + eps) of its group.
void group_norm_block(const NormBlock& block, const float* in, float* out, float* mean, float* inverse_deviation);

/// Gradient of `in` from that of `out`, with the moments of the forward pass; overwrites it.
void group_norm_block_backward(const NormBlock& block, const float* mean, const float* inverse_deviation,
                               const float* in, const float* grad_out, float* grad_in);

}  // namespace tempera
