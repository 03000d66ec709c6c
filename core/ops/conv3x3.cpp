// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/conv3x3.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <ATen/record_function.h>
#include <torch/torch.h>

#include "core/ops/kernel_fit.h"
#include "core/ops/row_product_kernel.h"
#include "core/ops/simd.h"
#include "core/ops/winograd_kernel.h"
#include "core/ops/work_split.h"

namespace tempera {
namespace {

// Above this product of both the transformed filters no longer stay in the cache (and would fill the memory for a model
// of full size).
constexpr std::int64_t kMostFilters = 256 * 128;

/// `transform` is winograd_filters or winograd_gradient_filters.
template <typename Transform>
at::Tensor transformed(const at::Tensor& weight, const Transform& transform) {
    const at::Tensor plain = weight.contiguous();
    const std::int64_t out = weight.size(0);
    const std::int64_t in = weight.size(1);
    const at::Tensor filters = at::empty({winograd_filter_size(in, out)}, weight.options().requires_grad(false));
    transform(plain.data_ptr<float>(), in, out, filters.data_ptr<float>());
    return filters;
}

/// bias [out], [1, out] or [B, out], or undefined; picture as the result or undefined; both fp32 and dense.
at::Tensor run_kernel(const at::Tensor& input, const at::Tensor& filters, std::int64_t out_channels,
                      const at::Tensor& bias, const at::Tensor& picture) {
    const WinogradShape shape{input.size(2), input.size(3), input.size(1), out_channels};
    const std::int64_t tiles = input.size(0) * shape.tiles();
    const at::Tensor out = at::empty({input.size(0), out_channels, shape.height, shape.width}, input.options(),
                                     at::MemoryFormat::ChannelsLast);
    WinogradTensors tensors;
    tensors.in = input.data_ptr<float>();
    tensors.filters = filters.data_ptr<float>();
    tensors.bias = bias.defined() ? bias.data_ptr<float>() : nullptr;
    tensors.bias_stride = bias.defined() && bias.dim() == 2 && bias.size(0) > 1 ? out_channels : 0;
    tensors.addend = picture.defined() ? picture.data_ptr<float>() : nullptr;
    tensors.out = out.data_ptr<float>();
    const std::int64_t cost = kWinogradTilesAtOnce * shape.in * shape.out;  // 16 multiply-adds each, 16 at a time
    split_work((tiles + kWinogradTilesAtOnce - 1) / kWinogradTilesAtOnce, cost, [&](std::int64_t i) {
        static thread_local std::vector<float> scratch;
        const std::int64_t first = i * kWinogradTilesAtOnce;
        winograd_tiles(shape, tensors, first, std::min(kWinogradTilesAtOnce, tiles - first), scratch);
    });
    return out;
}

/// What a call has besides the tensors that may want gradients (autograd takes no undefined ones).
struct Constants {
    at::Tensor filters;
    at::Tensor gradient_filters;
    at::Tensor shift;  ///< may be undefined
    std::int64_t out_channels = 0;
};

class KernelConv3x3 : public torch::autograd::Function<KernelConv3x3> {
public:
    /// `picture` is empty when there is none to be added.
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& input,
                              const at::Tensor& picture, const Constants& constants) {
        context->save_for_backward({constants.gradient_filters});
        context->saved_data["in"] = input.size(1);
        const bool adds = picture.numel() > 0;
        context->saved_data["adds"] = adds;
        return run_kernel(input, constants.filters, constants.out_channels, constants.shift,
                          adds ? picture : at::Tensor());
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   const torch::autograd::variable_list& grads) {
        at::Tensor grad_in;
        if (context->needs_input_grad(0)) {
            grad_in = run_kernel(grads[0].contiguous(at::MemoryFormat::ChannelsLast), context->get_saved_variables()[0],
                                 context->saved_data["in"].toInt(), {}, {});
        }
        return {grad_in, context->saved_data["adds"].toBool() ? grads[0] : at::Tensor(), {}};
    }
};

bool fits_kernel(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias,
                 const Conv3x3::Addends& addends) {
    for (const at::Tensor* tensor : {&input, &weight, &bias, &addends.shift, &addends.picture}) {
        if (!is_cpu_float(*tensor)) {
            return false;
        }
    }
    if (input.dim() != 4 || input.numel() == 0 || !input.is_contiguous(at::MemoryFormat::ChannelsLast) ||
        !is_frozen(weight) || !is_frozen(bias) || wants_gradient(addends.shift)) {
        return false;
    }
    const std::int64_t out = weight.size(0);
    const std::int64_t in = weight.size(1);
    return product_kernels_pay() && in == input.size(1) && in % kLanes == 0 && out % kLanes == 0 &&
           in * out <= kMostFilters;
}

}  // namespace

at::Tensor Conv3x3::operator()(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias,
                               const Addends& addends) const {
    RECORD_USER_SCOPE("tempera::conv3x3");
    if (!fits_kernel(input, weight, bias, addends)) {
        at::Tensor result = at::conv2d(input, weight, bias, 1, 1);
        if (addends.shift.defined()) {
            result = result + addends.shift.unsqueeze(-1).unsqueeze(-1);
        }
        return addends.picture.defined() ? addends.picture + result : result;
    }
    const bool gradients = wants_gradient(input) || wants_gradient(addends.picture);
    const at::Tensor filters =
        filters_.of(weight, [](const at::Tensor& plain) { return transformed(plain, winograd_filters); });
    at::Tensor shift = bias;
    if (addends.shift.defined()) {
        shift = (bias.defined() ? addends.shift + bias : addends.shift).contiguous();
    }
    const at::Tensor picture =
        addends.picture.defined() ? addends.picture.contiguous(at::MemoryFormat::ChannelsLast) : at::Tensor();
    if (!gradients) {
        return run_kernel(input, filters, weight.size(0), shift, picture);
    }
    const at::Tensor gradient_filters = gradient_filters_.of(
        weight, [](const at::Tensor& plain) { return transformed(plain, winograd_gradient_filters); });
    return KernelConv3x3::apply(input, picture.defined() ? picture : at::empty({0}, input.options()),
                                Constants{filters, gradient_filters, shift, weight.size(0)});
}

}  // namespace tempera
