// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/attention.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <torch/torch.h>
#include <torch/version.h>

namespace tempera {
namespace {

// Above this many scores the queries are taken in slices (2^26 fp32 scores = 256 MiB).
constexpr std::int64_t kMaxScores = std::int64_t{1} << 26;

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 1)

at::Tensor attend(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value, bool causal) {
    return at::scaled_dot_product_attention(query, key, value, {}, 0.0, causal);
}

#else

at::Tensor slice_attention(const at::Tensor& query, const at::Tensor& key_t, const at::Tensor& value, bool causal,
                           std::int64_t first_query) {
    // The scale goes onto the (smaller) queries. Not baddbmm: with beta = 0 it reads its uninitialised
    // result for tiny matrices in LibTorch before 2.1 (pytorch issue 80588).
    at::Tensor scores = at::matmul(query * (1.0 / std::sqrt(static_cast<double>(query.size(-1)))), key_t);
    if (causal) {
        const at::Tensor hidden =
            at::ones({query.size(-2), key_t.size(-1)}, scores.options().dtype(at::kBool)).triu(1 + first_query);
        scores = scores.masked_fill(hidden, -std::numeric_limits<double>::infinity());
    }
    return at::matmul(at::softmax(scores, -1), value);
}

at::Tensor attend(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value, bool causal) {
    const at::Tensor key_t = key.transpose(-2, -1);
    const std::int64_t queries = query.size(-2);
    const std::int64_t scores_per_query = query.size(0) * query.size(1) * key.size(-2);
    const std::int64_t slice = std::max<std::int64_t>(1, kMaxScores / std::max<std::int64_t>(1, scores_per_query));
    if (slice >= queries) {
        return slice_attention(query, key_t, value, causal, 0);
    }
    std::vector<at::Tensor> parts;
    for (std::int64_t first = 0; first < queries; first += slice) {
        const at::Tensor part = query.narrow(-2, first, std::min(slice, queries - first));
        parts.push_back(slice_attention(part, key_t, value, causal, first));
    }
    return at::cat(parts, -2);
}

#endif

at::Tensor split_heads(const at::Tensor& tokens, std::int64_t heads) {
    return tokens.view({tokens.size(0), tokens.size(1), heads, tokens.size(2) / heads}).transpose(1, 2);
}

}  // namespace

at::Tensor attention(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                     const AttentionOptions& options) {
    const auto dtype = query.scalar_type();
    const auto working = options.upcast ? at::kFloat : dtype;
    const at::Tensor result =
        attend(split_heads(query.to(working), options.heads), split_heads(key.to(working), options.heads),
               split_heads(value.to(working), options.heads), options.causal);
    return result.transpose(1, 2).reshape(query.sizes()).to(dtype);
}

}  // namespace tempera
