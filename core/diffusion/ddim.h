// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/diffusion/scheduler_config.h"

namespace tempera {

/// Tables of one DDIM sampler setting. Immutable after construction, copies share the tensors.
/// All arithmetic is fp32: log-prob ratios are compared with clip ranges of 1e-4.
class DdimSchedule {
public:
    /// Throws Error when num_steps does not fit the training schedule.
    DdimSchedule(const SchedulerConfig& config, std::int64_t num_steps, double eta, at::Device device = at::kCPU);

    std::int64_t num_steps() const { return static_cast<std::int64_t>(timesteps_.size()); }
    double eta() const { return eta_; }

    /// Diffusion times in sampling order: [0] is the noisiest step.
    const std::vector<std::int64_t>& timesteps() const { return timesteps_; }

    /// Standard deviation of the noise that step `step` adds.
    double sigma(std::int64_t step) const;

    /// |d mean / d eps| / sigma of step `step`: how many standard deviations of its own noise the step
    /// moves per unit of predicted noise. 0.6-1.3 on ordinary steps; large on the last one, where the
    /// score function has a variance that drowns the rest. Infinite where sigma is 0.
    double sensitivity(std::int64_t step) const;

    /// Throws Error when some step adds no noise (eta = 0, or a step that starts at time 0): it has no
    /// density, so no policy gradient.
    void require_density() const;

    /// Per-sample coefficients [B,1,1,1], fp32, for times [B] int64 on the schedule's device.
    struct Coefficients {
        at::Tensor sqrt_alpha;       ///< sqrt(abar_t)
        at::Tensor sqrt_one_minus;   ///< sqrt(1 - abar_t)
        at::Tensor sqrt_alpha_prev;  ///< sqrt(abar_prev)
        at::Tensor direction;        ///< sqrt(1 - abar_prev - sigma^2)
        at::Tensor sigma;            ///< eta sqrt((1-abar_prev)/(1-abar_t) (1 - abar_t/abar_prev))
    };
    Coefficients coefficients(const at::Tensor& times) const;

    Prediction prediction() const { return prediction_; }
    double clip_range() const { return clip_range_; }  ///< 0 = the predicted x0 is not clamped

private:
    std::vector<std::int64_t> timesteps_;
    double eta_;
    Prediction prediction_;
    double clip_range_;
    at::Tensor table_;  ///< [num_train_timesteps, 5]: the coefficients in the order of the struct
};

/// What the model's output says about the sample, whatever it was trained to predict.
struct DdimPrediction {
    at::Tensor x0;     ///< [B,C,H,W] the picture's latent, clamped when the schedule clamps
    at::Tensor noise;  ///< [B,C,H,W]
};

/// x0 = (x_t - sqrt(1 - abar_t) eps) / sqrt(abar_t) and eps (DDIM, arXiv 2010.02502, equation 9), or what
/// v-prediction (arXiv 2202.00512, appendix D) and sample prediction say of them. Arguments as of ddim_mean.
DdimPrediction ddim_prediction(const DdimSchedule& schedule, const at::Tensor& model_output, const at::Tensor& times,
                               const at::Tensor& sample);

/// Mean of p(x_prev | x_t): sqrt(abar_prev) x0 + direction eps (DDIM, arXiv 2010.02502, equation 12).
/// model_output and sample [B,C,H,W] fp32, times [B] int64. The previous time is
/// clamp(t - num_train_timesteps / num_steps, 0, ...), so the last step goes 1 -> 0.
at::Tensor ddim_mean(const DdimSchedule& schedule, const at::Tensor& model_output, const at::Tensor& times,
                     const at::Tensor& sample);

/// log N(next; mean, sigma^2), averaged (not summed) over C, H, W: [B] fp32. Clip ranges are calibrated
/// to the mean (ddpo-pytorch ddim_with_logprob.py). `next` is treated as a constant; the gradient
/// flows through the mean only.
at::Tensor ddim_log_prob(const DdimSchedule& schedule, const at::Tensor& mean, const at::Tensor& times,
                         const at::Tensor& next);

struct DdimStep {
    at::Tensor next;      ///< [B,C,H,W] fp32
    at::Tensor log_prob;  ///< [B] fp32; undefined when the step adds no noise
};

/// One sampling step with the given standard normal noise [B,C,H,W].
DdimStep ddim_step(const DdimSchedule& schedule, const at::Tensor& model_output, const at::Tensor& times,
                   const at::Tensor& sample, const at::Tensor& noise);

}  // namespace tempera
