// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tempera {

/// Value structs that travel between worker, store and window. No behaviour, no handles.

/// Where in the run a value belongs. All counters start at 0.
struct RunPosition {
    std::int64_t epoch = 0;
    std::int64_t step = 0;            ///< optimizer steps of the policy so far
    std::int64_t reward_queries = 0;  ///< images scored by the training reward so far
};

struct MetricRow {
    std::int64_t id = 0;  ///< monotonic: the tail cursor
    std::string key;      ///< "reward/train_mean"
    RunPosition at;
    double wall = 0;  ///< unix seconds
    double value = 0;
};

/// A metric of a whole run in three numbers.
struct MetricStats {
    std::string key;
    double last = 0;  ///< value of the latest epoch and step
    double min = 0;
    double max = 0;
};

/// Training pictures; the fixed set of an evaluation; its fixed set of prompts that training never saw. The numbers
/// are stored.
enum class SampleKind { Train, Eval, Unseen };

/// "train", "eval", "unseen": begins the names of picture files and, but for training, of metrics ("eval/gold_mean").
const char* to_string(SampleKind kind);

struct SampleRow {
    std::int64_t id = 0;
    std::int64_t epoch = 0;
    SampleKind kind = SampleKind::Train;
    std::string prompt;
    std::uint64_t seed = 0;  ///< with the prompt it fixes the noise of the picture
    std::int64_t index = 0;  ///< place inside the epoch's grid
    std::string image;       ///< path of the full image relative to the run folder, "" = thumbnail only
    int width = 0;           ///< of the full image, pixels
    int height = 0;
};

struct ScoreRow {
    std::int64_t id = 0;
    std::int64_t sample = 0;  ///< SampleRow::id
    std::string reward;       ///< "gold"
    double value = 0;
};

/// Activation statistics of one hidden layer of the critic after one epoch.
struct NeuronLayerRow {
    std::int64_t id = 0;
    std::int64_t epoch = 0;
    int layer = 0;
    std::vector<float> scores;          ///< normalised activation score of each neuron
    std::vector<std::uint8_t> dormant;  ///< 1 where score <= the run's threshold
};

struct ResetRow {
    std::int64_t id = 0;
    std::int64_t epoch = 0;
    int layer = 0;
    std::int64_t count = 0;  ///< neurons that were reset
};

struct TimestepRow {
    std::int64_t id = 0;
    std::int64_t epoch = 0;
    int timestep = 0;  ///< diffusion time 0..999
    std::string key;   ///< "sensitivity"
    double value = 0;
};

/// One denoising step of a training picture.
struct TrajectoryStepRow {
    int step = 0;                ///< 0 = the noisiest
    int timestep = 0;            ///< diffusion time 0..999
    double value = 0;            ///< of the noisy state, in the critic's eyes; NaN where it did not look
    double temporal_reward = 0;  ///< what the update credits the step with; NaN where it was not trained
    std::string picture;         ///< encoded: the x0 that the model predicted at this step
};

/// How one training picture came to be.
struct TrajectoryRow {
    std::int64_t id = 0;
    std::int64_t epoch = 0;
    std::int64_t index = 0;  ///< SampleRow::index of the training picture
    std::string prompt;
    std::uint64_t seed = 0;
    double reward = 0;                     ///< of the picture, by the training reward
    std::vector<TrajectoryStepRow> steps;  ///< in sampling order
};

struct EventRow {
    std::int64_t id = 0;
    double wall = 0;
    std::string level;  ///< "info", "warning", "error"
    std::string text;   ///< one sentence
};

/// What the worker is doing right now.
struct Progress {
    std::string phase;            ///< "sampling", "updating", "evaluating"...
    std::int64_t epoch = 0;       ///< complete epochs
    std::int64_t num_epochs = 0;  ///< planned
    double fraction = 0;          ///< of the whole run, 0..1
    double epoch_seconds = 0;     ///< mean of the latest epochs; 0 = unknown
    double eta_seconds = -1;      ///< to the end of the run; < 0 = unknown
    double resident_mib = 0;      ///< worker memory
    double wall = 0;              ///< when this was written
};

/// Written once when the run is created.
struct RunInfo {
    std::string uuid;
    std::string name;
    std::string method;
    std::string reward;
    std::string model;       ///< as configured: "animals" or a folder
    std::string model_hash;  ///< SHA-256 over the weight files
    std::string config_hash;
    std::uint64_t seed = 0;
    std::string versions;  ///< "tempera 0.1.0 (commit 1a2b3c4d5e6f), LibTorch 1.13.1"
    std::string host;
    std::string device;  ///< "cpu, 2 threads"
    double created = 0;  ///< unix seconds
};

/// Last state that the worker wrote. A run whose lock nobody holds but whose state is Running has
/// lost its worker (see RunState).
enum class ReachedState { Created, Running, Paused, Finished, Stopped, Failed };

/// What a person is shown; derived, never stored. Paused: by a worker that waits, or by one that is gone, because
/// something was no longer a number.
enum class RunState { Queued, Running, Paused, Finished, Stopped, Failed, Interrupted };
const char* to_string(RunState state);

struct AttemptRow {
    std::int64_t id = 0;
    double started = 0;
    double ended = 0;  ///< 0 = not ended (or worker lost)
    std::int64_t from_epoch = 0;
    std::string reason;                ///< why it ended: "finished", "stop asked", "error: ..."
    std::vector<std::string> command;  ///< program and arguments that started it, as given; empty = not known
};

struct RunSummary {
    RunInfo info;
    ReachedState reached = ReachedState::Created;
    Progress progress;
    std::vector<AttemptRow> attempts;
};

enum class Command { Stop, Pause, Continue, Checkpoint, SampleNow };

}  // namespace tempera
