// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/row_product.h"

#include <cstdint>
#include <vector>

#include <ATen/record_function.h>
#include <torch/torch.h>

#include "core/ops/kernel_fit.h"
#include "core/ops/row_product_kernel.h"
#include "core/ops/simd.h"
#include "core/ops/work_split.h"

namespace tempera {
namespace {

constexpr std::int64_t kMostWeights = 128 * 1024;  // a quarter of a second-level cache

/// rows [N, in] and matrix [in, out], contiguous; bias and addend or undefined.
at::Tensor run_kernel(const at::Tensor& rows, const at::Tensor& matrix, const at::Tensor& bias,
                      const at::Tensor& addend) {
    const std::int64_t in = matrix.size(0);
    const std::int64_t out = matrix.size(1);
    const at::Tensor result = at::empty({rows.size(0), out}, rows.options());
    const float* a = rows.data_ptr<float>();
    const float* b = matrix.data_ptr<float>();
    const float* constant = bias.defined() ? bias.data_ptr<float>() : nullptr;
    const float* added = addend.defined() ? addend.data_ptr<float>() : nullptr;
    float* c = result.data_ptr<float>();
    constexpr std::int64_t kPiece = 48;  // rows
    const std::int64_t pieces = (rows.size(0) + kPiece - 1) / kPiece;
    split_work(pieces, kPiece * in * out / kLanes, [&](std::int64_t piece) {
        const std::int64_t first = piece * kPiece;
        const std::int64_t count = std::min(kPiece, rows.size(0) - first);
        row_product(a + first * in, b, constant, added == nullptr ? nullptr : added + first * out, c + first * out,
                    count, in, out);
    });
    return result;
}

/// What a call has besides the tensors that may want gradients (autograd takes no undefined ones).
struct Constants {
    at::Tensor weight;  ///< [out, in]
    at::Tensor matrix;  ///< [in, out]: the transposed weight with the branch
    at::Tensor bias;    ///< may be undefined
    double scale = 1;
};

class KernelRowProduct : public torch::autograd::Function<KernelRowProduct> {
public:
    /// `addend`, `down` and `up` are empty when there are none.
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& rows,
                              const at::Tensor& addend, const at::Tensor& down, const at::Tensor& up,
                              const Constants& constants) {
        const bool branch = down.numel() > 0;
        const bool adds = addend.numel() > 0;
        if (branch) {
            context->save_for_backward({constants.weight, rows, down, up});
        } else {
            context->save_for_backward({constants.weight});
        }
        context->saved_data["scale"] = constants.scale;
        context->saved_data["adds"] = adds;
        return run_kernel(rows, constants.matrix, constants.bias, adds ? addend : at::Tensor());
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   const torch::autograd::variable_list& grads) {
        const auto saved = context->get_saved_variables();
        const at::Tensor grad = grads[0].contiguous();
        const bool branch = saved.size() > 1;
        const double scale = context->saved_data["scale"].toDouble();
        at::Tensor grad_rows;
        at::Tensor grad_down;
        at::Tensor grad_up;
        if (context->needs_input_grad(0)) {
            // The sum with the branch again: kept, it would be a copy of every weight in the graph.
            grad_rows = run_kernel(grad, branch ? at::addmm(saved[0], saved[3], saved[2], 1, scale) : saved[0], {}, {});
        }
        if (branch) {
            // A transposed small matrix in rows of its own: BLAS takes four times as long for it as it lies.
            const at::Tensor low = at::mm(saved[1], saved[2].t().contiguous());
            const at::Tensor grad_low = at::mm(grad, saved[3] * scale);
            grad_down = at::mm(grad_low.t(), saved[1]);
            grad_up = at::mm(grad.t(), low).mul_(scale);
        }
        return {grad_rows, context->saved_data["adds"].toBool() ? grad : at::Tensor(), grad_down, grad_up, {}};
    }
};

bool fits_kernel(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias,
                 const RowProduct::Addends& addends) {
    for (const at::Tensor* tensor : {&input, &weight, &bias, &addends.down, &addends.up, &addends.result}) {
        if (!is_cpu_float(*tensor)) {
            return false;
        }
    }
    if (!is_frozen(weight) || !is_frozen(bias) || input.numel() == 0 || !weight.is_contiguous()) {
        return false;
    }
    return product_kernels_pay() && weight.size(0) % kLanes == 0 && weight.size(1) % kLanes == 0 &&
           weight.numel() <= kMostWeights;
}

at::Tensor plain(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias,
                 const RowProduct::Addends& addends) {
    at::Tensor result = at::linear(input, weight, bias);
    if (addends.down.defined()) {
        result = add_low_rank(result, input, addends.down, addends.up, addends.scale);
    }
    return addends.result.defined() ? addends.result + result : result;
}

}  // namespace

at::Tensor add_low_rank(const at::Tensor& result, const at::Tensor& input, const at::Tensor& down, const at::Tensor& up,
                        double scale) {
    const at::Tensor low = at::linear(input.to(down.scalar_type()), down);
    return at::add(result, at::linear(low, up).to(result.scalar_type()), scale);
}

at::Tensor RowProduct::operator()(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias,
                                  const Addends& addends) const {
    RECORD_USER_SCOPE("tempera::row_product");
    if (!fits_kernel(input, weight, bias, addends)) {
        return plain(input, weight, bias, addends);
    }
    const auto rows_of = [](const at::Tensor& tensor) { return tensor.reshape({-1, tensor.size(-1)}).contiguous(); };
    const at::Tensor rows = rows_of(input);
    const at::Tensor addend = addends.result.defined() ? rows_of(addends.result) : at::Tensor();
    const at::Tensor matrix = [&] {
        const at::NoGradGuard no_grad;
        const at::Tensor transposed =
            transposed_.of(weight, [](const at::Tensor& plain) { return plain.t().contiguous(); });
        return addends.down.defined() ? at::addmm(transposed, addends.down.t(), addends.up.t(), 1, addends.scale)
                                      : transposed;
    }();
    at::Tensor result;
    if (wants_gradient(rows) || wants_gradient(addend) || wants_gradient(addends.down) || wants_gradient(addends.up)) {
        const at::Tensor none = at::empty({0}, rows.options().requires_grad(false));
        const auto or_none = [&](const at::Tensor& tensor) { return tensor.defined() ? tensor : none; };
        result = KernelRowProduct::apply(rows, or_none(addend), or_none(addends.down), or_none(addends.up),
                                         Constants{weight, matrix, bias, addends.scale});
    } else {
        result = run_kernel(rows, matrix, bias, addend);
    }
    std::vector<std::int64_t> sizes = input.sizes().vec();
    sizes.back() = weight.size(0);
    return result.view(sizes);
}

}  // namespace tempera
