// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/trajectory_record.h"

#include <algorithm>
#include <cmath>

#include <torch/torch.h>

#include "core/methods/critic_input.h"
#include "core/methods/prompt_draw.h"

namespace tempera {
namespace {

/// Height and width of a small picture; empty: pictures are small as they are.
std::vector<std::int64_t> small_size(const DiffusionModel& model) {
    const std::vector<std::int64_t> full = model.image_shape();
    const std::int64_t longest = std::max(full[1], full[2]);
    if (longest <= prediction_size) {
        return {};
    }
    const auto shrunk = [&](std::int64_t side) { return std::max<std::int64_t>(1, side * prediction_size / longest); };
    return {shrunk(full[1]), shrunk(full[2])};
}

/// Row `sample` of a table [N,n] as doubles, NaN up to `steps`; all NaN for an undefined table.
std::vector<double> row_of(const at::Tensor& table, std::int64_t sample, std::int64_t steps) {
    std::vector<double> values(static_cast<std::size_t>(steps), std::nan(""));
    if (table.defined()) {
        const at::Tensor row = table[sample].to(at::kCPU, at::kDouble).contiguous();
        std::copy_n(row.data_ptr<double>(), row.numel(), values.begin());
    }
    return values;
}

}  // namespace

std::int64_t trajectories_of_epoch(const Config& config, std::int64_t epoch) {
    const std::int64_t every = config.integer("images.train_every");
    const bool stored = every > 0 && epoch % every == 0;
    return stored ? std::min(config.integer("images.trajectories"), samples_per_epoch(config)) : 0;
}

std::optional<std::vector<Trajectory>> record_trajectories(DiffusionModel& model, const DdimSchedule& ddim,
                                                           const Experience& experience,
                                                           const std::vector<double>& rewards, std::int64_t epoch,
                                                           std::int64_t batch, const WorkHooks& hooks) {
    torch::NoGradGuard no_grad;
    const Trajectories& paths = experience.paths;
    const std::int64_t steps = ddim.num_steps();
    const std::int64_t count = paths.outputs.size(0);
    const auto pictures =
        decode_all(model, predicted_x0(ddim, paths, steps).flatten(0, 1), batch, hooks, small_size(model));
    if (!pictures) {
        return std::nullopt;
    }
    const at::Tensor predictions = pictures->to(at::kCPU, at::kFloat);
    std::vector<Trajectory> followed;
    for (std::int64_t sample = 0; sample < count; ++sample) {
        const auto place = static_cast<std::size_t>(sample);
        Trajectory& trajectory = followed.emplace_back();
        trajectory.row.epoch = epoch;
        trajectory.row.index = sample;
        trajectory.row.prompt = paths.prompts[place];
        trajectory.row.seed = paths.seeds[place];
        trajectory.row.reward = rewards[place];
        const std::vector<double> values = row_of(experience.values, sample, steps);
        const std::vector<double> temporal = row_of(experience.advantages, sample, steps);
        for (std::int64_t step = 0; step < steps; ++step) {
            const auto at = static_cast<std::size_t>(step);
            trajectory.row.steps.push_back(
                {static_cast<int>(step), static_cast<int>(ddim.timesteps()[at]), values[at], temporal[at], {}});
        }
        trajectory.predictions = predictions.slice(0, sample * steps, (sample + 1) * steps);
    }
    return followed;
}

}  // namespace tempera
