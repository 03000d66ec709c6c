// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tempera {

/// The numbers are stored.
enum class QueuedState {
    Waiting,
    Starting,  ///< claimed by a window; its run folder is not there yet
    Running,   ///< its run folder is there and a worker holds its lock
    Ended,     ///< finished, or stopped by the user
    Failed     ///< could not be started, failed, or lost its worker
};

struct QueuedRun {
    std::int64_t id = 0;
    std::string name;
    std::string sweep;   ///< "" or the name that the runs of one sweep share
    std::string config;  ///< TOML: every key that differs from the defaults
    QueuedState state = QueuedState::Waiting;
    std::string run_id;   ///< name of its run folder; "" until it is claimed for the first time
    std::string problem;  ///< why it failed
    double added = 0;     ///< unix seconds

    friend bool operator==(const QueuedRun&, const QueuedRun&) = default;
};

/// How the queue of a workspace works; every window on the workspace follows the same.
struct QueueRules {
    bool paused = false;
    std::string why_paused;       ///< "" = by the user; else the problem that paused it
    bool pause_on_error = false;  ///< false: a failure does not keep the next from starting
    int cpu_runs = 1;             ///< at once
    int gpu_runs = 1;
    int cpu_threads = 0;  ///< of a run on the CPU that leaves them open; 0 = the cores divided by cpu_runs

    friend bool operator==(const QueueRules&, const QueueRules&) = default;
};

/// The runs that wait for their turn, in catalog.db. Several windows may work on one queue: every
/// change is a transaction, and a run is given out once. One object per thread. Throws Error naming
/// the file.
class RunQueue {
public:
    explicit RunQueue(const std::filesystem::path& workspace);
    ~RunQueue();

    std::vector<QueuedRun> rows();  ///< in the order of the queue
    QueueRules rules();
    void set_rules(const QueueRules& rules);

    /// Appends; id, state, run_id, problem and added are given here.
    void add(const std::vector<QueuedRun>& runs);
    /// Gives a run that waits another name and configuration; place, sweep and time stay. False when it does not wait
    /// any more.
    bool replace(std::int64_t id, const std::string& name, const std::string& config);
    /// Puts runs, in the given order, in front of `before`; 0 = to the end.
    void move(const std::vector<std::int64_t>& ids, std::int64_t before);
    /// Those that are starting or running stay.
    void remove(const std::vector<std::int64_t>& ids);
    /// A failed or ended run waits again, at the end of the queue, for a run folder of its own.
    void retry(std::int64_t id);

    struct Claim {
        std::int64_t id = 0;
        std::string run_id;
    };
    using Chooser = std::function<std::optional<Claim>(const std::vector<QueuedRun>&, const QueueRules&)>;
    /// Asks `choose` under the lock for writing and makes its answer, a waiting run, Starting. What `choose`
    /// sees can not change before that is done, in no window. Nothing: `choose` wants none.
    std::optional<QueuedRun> claim(const Chooser& choose);

    /// From one state to another. False when the run is not in state `from` (any more): another window was first.
    /// To Failed with pause_on_error, the queue is paused in the same transaction.
    bool advance(std::int64_t id, QueuedState from, QueuedState to, const std::string& problem = "");

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tempera
