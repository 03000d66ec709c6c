// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace tempera {

/// One head of one sample: matrices inside [B, tokens, heads * width] tensors.
struct HeadShape {
    std::int64_t queries = 0;
    std::int64_t keys = 0;
    std::int64_t width = 0;
    std::int64_t stride = 0;  ///< floats from one token to the next
    bool causal = false;
    float scale = 1;

    /// Floats that the probabilities of the head take.
    std::int64_t probabilities() const;
};

/// Reused memory of one thread.
using KernelScratch = std::vector<float>;

/// out = softmax(scale * query key^T) value. The probabilities are kept when `probabilities` is not null:
/// attention_head_backward() needs them, in whatever order. Results do not depend on whether they are kept.
void attention_head(const HeadShape& shape, const float* query, const float* key, const float* value, float* out,
                    float* probabilities, KernelScratch& scratch);

/// Gradients of query, key and value from that of `out`; overwrites them.
void attention_head_backward(const HeadShape& shape, const float* query, const float* key, const float* value,
                             const float* probabilities, const float* grad_out, float* grad_query, float* grad_key,
                             float* grad_value, KernelScratch& scratch);

}  // namespace tempera
