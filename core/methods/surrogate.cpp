// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/surrogate.h"

#include <torch/torch.h>

namespace tempera {

Surrogate policy_surrogate(const at::Tensor& logp, const at::Tensor& logp_old, const at::Tensor& advantages,
                           double clip_range, Estimator estimator) {
    Surrogate out;
    const at::Tensor log_ratio = logp - logp_old;
    const at::Tensor ratio = log_ratio.exp();
    out.log_ratio = log_ratio.detach();
    out.outside = (ratio.detach() - 1.0).abs() > clip_range;
    if (estimator == Estimator::ScoreFunction) {
        out.loss = -advantages * logp;
    } else {
        out.loss = at::maximum(-advantages * ratio, -advantages * ratio.clamp(1.0 - clip_range, 1.0 + clip_range));
    }
    return out;
}

ValueLoss value_loss(const at::Tensor& values, const at::Tensor& old_values, const at::Tensor& returns,
                     double clip_range) {
    const at::Tensor plain = (values - returns).square();
    if (clip_range == 0.0) {
        return {0.5 * plain, at::zeros_like(plain, at::kBool)};
    }
    const at::Tensor kept = at::max(at::min(values, old_values + clip_range), old_values - clip_range);
    const at::Tensor clipped = (kept - returns).square();
    return {0.5 * at::maximum(plain, clipped), (clipped > plain).detach()};
}

}  // namespace tempera
