// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace tempera {

struct AttentionOptions {
    std::int64_t heads = 1;
    bool causal = false;  ///< token i sees tokens 0..i only
    bool upcast = false;  ///< scores and softmax in fp32 whatever the input type
    /// Where all scores must be in memory: above this many the queries are taken in slices (2^26: 256 MiB).
    std::int64_t max_scores = std::int64_t{1} << 26;
};

/// Multi-head scaled dot-product attention softmax(q k^T / sqrt(D)) v.
/// query [B, L, H*D], key and value [B, S, H*D], heads side by side in the last dimension, as the
/// projections leave them; returns [B, L, H*D]. Differentiable (first order).
at::Tensor attention(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                     const AttentionOptions& options);

}  // namespace tempera
