// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/cost_estimate.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/common/text_format.h"

namespace tempera::ui {

namespace {

constexpr std::size_t mostRuns = 5;

/// Keys that change what an epoch costs, beyond samples and steps.
constexpr std::array costKeys{"micro_batch",
                              "threads",
                              "lora.rank",
                              "reward.name",
                              "sample.guidance_scale",
                              "train.cfg",
                              "train.estimator",
                              "train.first_steps",
                              "train.timestep_fraction",
                              "train.num_inner_epochs",
                              "train.advantage",
                              "critic.input",
                              "critic.encoder",
                              "align_prop.truncation",
                              "align_prop.first_trained_step",
                              "seppo.aaf_draws",
                              "seppo.ref_space",
                              "eval.every",
                              "eval.samples",
                              "eval.rewards",
                              "eval.unseen_prompts",
                              "eval.unseen_samples",
                              "checkpoint.every"};

QStringList differing(const Config& a, const Config& b) {
    QStringList keys;
    for (const char* key : costKeys) {
        if (a.value(key) != b.value(key)) {
            keys << QString::fromLatin1(key);
        }
    }
    return keys;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double real(std::int64_t value) {
    return static_cast<double>(value);
}

/// Of `epochs`, those that are done every so many; 0 = never.
double times(double epochs, std::int64_t every) {
    return every > 0 ? std::floor(epochs / real(every)) : 0;
}

double samplesOf(const Config& config) {
    return real(config.integer("sample.batch_size")) * real(config.integer("sample.num_batches_per_epoch"));
}

}  // namespace

double workOf(const Config& config) {
    return samplesOf(config) * real(config.integer("sample.num_steps"));
}

double picturesOf(const Config& config) {
    const double epochs = real(config.integer("num_epochs"));
    const std::int64_t every = config.integer("eval.every");
    const bool unseen = !config.text("eval.unseen_prompts").empty();
    const double evaluation =
        real(config.integer("eval.samples")) + (unseen ? real(config.integer("eval.unseen_samples")) : 0);
    const double set = std::min(real(config.integer("images.train_count")), samplesOf(config));
    return (every > 0 ? 1 + times(epochs, every) : 0) * evaluation +
           times(epochs, config.integer("images.train_every")) * set;
}

double checkpointsOf(const Config& config) {
    const double made = times(real(config.integer("num_epochs")), config.integer("checkpoint.every"));
    const std::int64_t keep = config.integer("checkpoint.keep");
    return keep > 0 ? std::min(made, real(keep)) : made;
}

std::optional<CostEstimate> estimateCost(const Config& wanted, bool onGpu, const std::vector<MeasuredCost>& measured) {
    std::vector<const MeasuredCost*> nearest;
    qsizetype distance = 0;
    for (const MeasuredCost& each : measured) {
        const bool similar = each.onGpu == onGpu && each.config.text("method") == wanted.text("method") &&
                             each.config.text("model.path") == wanted.text("model.path");
        if (!similar || each.epochSeconds <= 0) {
            continue;
        }
        const qsizetype own = differing(each.config, wanted).size();
        if (nearest.empty() || own < distance) {
            nearest.clear();
            distance = own;
        }
        // What selfcheck measured a moment ago for nearly these settings is not mixed with old runs.
        const bool closed = !nearest.empty() && nearest.front()->name.isEmpty();
        if (own == distance && nearest.size() < mostRuns && !closed) {
            nearest.push_back(&each);
        }
    }
    if (nearest.empty()) {
        return std::nullopt;
    }
    const MeasuredCost& first = *nearest.front();
    CostEstimate estimate;
    std::vector<double> seconds;
    for (const MeasuredCost* each : nearest) {
        seconds.push_back(each->epochSeconds * workOf(wanted) / workOf(each->config));
    }
    estimate.epochSeconds = median(seconds);
    estimate.epochLow = *std::min_element(seconds.begin(), seconds.end());
    estimate.epochHigh = *std::max_element(seconds.begin(), seconds.end());
    estimate.workRatio = workOf(wanted) / workOf(first.config);
    estimate.memoryLow = first.residentMib;
    estimate.memoryHigh = first.residentMib * std::max(1.0, estimate.workRatio);
    if (first.runBytes > 0) {
        estimate.diskBytes = first.runBytes * picturesOf(wanted) / std::max(1.0, picturesOf(first.config));
    } else if (first.pictureBytes > 0) {
        estimate.diskBytes = picturesOf(wanted) * first.pictureBytes + checkpointsOf(wanted) * first.checkpointBytes;
    }
    estimate.runs = first.name.isEmpty() ? 0 : static_cast<int>(nearest.size());
    estimate.nearest = first.name;
    estimate.otherwise = differing(first.config, wanted);
    return estimate;
}

}  // namespace tempera::ui
