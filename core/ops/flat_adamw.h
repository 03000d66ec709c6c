// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

namespace tempera {

struct AdamWOptions {
    double lr = 1e-4;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double eps = 1e-8;
    double weight_decay = 1e-4;
};

/// AdamW (Loshchilov and Hutter 2019; the update of torch.optim.AdamW) over one flat fp32 tensor:
/// hundreds of small LoRA matrices cost as many operations as one. Construction moves the values of
/// the parameters into that tensor and makes the parameters, and their gradients, views of it; they
/// stay so for the life of the optimizer: never assign to `param.grad()`, never move the parameters.
class FlatAdamW {
public:
    /// Leaf tensors, fp32, all on one device. Throws Error otherwise.
    FlatAdamW(std::vector<at::Tensor> params, AdamWOptions options);

    void zero_grad();

    /// Adds to the accumulated gradients: all of them, flattened, in the order of the parameters.
    void add_gradient(const at::Tensor& flat);

    /// All accumulated gradients, flat. What is written to it counts.
    at::Tensor& gradient() { return grads_; }

    /// Scales the gradients so that their global L2 norm is at most `max_norm`, as
    /// torch.nn.utils.clip_grad_norm_ does. Returns the norm before clipping.
    double clip_grad_norm(double max_norm);

    /// One update from the accumulated gradients (they are kept; call zero_grad()).
    void step();

    std::int64_t step_count() const { return step_count_; }
    const AdamWOptions& options() const { return options_; }
    void set_lr(double lr) { options_.lr = lr; }

    const std::vector<at::Tensor>& params() const { return params_; }
    at::Tensor exp_avg(std::size_t param) const;     ///< first moment, a view shaped like the parameter
    at::Tensor exp_avg_sq(std::size_t param) const;  ///< second moment, a view shaped like the parameter

    /// "exp_avg", "exp_avg_sq" (flat copies) and "step"; the parameters are not in it.
    std::map<std::string, at::Tensor> state_dict() const;
    /// Throws Error when it belongs to other parameters.
    void load_state_dict(const std::map<std::string, at::Tensor>& state);

private:
    at::Tensor view_of(const at::Tensor& flat, std::size_t param) const;

    std::vector<at::Tensor> params_;
    std::vector<std::int64_t> offsets_;
    AdamWOptions options_;
    at::Tensor values_;
    at::Tensor grads_;
    at::Tensor exp_avg_;
    at::Tensor exp_avg_sq_;
    std::int64_t step_count_ = 0;
};

}  // namespace tempera
