// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/diffusion/ddim.h"

#include <cmath>
#include <limits>
#include <numbers>

#include <torch/torch.h>

#include "core/base/error.h"

namespace tempera {
namespace {

enum Column { kSqrtAlpha, kSqrtOneMinus, kSqrtAlphaPrev, kDirection, kSigma, kColumns };

std::string describe(const DdimSchedule& schedule, std::int64_t step) {
    return "step " + std::to_string(step + 1) + " of " + std::to_string(schedule.num_steps()) + " (time " +
           std::to_string(schedule.timesteps()[static_cast<std::size_t>(step)]) + ")";
}

}  // namespace

DdimSchedule::DdimSchedule(const SchedulerConfig& config, std::int64_t num_steps, double eta, at::Device device)
    : timesteps_(make_timesteps(config, num_steps)),
      eta_(eta),
      prediction_(config.prediction),
      clip_range_(config.clip_sample ? config.clip_sample_range : 0.0) {
    const std::int64_t count = config.num_train_timesteps;
    if (timesteps_.front() >= count) {
        throw Error(std::to_string(num_steps) + " sampling steps start at time " + std::to_string(timesteps_.front()) +
                        ", the model's last time is " + std::to_string(count - 1),
                    "sample.num_steps", "use fewer steps");
    }
    // Every operation as in the official step, once per training time instead of once per element.
    const at::Tensor alpha = make_alphas_cumprod(config);
    const at::Tensor previous = (at::arange(count, at::kLong) - count / num_steps).clamp(0, count - 1);
    const at::Tensor alpha_prev = alpha.index_select(0, previous);
    const at::Tensor variance = (1.0 - alpha_prev) / (1.0 - alpha) * (1.0 - alpha / alpha_prev);
    const at::Tensor sigma = eta * variance.clamp_min(0.0).sqrt();
    table_ = at::stack({alpha.sqrt(), (1.0 - alpha).sqrt(), alpha_prev.sqrt(),
                        (1.0 - alpha_prev - sigma.square()).clamp_min(0.0).sqrt(), sigma},
                       1)
                 .to(device);
    if (prediction_ == Prediction::Epsilon && alpha[timesteps_.front()].item<float>() == 0.0F) {
        throw Error("a model that predicts noise cannot start from zero signal (rescale_betas_zero_snr)",
                    "scheduler_config.json", "set prediction_type to v_prediction, or rescale_betas_zero_snr to false");
    }
}

double DdimSchedule::sigma(std::int64_t step) const {
    return table_[timesteps_[static_cast<std::size_t>(step)]][kSigma].item<double>();
}

double DdimSchedule::sensitivity(std::int64_t step) const {
    const at::Tensor row = table_[timesteps_[static_cast<std::size_t>(step)]].to(at::kCPU, at::kDouble);
    const double* c = row.data_ptr<double>();
    if (c[kSigma] == 0.0) {
        return std::numeric_limits<double>::infinity();
    }
    return std::abs(c[kDirection] - c[kSqrtAlphaPrev] * c[kSqrtOneMinus] / c[kSqrtAlpha]) / c[kSigma];
}

void DdimSchedule::require_density() const {
    if (eta_ == 0.0) {
        throw Error("a sampler without noise has no probabilities to learn from", "sample.eta",
                    "set sample.eta to 1, as in the papers");
    }
    for (std::int64_t step = 0; step < num_steps(); ++step) {
        if (!(sigma(step) > 0.0)) {
            throw Error(describe(*this, step) + " of the sampler adds no noise, so it has no probability",
                        "scheduler_config.json: steps_offset, timestep_spacing",
                        "use leading spacing with steps_offset 1, or fewer steps");
        }
    }
}

DdimSchedule::Coefficients DdimSchedule::coefficients(const at::Tensor& times) const {
    const at::Tensor rows = table_.index_select(0, times.to(table_.device()));
    const auto column = [&](Column c) { return rows.select(1, c).reshape({-1, 1, 1, 1}); };
    return {column(kSqrtAlpha), column(kSqrtOneMinus), column(kSqrtAlphaPrev), column(kDirection), column(kSigma)};
}

DdimPrediction ddim_prediction(const DdimSchedule& schedule, const at::Tensor& model_output, const at::Tensor& times,
                               const at::Tensor& sample) {
    const auto c = schedule.coefficients(times);
    DdimPrediction out;
    switch (schedule.prediction()) {
        case Prediction::Epsilon:
            out.x0 = (sample - c.sqrt_one_minus * model_output) / c.sqrt_alpha;
            out.noise = model_output;
            break;
        case Prediction::Velocity:
            out.x0 = c.sqrt_alpha * sample - c.sqrt_one_minus * model_output;
            out.noise = c.sqrt_alpha * model_output + c.sqrt_one_minus * sample;
            break;
        case Prediction::Sample:
            out.x0 = model_output;
            out.noise = (sample - c.sqrt_alpha * out.x0) / c.sqrt_one_minus;
            break;
    }
    if (schedule.clip_range() > 0.0) {
        out.x0 = out.x0.clamp(-schedule.clip_range(), schedule.clip_range());
    }
    return out;
}

at::Tensor ddim_mean(const DdimSchedule& schedule, const at::Tensor& model_output, const at::Tensor& times,
                     const at::Tensor& sample) {
    const auto c = schedule.coefficients(times);
    const DdimPrediction prediction = ddim_prediction(schedule, model_output, times, sample);
    return c.sqrt_alpha_prev * prediction.x0 + c.direction * prediction.noise;
}

at::Tensor ddim_log_prob(const DdimSchedule& schedule, const at::Tensor& mean, const at::Tensor& times,
                         const at::Tensor& next) {
    const at::Tensor sigma = schedule.coefficients(times).sigma;
    const at::Tensor density = -(next.detach() - mean).square() / (2.0 * sigma.square()) - sigma.log() -
                               std::log(std::sqrt(2.0 * std::numbers::pi));
    return density.flatten(1).mean(1);
}

DdimStep ddim_step(const DdimSchedule& schedule, const at::Tensor& model_output, const at::Tensor& times,
                   const at::Tensor& sample, const at::Tensor& noise) {
    const at::Tensor mean = ddim_mean(schedule, model_output, times, sample);
    const at::Tensor sigma = schedule.coefficients(times).sigma;
    DdimStep step;
    step.next = mean + sigma * noise;
    if (sigma.min().item<float>() > 0.0F) {
        step.log_prob = ddim_log_prob(schedule, mean, times, step.next);
    }
    return step;
}

}  // namespace tempera
