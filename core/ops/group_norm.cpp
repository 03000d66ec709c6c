// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/group_norm.h"

#include <numeric>

#include <ATen/record_function.h>
#include <torch/torch.h>

#include "core/ops/group_norm_kernel.h"
#include "core/ops/kernel_fit.h"
#include "core/ops/simd.h"
#include "core/ops/work_split.h"

namespace tempera {
namespace {

/// The least number of channels that is whole vectors and whole groups.
std::int64_t block_channels(std::int64_t channels, std::int64_t groups) {
    return std::lcm(kLanes, channels / groups);
}

/// Calls work(block, offset of its first value, offset of its first moment) for all blocks of all samples.
template <typename Work>
void for_each_block(const at::Tensor& input, std::int64_t groups, const at::Tensor& weight, const at::Tensor& bias,
                    double eps, bool silu, const Work& work) {
    const std::int64_t channels = input.size(1);
    NormBlock first;
    first.pixels = input.size(2) * input.size(3);
    first.stride = channels;
    first.channels = block_channels(channels, groups);
    first.group_channels = channels / groups;
    first.weight = weight.data_ptr<float>();
    first.bias = bias.data_ptr<float>();
    first.eps = static_cast<float>(eps);
    first.silu = silu;
    const std::int64_t per_sample = channels / first.channels;
    split_work(input.size(0) * per_sample, first.pixels * first.channels, [&](std::int64_t i) {
        const std::int64_t sample = i / per_sample;
        const std::int64_t channel = i % per_sample * first.channels;
        NormBlock block = first;
        block.weight += channel;
        block.bias += channel;
        work(block, sample * block.pixels * channels + channel, sample * channels + channel);
    });
}

class KernelGroupNorm : public torch::autograd::Function<KernelGroupNorm> {
public:
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& input, std::int64_t groups,
                              const at::Tensor& weight, const at::Tensor& bias, double eps, bool silu) {
        const at::Tensor out = at::empty_like(input);
        const at::Tensor moments = at::empty({2, input.size(0), input.size(1)}, input.options());
        const float* from = input.data_ptr<float>();
        float* to = out.data_ptr<float>();
        float* mean = moments.data_ptr<float>();
        float* inverse = mean + moments.stride(0);
        for_each_block(input, groups, weight, bias, eps, silu,
                       [&](const NormBlock& block, std::int64_t value, std::int64_t moment) {
                           group_norm_block(block, from + value, to + value, mean + moment, inverse + moment);
                       });
        context->save_for_backward({input, weight, bias, moments});
        context->saved_data["groups"] = groups;
        context->saved_data["silu"] = silu;
        return out;
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   const torch::autograd::variable_list& grads) {
        const auto saved = context->get_saved_variables();
        const at::Tensor& input = saved[0];
        const at::Tensor grad_out = grads[0].contiguous(at::MemoryFormat::ChannelsLast);
        const at::Tensor grad_in = at::empty_like(input);
        const float* from = input.data_ptr<float>();
        const float* above = grad_out.data_ptr<float>();
        const float* mean = saved[3].data_ptr<float>();
        const float* inverse = mean + saved[3].stride(0);
        float* to = grad_in.data_ptr<float>();
        for_each_block(input, context->saved_data["groups"].toInt(), saved[1], saved[2], 0,
                       context->saved_data["silu"].toBool(),
                       [&](const NormBlock& block, std::int64_t value, std::int64_t moment) {
                           group_norm_block_backward(block, mean + moment, inverse + moment, from + value,
                                                     above + value, to + value);
                       });
        return {grad_in, {}, {}, {}, {}, {}};
    }
};

bool fits_kernel(const at::Tensor& input, std::int64_t groups, const at::Tensor& weight, const at::Tensor& bias) {
    if (!input.is_cpu() || input.scalar_type() != at::kFloat || weight.scalar_type() != at::kFloat ||
        bias.scalar_type() != at::kFloat || input.dim() != 4 || input.numel() == 0 ||
        !input.is_contiguous(at::MemoryFormat::ChannelsLast)) {
        return false;
    }
    const std::int64_t block = block_channels(input.size(1), groups);
    return !wants_gradient(weight) && !wants_gradient(bias) && input.size(1) % block == 0 &&
           block <= NormBlock::kMostChannels;
}

at::Tensor norm(const at::Tensor& input, std::int64_t groups, const at::Tensor& weight, const at::Tensor& bias,
                double eps, bool silu) {
    if (fits_kernel(input, groups, weight, bias)) {
        return KernelGroupNorm::apply(input, groups, weight, bias, eps, silu);
    }
    // LibTorch 2.6 writes to the gradient of a channels-last input even when only the parameters have one.
    const bool only_parameters = !wants_gradient(input) && (wants_gradient(weight) || wants_gradient(bias));
    const at::Tensor safe = only_parameters ? input.contiguous() : input;
    const at::Tensor normed = at::group_norm(safe, groups, weight, bias, eps);
    return silu ? at::silu(normed) : normed;
}

}  // namespace

at::Tensor group_norm(const at::Tensor& input, std::int64_t groups, const at::Tensor& weight, const at::Tensor& bias,
                      double eps) {
    RECORD_USER_SCOPE("tempera::group_norm");
    return norm(input, groups, weight, bias, eps, false);
}

at::Tensor group_norm_silu(const at::Tensor& input, std::int64_t groups, const at::Tensor& weight,
                           const at::Tensor& bias, double eps) {
    RECORD_USER_SCOPE("tempera::group_norm_silu");
    return norm(input, groups, weight, bias, eps, true);
}

}  // namespace tempera
