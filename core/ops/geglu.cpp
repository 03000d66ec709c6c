// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/geglu.h"

#include <cstdint>
#include <vector>

#include <ATen/record_function.h>
#include <torch/torch.h>

#include "core/ops/geglu_kernel.h"
#include "core/ops/work_split.h"

namespace tempera {
namespace {

at::Tensor run_kernel(const at::Tensor& projected) {
    const std::int64_t width = projected.size(-1) / 2;
    std::vector<std::int64_t> sizes = projected.sizes().vec();
    sizes.back() = width;
    const at::Tensor out = at::empty(sizes, projected.options());
    const float* from = projected.data_ptr<float>();
    float* to = out.data_ptr<float>();
    split_work(out.numel() / width, width, [&](std::int64_t row) {
        const float* value = from + 2 * width * row;
        geglu_row(value, value + width, width, to + width * row);
    });
    return out;
}

class KernelGeglu : public torch::autograd::Function<KernelGeglu> {
public:
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& projected) {
        context->save_for_backward({projected});
        return run_kernel(projected);
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   const torch::autograd::variable_list& grads) {
        const at::Tensor projected = context->get_saved_variables()[0];
        const std::int64_t width = projected.size(-1) / 2;
        const at::Tensor grad_out = grads[0].contiguous();
        const at::Tensor result = at::empty_like(projected);
        const float* from = projected.data_ptr<float>();
        const float* above = grad_out.data_ptr<float>();
        float* to = result.data_ptr<float>();
        split_work(grad_out.numel() / width, width, [&](std::int64_t row) {
            const std::int64_t offset = 2 * width * row;
            geglu_row_backward(from + offset, from + offset + width, above + width * row, width, to + offset,
                               to + offset + width);
        });
        return {result};
    }
};

}  // namespace

at::Tensor geglu(const at::Tensor& projected) {
    RECORD_USER_SCOPE("tempera::geglu");
    if (!projected.is_cpu() || projected.scalar_type() != at::kFloat || !projected.is_contiguous() ||
        projected.numel() == 0) {
        const std::vector<at::Tensor> halves = projected.chunk(2, -1);
        return halves[0] * at::gelu(halves[1]);
    }
    return at::GradMode::is_enabled() && projected.requires_grad() ? KernelGeglu::apply(projected)
                                                                   : run_kernel(projected);
}

}  // namespace tempera
