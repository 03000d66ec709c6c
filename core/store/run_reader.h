// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/records.h"

namespace tempera {

/// The window's only door to run.db. One object per thread. Every call finishes and resets its
/// statements before it returns values, so that no read keeps the write-ahead log from shrinking.
/// Rows hidden by a resume are never returned. Throws Error naming the file.
class RunReader {
public:
    /// AtRest: the caller knows that nobody writes as long as this reader lives. Opening takes half the time then, and
    /// leaves nothing in the folder.
    enum class Condition { Live, AtRest };

    explicit RunReader(const std::filesystem::path& run_dir, Condition condition = Condition::Live);
    ~RunReader();
    RunReader(RunReader&&) noexcept;
    RunReader& operator=(RunReader&&) noexcept;

    /// Changes whenever another connection committed something (PRAGMA data_version).
    std::int64_t data_version();

    RunSummary summary();
    std::string config_toml() const;  ///< text of config.toml beside run.db

    /// Rows with id > cursor in id order. `generation` of the result changes when a resume has hidden
    /// rows already read: start again from cursor 0 then.
    std::int64_t generation();
    std::vector<MetricRow> metrics_since(std::int64_t cursor, std::int64_t limit = 100000);
    std::vector<MetricRow> metric(std::string_view key);  ///< in the order of the run, whenever it was written
    std::vector<std::string> metric_keys();
    /// Of every metric that has a value; read in SQL, no series comes out.
    std::vector<MetricStats> metric_stats();

    std::vector<SampleRow> samples_since(std::int64_t cursor, std::int64_t limit = 100000);
    std::vector<SampleRow> samples(std::int64_t epoch, SampleKind kind);
    std::vector<ScoreRow> scores_since(std::int64_t cursor, std::int64_t limit = 100000);
    std::vector<ScoreRow> scores(std::int64_t epoch, SampleKind kind);
    std::string thumbnail(std::int64_t sample);  ///< encoded picture

    std::vector<NeuronLayerRow> neuron_layers_since(std::int64_t cursor, std::int64_t limit = 10000);
    std::vector<NeuronLayerRow> neuron_layers(std::int64_t epoch);
    std::vector<ResetRow> resets();
    std::vector<TimestepRow> timestep_stats_since(std::int64_t cursor, std::int64_t limit = 100000);
    /// Of one epoch, in the order of the pictures. Nothing, as of trajectory_epochs(), for a run that was written
    /// before there were any.
    std::vector<TrajectoryRow> trajectories(std::int64_t epoch);
    std::vector<std::int64_t> trajectory_epochs();  ///< ascending
    std::vector<EventRow> events_since(std::int64_t cursor, std::int64_t limit = 10000);

    /// Epochs that have samples of this kind, ascending.
    std::vector<std::int64_t> sample_epochs(SampleKind kind);

    /// Sentences about what is broken inside the file (SQLite's integrity and foreign key checks, which
    /// read all of it); empty when it is sound.
    std::vector<std::string> integrity_problems();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Puts a command into the run's mailbox (the only write of anyone but the worker).
void post_command(const std::filesystem::path& run_dir, Command command);

}  // namespace tempera
