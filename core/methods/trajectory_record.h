// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/diffusion/ddim.h"
#include "core/methods/method.h"
#include "core/methods/policy_update.h"

namespace tempera {

/// How many of an epoch's first pictures are followed: images.trajectories in the epochs whose training pictures are
/// stored, never more than there are; else 0.
std::int64_t trajectories_of_epoch(const Config& config, std::int64_t epoch);

/// Longest side of the predicted pictures, pixels.
inline constexpr std::int64_t prediction_size = 128;

/// The followed pictures, one for each that experience.paths.outputs holds, with the x0 predicted at every step
/// (ddim_prediction), decoded and averaged down to prediction_size. Costs one decoder call per picture and step; draws
/// nothing at random and changes nothing. Empty when stopped.
std::optional<std::vector<Trajectory>> record_trajectories(DiffusionModel& model, const DdimSchedule& ddim,
                                                           const Experience& experience,
                                                           const std::vector<double>& rewards, std::int64_t epoch,
                                                           std::int64_t batch, const WorkHooks& hooks);

}  // namespace tempera
