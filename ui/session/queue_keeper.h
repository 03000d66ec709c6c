// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <filesystem>
#include <map>
#include <vector>

#include "core/store/run_queue.h"
#include "ui/session/queue_rules.h"

namespace tempera::ui {

/// What one look at the queue found.
struct QueueNews {
    std::vector<QueuedRun> rows;
    QueueRules rules;
    std::vector<QueuedRun> started;     ///< their runs are there since this look
    std::vector<QueuedRun> notStarted;  ///< failed at the start in this look; `problem` says why
};

/// The disk's side of the queue: matches started rows with their run folders, and starts workers. Lives where the
/// store is read, never in the GUI thread. Whatever a window left undone when it ended, the next one finishes: a row
/// says which folder its run has, the worker refuses a folder that is there, and a worker is told by the id in its
/// command line.
class QueueKeeper {
public:
    explicit QueueKeeper(const std::filesystem::path& workspace);

    RunQueue& queue() { return m_queue; }

    /// Follows what was started; starts what may start, when `mayStart`. Throws Error.
    QueueNews look(const std::vector<LiveRun>& live, bool mayStart);

private:
    void followStarting(const QueuedRun& row, QueueNews& news);
    void followRunning(const QueuedRun& row);
    void startNext(const std::vector<LiveRun>& live, QueueNews& news);
    void start(const QueuedRun& row);
    void fail(const QueuedRun& row, const std::string& problem, QueueNews& news);
    std::filesystem::path runDir(const QueuedRun& row) const;
    QString file(const QueuedRun& row, const char* ending) const;
    void removeFiles(const QueuedRun& row) const;

    std::filesystem::path m_workspace;
    RunQueue m_queue;
    std::map<std::int64_t, double> m_silentSince;  ///< rows without worker, steady seconds of the first such look
};

}  // namespace tempera::ui
