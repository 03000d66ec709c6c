// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/evaluation/evaluator.h"
#include "core/methods/method.h"
#include "core/store/run_writer.h"

namespace tempera {

/// name -> one score per picture.
using Scores = std::map<std::string, std::vector<double>>;

// The pictures wait in the writer until all of them are there: no reader sees a part of a set.

/// The first `count` training pictures of a report, with what every judge said about them.
void store_training_pictures(RunWriter& writer, const EpochReport& report, std::int64_t epoch, const Scores& scores,
                             std::int64_t count);

/// All pictures of an evaluation.
void store_evaluation_pictures(RunWriter& writer, const Evaluation& evaluation, const EvaluationSet& set,
                               SampleKind kind, std::int64_t epoch);

/// The row of a trajectory, its predictions as JPEGs: next to the fourfold bytes of PNGs, smooth pictures lose nothing.
TrajectoryRow trajectory_row(const Trajectory& trajectory);

/// Neuron scores, resets, per-timestep statistics, trajectories and events of a report.
void store_statistics(RunWriter& writer, const EpochReport& report);

/// Throws NotFinite when a value that training cannot go on from (loss, gradient norm, reward) is not a number.
void require_finite(const EpochReport& report, std::int64_t epoch);

/// The same for what a method saved after `epoch`: weights and optimizer.
void require_finite(const std::map<std::string, at::Tensor>& state, std::int64_t epoch);

}  // namespace tempera
