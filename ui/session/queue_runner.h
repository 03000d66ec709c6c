// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "ui/session/queue_keeper.h"

class QTimer;

namespace tempera::ui {

class Session;

/// The queue of the open workspace as the window sees it, and the clock that keeps it going: it looks after its runs
/// while any is unfinished, and when the session learns something. GUI thread; the disk is touched in the reader
/// thread. The queue goes on while a window is open.
class QueueRunner : public QObject {
    Q_OBJECT

public:
    explicit QueueRunner(Session& session, QObject* parent = nullptr);
    ~QueueRunner() override;

    const std::vector<QueuedRun>& rows() const { return m_rows; }
    const QueueRules& rules() const { return m_rules; }
    const QueuedRun* row(std::int64_t id) const;  ///< nullptr = unknown
    int waiting() const;
    bool known() const { return m_known; }  ///< the queue has been read

    void add(const std::vector<QueuedRun>& runs);
    /// Gives a waiting row the name and configuration of `run`, whose id it has.
    void replace(const QueuedRun& run);
    void move(const std::vector<std::int64_t>& ids, std::int64_t before);
    void remove(const std::vector<std::int64_t>& ids);
    void retry(std::int64_t id);
    void setRules(const QueueRules& rules);
    void setPaused(bool paused);

    /// A window that only draws pictures starts nothing.
    void setMayStart(bool mayStart) { m_mayStart = mayStart; }
    void refresh();

Q_SIGNALS:
    void changed();
    /// The worker of a queued run is up.
    void started(const QString& runId);
    void notStarted(const QString& name, const QString& problem);
    /// Of replace(): it was started or removed meanwhile, so nothing was changed.
    void notReplaced(const QString& name);
    void problem(const QString& sentence);

private:
    void open();
    void onNews(const QueueNews& news);
    void group();
    /// Runs `work` in the reader thread, then looks.
    void change(std::function<void(RunQueue&)> work);
    std::vector<LiveRun> liveRuns() const;

    Session& m_session;
    std::shared_ptr<std::unique_ptr<QueueKeeper>> m_keeper;  ///< touched in the reader thread only
    std::vector<QueuedRun> m_rows;
    QueueRules m_rules;
    std::map<QString, QString> m_toGroup;  ///< run id -> sweep, until the session knows the run
    QTimer* m_timer;
    bool m_looking = false;
    bool m_known = false;
    bool m_mayStart = true;
};

}  // namespace tempera::ui
