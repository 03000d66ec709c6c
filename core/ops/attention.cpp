// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/attention.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <ATen/record_function.h>
#include <torch/torch.h>
#include <torch/version.h>

#include "core/ops/attention_kernel.h"
#include "core/ops/work_split.h"

namespace tempera {
namespace {

at::Tensor split_heads(const at::Tensor& tokens, std::int64_t heads) {
    return tokens.view({tokens.size(0), tokens.size(1), heads, tokens.size(2) / heads}).transpose(1, 2);
}

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 1)

at::Tensor attend(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                  const AttentionOptions& options) {
    const at::Tensor result =
        at::scaled_dot_product_attention(split_heads(query, options.heads), split_heads(key, options.heads),
                                         split_heads(value, options.heads), {}, 0.0, options.causal);
    return result.transpose(1, 2).reshape(query.sizes());
}

#else

// LibTorch before 2.1 has no attention of its own, and on the CPU its batched matrix product runs the
// small matrices of many heads one tensor operation at a time: more overhead than arithmetic. So the
// CPU has a kernel here; other devices (and fp64) take the definition.

at::Tensor attend_slice(const at::Tensor& query, const at::Tensor& key_t, const at::Tensor& value, bool causal,
                        std::int64_t first_query) {
    // Not baddbmm: with beta = 0 it reads its uninitialised result for tiny matrices (pytorch issue 80588).
    at::Tensor scores = at::matmul(query * (1.0 / std::sqrt(static_cast<double>(query.size(-1)))), key_t);
    if (causal) {
        const at::Tensor later =
            at::ones({query.size(-2), key_t.size(-1)}, scores.options().dtype(at::kBool)).triu(1 + first_query);
        scores = scores.masked_fill(later, -std::numeric_limits<double>::infinity());
    }
    return at::matmul(at::softmax(scores, -1), value);
}

at::Tensor attend_by_definition(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                                const AttentionOptions& options) {
    const at::Tensor q = split_heads(query, options.heads);
    const at::Tensor key_t = split_heads(key, options.heads).transpose(-2, -1);
    const at::Tensor v = split_heads(value, options.heads);
    const std::int64_t scores_per_query = std::max<std::int64_t>(1, q.size(0) * q.size(1) * key.size(1));
    const std::int64_t slice = std::max<std::int64_t>(1, options.max_scores / scores_per_query);
    std::vector<at::Tensor> slices;
    for (std::int64_t first = 0; first < query.size(1); first += slice) {
        const at::Tensor part = q.narrow(-2, first, std::min(slice, query.size(1) - first));
        slices.push_back(attend_slice(part, key_t, v, options.causal, first));
    }
    return at::cat(slices, -2).transpose(1, 2).reshape(query.sizes());
}

HeadShape head_shape(const at::Tensor& query, const at::Tensor& key, std::int64_t heads, bool causal) {
    HeadShape shape;
    shape.queries = query.size(1);
    shape.keys = key.size(1);
    shape.width = query.size(2) / heads;
    shape.stride = query.size(2);
    shape.causal = causal;
    shape.scale = static_cast<float>(1.0 / std::sqrt(static_cast<double>(shape.width)));
    return shape;
}

/// Calls work(query offset, key offset, head number, scratch) for every head of every sample.
template <typename Work>
void for_each_head(const HeadShape& shape, std::int64_t batch, std::int64_t heads, const Work& work) {
    const std::int64_t cost = shape.queries * shape.keys * shape.width / 16;  // multiply-adds come 16 at a time
    split_work(batch * heads, cost, [&](std::int64_t i) {
        static thread_local KernelScratch scratch;
        const std::int64_t head_offset = i % heads * shape.width;
        const std::int64_t sample = i / heads;
        work(sample * shape.queries * shape.stride + head_offset, sample * shape.keys * shape.stride + head_offset, i,
             scratch);
    });
}

/// All fp32 and contiguous; `probabilities` undefined or [B, heads, HeadShape::probabilities()].
at::Tensor run_kernel(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value, std::int64_t heads,
                      bool causal, const at::Tensor& probabilities) {
    const HeadShape shape = head_shape(query, key, heads, causal);
    const at::Tensor out = at::empty_like(query);
    const float* q = query.data_ptr<float>();
    const float* k = key.data_ptr<float>();
    const float* v = value.data_ptr<float>();
    float* o = out.data_ptr<float>();
    float* p = probabilities.defined() ? probabilities.data_ptr<float>() : nullptr;
    const std::int64_t per_head = shape.probabilities();
    for_each_head(shape, query.size(0), heads,
                  [&](std::int64_t at_query, std::int64_t at_key, std::int64_t head, KernelScratch& scratch) {
                      attention_head(shape, q + at_query, k + at_key, v + at_key, o + at_query,
                                     p == nullptr ? nullptr : p + head * per_head, scratch);
                  });
    return out;
}

class KernelAttention : public torch::autograd::Function<KernelAttention> {
public:
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& query, const at::Tensor& key,
                              const at::Tensor& value, std::int64_t heads, bool causal) {
        const HeadShape shape = head_shape(query, key, heads, causal);
        const at::Tensor probabilities = at::empty({query.size(0), heads, shape.probabilities()}, query.options());
        context->save_for_backward({query, key, value, probabilities});
        context->saved_data["heads"] = heads;
        return run_kernel(query, key, value, heads, causal, probabilities);
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   const torch::autograd::variable_list& grads) {
        const auto saved = context->get_saved_variables();
        const std::int64_t heads = context->saved_data["heads"].toInt();
        const HeadShape shape = head_shape(saved[0], saved[1], heads, false);
        const at::Tensor grad_out = grads[0].contiguous();
        const std::vector<at::Tensor> results{at::empty_like(saved[0]), at::empty_like(saved[1]),
                                              at::empty_like(saved[2])};
        const float* q = saved[0].data_ptr<float>();
        const float* k = saved[1].data_ptr<float>();
        const float* v = saved[2].data_ptr<float>();
        const float* p = saved[3].data_ptr<float>();
        const float* g = grad_out.data_ptr<float>();
        float* grad_q = results[0].data_ptr<float>();
        float* grad_k = results[1].data_ptr<float>();
        float* grad_v = results[2].data_ptr<float>();
        const std::int64_t per_head = shape.probabilities();
        for_each_head(shape, saved[0].size(0), heads,
                      [&](std::int64_t at_query, std::int64_t at_key, std::int64_t head, KernelScratch& scratch) {
                          attention_head_backward(shape, q + at_query, k + at_key, v + at_key, p + head * per_head,
                                                  g + at_query, grad_q + at_query, grad_k + at_key, grad_v + at_key,
                                                  scratch);
                      });
        return {results[0], results[1], results[2], {}, {}};
    }
};

at::Tensor attend(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                  const AttentionOptions& options) {
    if (!query.is_cpu() || query.scalar_type() == at::kDouble) {
        return attend_by_definition(query, key, value, options);
    }
    const auto plain = [](const at::Tensor& tensor) { return tensor.to(at::kFloat).contiguous(); };
    const at::Tensor q = plain(query);
    const at::Tensor k = plain(key);
    const at::Tensor v = plain(value);
    const bool gradients = at::GradMode::is_enabled() && (q.requires_grad() || k.requires_grad() || v.requires_grad());
    const at::Tensor result = gradients ? KernelAttention::apply(q, k, v, options.heads, options.causal)
                                        : run_kernel(q, k, v, options.heads, options.causal, {});
    return result.to(query.scalar_type());
}

#endif

}  // namespace

at::Tensor attention(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                     const AttentionOptions& options) {
    RECORD_USER_SCOPE("tempera::attention");
    if (!options.upcast) {
        return attend(query, key, value, options);
    }
    return attend(query.to(at::kFloat), key.to(at::kFloat), value.to(at::kFloat), options).to(query.scalar_type());
}

}  // namespace tempera
