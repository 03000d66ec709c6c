// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/diffusion/scheduler_config.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <spdlog/spdlog.h>
#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/models/json_fields.h"

namespace tempera {
namespace {

constexpr std::int64_t kMaxTimesteps = 100'000;  // 1000 is usual; the schedule is a table in memory

Prediction prediction_from(const std::string& name, const std::string& where) {
    if (name == "epsilon") {
        return Prediction::Epsilon;
    }
    if (name == "v_prediction") {
        return Prediction::Velocity;
    }
    if (name == "sample") {
        return Prediction::Sample;
    }
    throw Error("unknown prediction_type '" + name + "'", where, "use epsilon, v_prediction or sample");
}

/// Betas whose cumulative product follows a squared cosine (Nichol and Dhariwal 2021), in double as diffusers.
at::Tensor cosine_betas(std::int64_t count) {
    const auto alpha_bar = [](double time) {
        const double c = std::cos((time + 0.008) / 1.008 * std::numbers::pi / 2);
        return c * c;
    };
    at::Tensor betas = at::empty({count}, at::kFloat);
    float* out = betas.data_ptr<float>();
    for (std::int64_t i = 0; i < count; ++i) {
        const double t1 = static_cast<double>(i) / static_cast<double>(count);
        const double t2 = static_cast<double>(i + 1) / static_cast<double>(count);
        out[i] = static_cast<float>(std::min(1.0 - alpha_bar(t2) / alpha_bar(t1), 0.999));
    }
    return betas;
}

/// Shifts and scales sqrt(abar) so that it ends at 0 (Lin et al. 2023, arXiv 2305.08891, algorithm 1).
at::Tensor zero_terminal_snr(const at::Tensor& betas) {
    at::Tensor root = at::cumprod(1.0 - betas, 0).sqrt();
    const at::Tensor first = root[0].clone();
    const at::Tensor last = root[-1].clone();
    root = (root - last) * (first / (first - last));
    const at::Tensor bar = root.square();
    const at::Tensor alphas = at::cat({bar.slice(0, 0, 1), bar.slice(0, 1) / bar.slice(0, 0, -1)});
    return 1.0 - alphas;
}

}  // namespace

SchedulerConfig SchedulerConfig::from_json(const nlohmann::json& json, const std::string& where) {
    const JsonFields fields(json, where);
    const std::string writer = fields.text("_class_name", "DDIMScheduler");
    if (writer.starts_with("FlowMatch")) {
        throw Error("a " + writer + " is for models that were not trained as diffusion", where,
                    "use a model of the Stable Diffusion 1.x family");
    }
    SchedulerConfig config;
    config.num_train_timesteps = fields.integer("num_train_timesteps", config.num_train_timesteps);
    config.beta_start = fields.real("beta_start", config.beta_start);
    config.beta_end = fields.real("beta_end", config.beta_end);
    config.beta_schedule = fields.text("beta_schedule", config.beta_schedule);
    config.trained_betas = fields.reals("trained_betas");
    if (writer == "DDIMScheduler" || writer == "PNDMScheduler") {
        // That of other samplers suits only them: "linspace" ends at time 0, where DDIM has no noise to draw.
        config.timestep_spacing = fields.text("timestep_spacing", config.timestep_spacing);
    }
    config.clip_sample_range = fields.real("clip_sample_range", config.clip_sample_range);
    config.rescale_betas_zero_snr = fields.flag("rescale_betas_zero_snr", config.rescale_betas_zero_snr);
    config.prediction = prediction_from(fields.text("prediction_type", "epsilon"), where);

    // The DDIM class defaults of both are others, and clip_sample would clamp latents, which live outside -1..1.
    const bool clip_sample = fields.flag("clip_sample", false);
    const std::int64_t steps_offset = fields.integer("steps_offset", 0);
    if (writer != "DDIMScheduler" || clip_sample || steps_offset != 1) {
        spdlog::info("{}: {}: sampled with DDIM, clip_sample false, steps_offset 1", where, writer);
    }

    if (config.num_train_timesteps < 1 || config.num_train_timesteps > kMaxTimesteps) {
        throw Error("num_train_timesteps must be 1 to " + std::to_string(kMaxTimesteps), where,
                    "1000 is the usual value");
    }
    const auto is_beta = [](double beta) { return beta > 0 && beta < 1; };
    if (!is_beta(config.beta_start) || !is_beta(config.beta_end) ||
        !std::all_of(config.trained_betas.begin(), config.trained_betas.end(),
                     [&](double beta) { return is_beta(beta) || beta == 1; })) {  // 1: zero terminal SNR
        throw Error("beta_start, beta_end and trained_betas are shares of noise, above 0 and below 1", where,
                    "0.00085 and 0.012 are the values of Stable Diffusion");
    }
    if (!config.trained_betas.empty() &&
        static_cast<std::int64_t>(config.trained_betas.size()) != config.num_train_timesteps) {
        throw Error("trained_betas has " + std::to_string(config.trained_betas.size()) +
                        " entries, num_train_timesteps is " + std::to_string(config.num_train_timesteps),
                    where, "make both equal");
    }
    return config;
}

at::Tensor make_betas(const SchedulerConfig& config) {
    const auto options = at::TensorOptions().dtype(at::kFloat);
    const std::int64_t count = config.num_train_timesteps;
    at::Tensor betas;
    if (!config.trained_betas.empty()) {
        betas = torch::tensor(config.trained_betas, options);
    } else if (config.beta_schedule == "linear") {
        betas = at::linspace(config.beta_start, config.beta_end, count, options);
    } else if (config.beta_schedule == "scaled_linear") {
        betas = at::linspace(std::sqrt(config.beta_start), std::sqrt(config.beta_end), count, options).square();
    } else if (config.beta_schedule == "squaredcos_cap_v2") {
        betas = cosine_betas(count);
    } else {
        throw Error("unknown beta_schedule '" + config.beta_schedule + "'", "scheduler_config.json",
                    "use linear, scaled_linear or squaredcos_cap_v2");
    }
    return config.rescale_betas_zero_snr ? zero_terminal_snr(betas) : betas;
}

at::Tensor make_alphas_cumprod(const SchedulerConfig& config) {
    return at::cumprod(1.0 - make_betas(config), 0);
}

std::vector<std::int64_t> make_timesteps(const SchedulerConfig& config, std::int64_t num_steps) {
    const std::int64_t count = config.num_train_timesteps;
    if (num_steps < 1 || num_steps > count) {
        throw Error("the model has " + std::to_string(count) + " diffusion times, " + std::to_string(num_steps) +
                        " sampling steps do not fit",
                    "sample.num_steps", "use 1 to " + std::to_string(count - 1));
    }
    std::vector<std::int64_t> times(static_cast<std::size_t>(num_steps));
    for (std::int64_t i = 0; i < num_steps; ++i) {
        auto& time = times[static_cast<std::size_t>(i)];
        const auto step = static_cast<double>(i);
        if (config.timestep_spacing == "leading") {
            time = (num_steps - 1 - i) * (count / num_steps) + config.steps_offset;
        } else if (config.timestep_spacing == "trailing") {
            const double ratio = static_cast<double>(count) / static_cast<double>(num_steps);
            time = static_cast<std::int64_t>(std::nearbyint(static_cast<double>(count) - step * ratio)) - 1;
        } else if (config.timestep_spacing == "linspace") {
            const double last = static_cast<double>(count - 1);
            const double place = num_steps == 1 ? 0.0
                                                : last * (static_cast<double>(num_steps - 1) - step) /
                                                      static_cast<double>(num_steps - 1);
            time = static_cast<std::int64_t>(std::nearbyint(place));
        } else {
            throw Error("unknown timestep_spacing '" + config.timestep_spacing + "'", "scheduler_config.json",
                        "use leading, trailing or linspace");
        }
    }
    return times;
}

}  // namespace tempera
