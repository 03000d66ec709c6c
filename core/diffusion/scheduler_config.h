// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <nlohmann/json_fwd.hpp>

namespace tempera {

/// What the UNet was trained to predict.
enum class Prediction { Epsilon, Velocity, Sample };

/// The part of a scheduler_config.json that DDIM needs (diffusers DDIMScheduler.__init__).
struct SchedulerConfig {
    std::int64_t num_train_timesteps = 1000;
    double beta_start = 0.0001;
    double beta_end = 0.02;
    std::string beta_schedule = "linear";  ///< linear, scaled_linear, squaredcos_cap_v2
    std::vector<double> trained_betas;     ///< replaces the schedule when not empty
    Prediction prediction = Prediction::Epsilon;
    std::string timestep_spacing = "leading";  ///< leading, trailing, linspace
    std::int64_t steps_offset = 1;             ///< added by leading spacing
    bool clip_sample = false;                  ///< clamps the predicted x0 to +-clip_sample_range
    double clip_sample_range = 1.0;
    bool rescale_betas_zero_snr = false;

    /// Reads the file of a Stable Diffusion folder, whatever scheduler class wrote it (PNDM, DDIM, Euler...):
    /// it tells the betas and the prediction; DDIM and PNDM also the spacing of the times. clip_sample is
    /// false and steps_offset 1, as StableDiffusionPipeline makes them; one line in the log says so where
    /// the file says otherwise. Throws Error naming `where` and the key.
    static SchedulerConfig from_json(const nlohmann::json& json, const std::string& where);
};

/// fp32 [num_train_timesteps], computed in fp32 as diffusers does (double differs by 1e-4 relative at t = 999).
at::Tensor make_betas(const SchedulerConfig& config);

/// cumprod(1 - betas), fp32 [num_train_timesteps].
at::Tensor make_alphas_cumprod(const SchedulerConfig& config);

/// Diffusion times in sampling order (noisiest first), diffusers DDIMScheduler.set_timesteps.
/// Throws Error when num_steps does not fit the training schedule.
std::vector<std::int64_t> make_timesteps(const SchedulerConfig& config, std::int64_t num_steps);

}  // namespace tempera
