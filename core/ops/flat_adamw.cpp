// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/flat_adamw.h"

#include <cmath>
#include <string_view>
#include <utility>

#include <torch/torch.h>

#include "core/base/error.h"

namespace tempera {
namespace {

// Every parameter starts at a multiple of 64 bytes, as tensors of their own would; the gaps stay 0.
constexpr std::int64_t kAlignment = 16;

constexpr const char* kWhere = "optimizer";

}  // namespace

FlatAdamW::FlatAdamW(std::vector<at::Tensor> params, AdamWOptions options)
    : params_(std::move(params)), options_(options) {
    if (params_.empty()) {
        throw Error("there are no parameters to train", kWhere, "attach an adapter or choose another model");
    }
    const at::TensorOptions kind = params_.front().options().requires_grad(false);
    std::int64_t size = 0;
    for (const at::Tensor& param : params_) {
        if (param.scalar_type() != at::kFloat || param.device() != kind.device() || !param.is_leaf() ||
            !param.is_non_overlapping_and_dense()) {
            throw Error("trained parameters must be dense fp32 leaves on one device", kWhere,
                        "convert the parameters before making the optimizer");
        }
        offsets_.push_back(size);
        size += (param.numel() + kAlignment - 1) / kAlignment * kAlignment;
    }
    values_ = at::zeros({size}, kind);
    grads_ = at::zeros({size}, kind);
    exp_avg_ = at::zeros({size}, kind);
    exp_avg_sq_ = at::zeros({size}, kind);
    const at::NoGradGuard no_grad;
    for (std::size_t i = 0; i < params_.size(); ++i) {
        at::Tensor& param = params_[i];
        at::Tensor place = view_of(values_, i);
        place.copy_(param);
        param.set_data(place);
        param.mutable_grad() = view_of(grads_, i);
    }
}

at::Tensor FlatAdamW::view_of(const at::Tensor& flat, std::size_t param) const {
    // The strides of the parameter are kept: a channels-last weight stays one.
    const at::Tensor& like = params_.at(param);
    return flat.as_strided(like.sizes(), like.strides(), offsets_.at(param));
}

void FlatAdamW::zero_grad() {
    grads_.zero_();
}

void FlatAdamW::add_gradient(const at::Tensor& flat) {
    grads_.add_(flat);
}

double FlatAdamW::clip_grad_norm(double max_norm) {
    const double norm = grads_.norm().item<double>();
    // 1e-6 as in torch.nn.utils.clip_grad_norm_.
    const double coefficient = max_norm / (norm + 1e-6);
    if (coefficient < 1) {
        grads_.mul_(coefficient);
    }
    return norm;
}

void FlatAdamW::step() {
    const at::NoGradGuard no_grad;
    ++step_count_;
    const double correction1 = 1 - std::pow(options_.beta1, static_cast<double>(step_count_));
    const double correction2 = 1 - std::pow(options_.beta2, static_cast<double>(step_count_));
    values_.mul_(1 - options_.lr * options_.weight_decay);
    exp_avg_.mul_(options_.beta1).add_(grads_, 1 - options_.beta1);
    exp_avg_sq_.mul_(options_.beta2).addcmul_(grads_, grads_, 1 - options_.beta2);
    const at::Tensor denominator = exp_avg_sq_.sqrt().div_(std::sqrt(correction2)).add_(options_.eps);
    values_.addcdiv_(exp_avg_, denominator, -options_.lr / correction1);
}

at::Tensor FlatAdamW::exp_avg(std::size_t param) const {
    return view_of(exp_avg_, param);
}

at::Tensor FlatAdamW::exp_avg_sq(std::size_t param) const {
    return view_of(exp_avg_sq_, param);
}

std::map<std::string, at::Tensor> FlatAdamW::state_dict() const {
    return {{"exp_avg", exp_avg_.clone()},
            {"exp_avg_sq", exp_avg_sq_.clone()},
            {"step", at::scalar_tensor(step_count_, at::kLong)}};
}

void FlatAdamW::load_state_dict(const std::map<std::string, at::Tensor>& state) {
    for (const char* name : {"exp_avg", "exp_avg_sq", "step"}) {
        const auto found = state.find(name);
        const std::int64_t expected = std::string_view(name) == "step" ? 1 : values_.numel();
        if (found == state.end() || found->second.numel() != expected) {
            throw Error(
                "the saved optimizer state does not fit: '" + std::string(name) + "' is missing or has another size",
                kWhere, "resume with the adapter and the settings that it was saved with");
        }
    }
    exp_avg_.copy_(state.at("exp_avg"));
    exp_avg_sq_.copy_(state.at("exp_avg_sq"));
    step_count_ = state.at("step").item<std::int64_t>();
}

}  // namespace tempera
