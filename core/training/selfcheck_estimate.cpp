// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/methods/prompt_draw.h"
#include "core/training/selfcheck.h"

namespace tempera {

namespace {

constexpr double mib = 1024.0 * 1024.0;
constexpr double empty_run_bytes = 256.0 * 1024.0;  // database, configuration and log before the first epoch

/// How often something happens that is due in epochs 0, every, 2 every, ... below `epochs`; every 0 = never.
std::int64_t times_due(std::int64_t epochs, std::int64_t every) {
    return every == 0 ? 0 : (epochs + every - 1) / every;
}

}  // namespace

SelfcheckEstimate estimate_run(const Config& config, const SelfcheckMeasurement& measurement) {
    const std::int64_t epochs = config.integer("num_epochs");
    const std::int64_t samples = samples_per_epoch(config);
    const double more = static_cast<double>(samples) / static_cast<double>(measurement.samples);
    const double eval_samples =
        static_cast<double>(config.integer("eval.samples") +
                            (config.text("eval.unseen_prompts").empty() ? 0 : config.integer("eval.unseen_samples")));
    // One more after the last epoch.
    const std::int64_t eval_every = config.integer("eval.every");
    const double evaluations = static_cast<double>(times_due(epochs, eval_every) + (eval_every > 0 ? 1 : 0));

    SelfcheckEstimate estimate;
    estimate.sampling = more * measurement.sampling;
    estimate.scoring = more * (measurement.scoring + measurement.other_judges);
    estimate.updating = more * measurement.updating * static_cast<double>(config.integer("train.num_inner_epochs"));
    const double round = estimate.sampling + estimate.scoring + estimate.updating + more * measurement.rest;
    const double evaluation = measurement.evaluating * eval_samples / static_cast<double>(measurement.eval_samples);
    estimate.run_seconds = static_cast<double>(epochs) * round + evaluations * evaluation;
    estimate.evaluating = evaluations * evaluation / static_cast<double>(epochs);
    estimate.epoch_seconds = round + estimate.evaluating;

    const std::int64_t keep = config.integer("checkpoint.keep");
    const std::int64_t written = times_due(epochs, config.integer("checkpoint.every"));
    // The new checkpoint is whole before the oldest goes.
    const double checkpoints = static_cast<double>(keep == 0 ? written : std::min(written, keep + 1));
    const auto train_sets = static_cast<double>(times_due(epochs, config.integer("images.train_every")));
    const double pictures = evaluations * eval_samples +
                            train_sets * static_cast<double>(std::min(samples, config.integer("images.train_count")));
    estimate.disk_bytes = empty_run_bytes + checkpoints * measurement.checkpoint_bytes +
                          pictures * measurement.picture_bytes + train_sets * measurement.trajectories_bytes +
                          static_cast<double>(epochs) * measurement.epoch_rows_bytes;
    const double left_out = measurement.on_gpu ? 0.0 : static_cast<double>(samples - measurement.samples);
    estimate.memory_mib = measurement.peak_mib + left_out * measurement.sample_bytes / mib;
    return estimate;
}

}  // namespace tempera
