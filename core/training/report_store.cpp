// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/report_store.h"

#include <algorithm>
#include <cmath>

#include <ATen/ATen.h>

#include "core/evaluation/picture_store.h"
#include "core/formats/image_tensor.h"
#include "core/runtime/not_finite.h"

namespace tempera {

namespace {

constexpr int prediction_quality = 90;  // of the JPEG of a predicted picture

std::map<std::string, double> scores_of(const Scores& scores, std::size_t picture) {
    std::map<std::string, double> one;
    for (const auto& [reward, values] : scores) {
        one[reward] = values[picture];
    }
    return one;
}

void store_pictures(RunWriter& writer, std::int64_t epoch, SampleKind kind, const at::Tensor& images,
                    const std::vector<std::string>& prompts, const std::vector<std::uint64_t>& seeds,
                    const Scores& scores, std::int64_t count) {
    for (std::int64_t i = 0; i < std::min(count, images.size(0)); ++i) {
        const auto picture = static_cast<std::size_t>(i);
        SampleRow row;
        row.epoch = epoch;
        row.kind = kind;
        row.prompt = prompts[picture];
        row.seed = seeds[picture];
        row.index = i;
        store_picture(writer, row, images[i], scores_of(scores, picture));
    }
}

NotFinite diverged(const std::string& what, std::int64_t epoch) {
    return {what + " is not a number in epoch " + std::to_string(epoch), "training",
            "start again with a lower train.learning_rate"};
}

}  // namespace

void store_training_pictures(RunWriter& writer, const EpochReport& report, std::int64_t epoch, const Scores& scores,
                             std::int64_t count) {
    store_pictures(writer, epoch, SampleKind::Train, report.images, report.prompts, report.seeds, scores, count);
}

void store_evaluation_pictures(RunWriter& writer, const Evaluation& evaluation, const EvaluationSet& set,
                               SampleKind kind, std::int64_t epoch) {
    store_pictures(writer, epoch, kind, evaluation.images, set.prompts, set.seeds, evaluation.scores,
                   evaluation.images.size(0));
}

TrajectoryRow trajectory_row(const Trajectory& trajectory) {
    TrajectoryRow row = trajectory.row;
    for (std::size_t step = 0; step < row.steps.size(); ++step) {
        row.steps[step].picture =
            encode_jpeg(to_image(trajectory.predictions[static_cast<std::int64_t>(step)]), prediction_quality);
    }
    return row;
}

void store_statistics(RunWriter& writer, const EpochReport& report) {
    for (const NeuronLayerRow& row : report.neurons) {
        writer.neuron_layer(row.epoch, row.layer, row.scores, row.dormant);
    }
    for (const ResetRow& row : report.resets) {
        writer.reset(row.epoch, row.layer, row.count);
    }
    for (const TimestepRow& row : report.timesteps) {
        writer.timestep_stat(row.epoch, row.timestep, row.key, row.value);
    }
    for (const Trajectory& trajectory : report.trajectories) {
        writer.trajectory(trajectory_row(trajectory));
    }
    for (const EventRow& row : report.events) {
        writer.event(row.level, row.text);
    }
}

void require_finite(const EpochReport& report, std::int64_t epoch) {
    for (const char* key :
         {"reward/train_mean", "policy/loss", "policy/grad_norm", "critic/loss", "critic/grad_norm"}) {
        const auto found = report.metrics.find(key);
        if (found != report.metrics.end() && !std::isfinite(found->second)) {
            throw diverged(key, epoch);
        }
    }
}

void require_finite(const std::map<std::string, at::Tensor>& state, std::int64_t epoch) {
    for (const auto& [name, tensor] : state) {
        if (tensor.is_floating_point() && !at::isfinite(tensor).all().item<bool>()) {
            throw diverged(name, epoch);
        }
    }
}

}  // namespace tempera
