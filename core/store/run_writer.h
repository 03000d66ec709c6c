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

/// The worker's only door to run.db; the caller holds the RunLock. One thread. Rows collect in memory and
/// reach the file in one transaction per flush(); nothing is half-written. flush_if_due() is cheap and
/// flushes at most every 200 ms. All members throw Error (disk full, newer format, not a database); rows
/// of a flush that failed stay in memory for the next. The destructor flushes, without throwing.
class RunWriter {
public:
    /// New run folder: config.toml, run.db, images/, checkpoints/; it appears whole or not at all. The
    /// folder must not exist.
    static RunWriter create(const std::filesystem::path& run_dir, const RunInfo& info, const std::string& config_toml);

    /// Existing run. Older schemas are migrated, newer ones refused.
    explicit RunWriter(const std::filesystem::path& run_dir);
    ~RunWriter();
    RunWriter(RunWriter&&) noexcept;

    /// Starts an attempt at `from_epoch`. Rows of epochs >= from_epoch of earlier attempts are
    /// hidden from readers (kept in the file): a resume never makes curves go back and forth.
    /// `command`: program and arguments of the process that works on it, as AttemptRow::command.
    void begin_attempt(std::int64_t from_epoch, const std::vector<std::string>& command = {});
    void end_attempt(ReachedState state, const std::string& reason);
    /// Closes the latest attempt of a worker that vanished, as stopped: at the moment of its last sign of life, not
    /// now. An attempt that ended is left as it is.
    void end_lost_attempt(const std::string& reason);
    void set_state(ReachedState state);

    void metric(std::string_view key, const RunPosition& at, double value);

    /// Writes the image file row.image (temp + rename) when `png` is not empty, then queues the row;
    /// row.id is not read. `thumbnail`: encoded picture of at most 128 px, "" = none. Returns the
    /// sample's id. Images survive a power loss from the next end_epoch() or end_attempt() on.
    std::int64_t sample(const SampleRow& row, std::string_view png, std::string_view thumbnail);
    void score(std::int64_t sample, std::string_view reward, double value);
    void neuron_layer(std::int64_t epoch, int layer, const std::vector<float>& scores,
                      const std::vector<std::uint8_t>& dormant);
    void reset(std::int64_t epoch, int layer, std::int64_t count);
    void timestep_stat(std::int64_t epoch, int timestep, std::string_view key, double value);
    void trajectory(const TrajectoryRow& row);  ///< row.id is not read; pictures of at most 128 px
    void event(std::string_view level, std::string_view text);
    void progress(const Progress& progress);

    void flush();
    void flush_if_due();
    /// Forgets the rows that wait: a part of something that will not be completed. Files of pictures stay.
    void discard();
    /// flush() and a TRUNCATE checkpoint of the write-ahead log: from here on the rows and images
    /// survive a power loss. A reader that holds on to the log only delays its shrinking.
    void end_epoch();

    /// Oldest command that nobody has taken yet; marks it as taken.
    std::optional<Command> take_command();

private:
    struct Impl;
    explicit RunWriter(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace tempera
