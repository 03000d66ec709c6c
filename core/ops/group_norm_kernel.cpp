// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/group_norm_kernel.h"

#include <algorithm>
#include <cmath>

#include "core/ops/simd.h"

namespace tempera {
namespace {

TEMPERA_INLINE Floats sigmoid(const Floats& x) {
    return 1.0F / (1.0F + exp(-x));
}

/// Sums over many pixels of kLanes channels: fp32 for a while, then double, because fp32 alone would lose
/// digits over a large picture.
class LaneSums {
public:
    TEMPERA_INLINE void add(const Floats& values) {
        lanes_ += values;
        if (++pending_ == 1024) {
            flush();
        }
    }
    TEMPERA_INLINE void finish(double* totals) {
        flush();
        std::copy_n(totals_, kLanes, totals);
    }

private:
    TEMPERA_INLINE void flush() {
        for (std::int64_t i = 0; i < kLanes; ++i) {
            totals_[i] += static_cast<double>(lanes_[i]);
        }
        lanes_ = Floats{};
        pending_ = 0;
    }

    Floats lanes_ = {};
    std::int64_t pending_ = 0;
    double totals_[kLanes] = {};
};

/// The mean over each group, given the sums of its channels; the same for all its channels.
TEMPERA_INLINE void group_means(const NormBlock& block, const double* sums, double* means) {
    const auto size = static_cast<double>(block.pixels * block.group_channels);
    for (std::int64_t group = 0; group < block.channels; group += block.group_channels) {
        double sum = 0;
        for (std::int64_t i = group; i < group + block.group_channels; ++i) {
            sum += sums[i];
        }
        std::fill_n(means + group, block.group_channels, sum / size);
    }
}

template <bool kSilu>
TEMPERA_INLINE void apply_moments(const NormBlock& block, const float* in, const float* mean,
                                  const float* inverse_deviation, float* out) {
    for (std::int64_t c = 0; c < block.channels; c += kLanes) {
        const Floats factor = load(inverse_deviation + c) * load(block.weight + c);
        const Floats center = load(mean + c);
        const Floats bias = load(block.bias + c);
        for (std::int64_t p = 0; p < block.pixels; ++p) {
            const Floats x = (load(in + p * block.stride + c) - center) * factor + bias;
            store(out + p * block.stride + c, kSilu ? x * sigmoid(x) : x);
        }
    }
}

/// With n = (x - mean) / deviation and y = n weight + bias: g = dy silu'(y) weight (or dy weight), to grad_in, and the
/// sums of g and g n over the pixels of each channel.
template <bool kSilu>
TEMPERA_INLINE void slopes_and_sums(const NormBlock& block, const float* mean, const float* inverse_deviation,
                                    const float* in, const float* grad_out, float* grad_in, double* sums_g,
                                    double* sums_gn) {
    for (std::int64_t c = 0; c < block.channels; c += kLanes) {
        const Floats center = load(mean + c);
        const Floats inverse = load(inverse_deviation + c);
        const Floats weight = load(block.weight + c);
        const Floats bias = load(block.bias + c);
        LaneSums sum_g;
        LaneSums sum_gn;
        for (std::int64_t p = 0; p < block.pixels; ++p) {
            const std::int64_t place = p * block.stride + c;
            const Floats n = (load(in + place) - center) * inverse;
            Floats g = load(grad_out + place) * weight;
            if (kSilu) {
                const Floats x = n * weight + bias;
                const Floats s = sigmoid(x);
                g *= s * (1.0F + x * (1.0F - s));
            }
            store(grad_in + place, g);
            sum_g.add(g);
            sum_gn.add(g * n);
        }
        sum_g.finish(sums_g + c);
        sum_gn.finish(sums_gn + c);
    }
}

}  // namespace

TEMPERA_KERNEL
void group_norm_block(const NormBlock& block, const float* in, float* out, float* mean, float* inverse_deviation) {
    double sums[NormBlock::kMostChannels];
    double means[NormBlock::kMostChannels];
    for (std::int64_t c = 0; c < block.channels; c += kLanes) {
        LaneSums sum;
        for (std::int64_t p = 0; p < block.pixels; ++p) {
            sum.add(load(in + p * block.stride + c));
        }
        sum.finish(sums + c);
    }
    group_means(block, sums, means);
    for (std::int64_t c = 0; c < block.channels; ++c) {
        mean[c] = static_cast<float>(means[c]);
    }
    for (std::int64_t c = 0; c < block.channels; c += kLanes) {
        const Floats center = load(mean + c);
        LaneSums sum;
        for (std::int64_t p = 0; p < block.pixels; ++p) {
            const Floats distance = load(in + p * block.stride + c) - center;
            sum.add(distance * distance);
        }
        sum.finish(sums + c);
    }
    group_means(block, sums, means);
    for (std::int64_t c = 0; c < block.channels; ++c) {
        inverse_deviation[c] = static_cast<float>(1.0 / std::sqrt(means[c] + static_cast<double>(block.eps)));
    }
    if (block.silu) {
        apply_moments<true>(block, in, mean, inverse_deviation, out);
    } else {
        apply_moments<false>(block, in, mean, inverse_deviation, out);
    }
}

TEMPERA_KERNEL
void group_norm_block_backward(const NormBlock& block, const float* mean, const float* inverse_deviation,
                               const float* in, const float* grad_out, float* grad_in) {
    // dx = (g - mean(g) - n mean(g n)) / deviation, the means over the group.
    double sums[2][NormBlock::kMostChannels];
    double means[2][NormBlock::kMostChannels];
    if (block.silu) {
        slopes_and_sums<true>(block, mean, inverse_deviation, in, grad_out, grad_in, sums[0], sums[1]);
    } else {
        slopes_and_sums<false>(block, mean, inverse_deviation, in, grad_out, grad_in, sums[0], sums[1]);
    }
    group_means(block, sums[0], means[0]);
    group_means(block, sums[1], means[1]);
    for (std::int64_t c = 0; c < block.channels; c += kLanes) {
        const Floats center = load(mean + c);
        const Floats inverse = load(inverse_deviation + c);
        Floats mean_g;
        Floats mean_gn;
        for (std::int64_t i = 0; i < kLanes; ++i) {
            mean_g[i] = static_cast<float>(means[0][c + i]);
            mean_gn[i] = static_cast<float>(means[1][c + i]);
        }
        for (std::int64_t p = 0; p < block.pixels; ++p) {
            const std::int64_t place = p * block.stride + c;
            const Floats n = (load(in + place) - center) * inverse;
            store(grad_in + place, (load(grad_in + place) - mean_g - n * mean_gn) * inverse);
        }
    }
}

}  // namespace tempera
