// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QStringList>
#include <QThread>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "ui/common/settings.h"
#include "ui/session/batches.h"
#include "ui/session/run_data.h"

class QFileSystemWatcher;
class QTimer;

namespace tempera::ui {

class SampleCache;
class StoreFeed;

/// What is open, selected and scrubbed. The pages and the runs panel read it and listen to it; they
/// never talk to each other. GUI thread. All disk work is done by a StoreFeed in a reader thread.
class Session : public QObject {
    Q_OBJECT

public:
    explicit Session(QObject* parent = nullptr);
    ~Session() override;

    void openWorkspace(const QString& root);
    const QString& workspace() const { return m_workspace; }
    /// Whether its folder was made by opening it: there was none before.
    bool workspaceIsNew() const { return m_workspaceIsNew; }

    /// Every run, newest first.
    std::vector<const RunData*> runs() const { return m_sorted; }
    const RunData* run(const QString& id) const;  ///< nullptr = unknown
    int liveCount() const;

    /// The run whose pictures, neurons, log and configuration are shown; nullptr = none.
    const RunData* current() const { return run(m_current); }
    const QString& currentId() const { return m_current; }
    void setCurrent(const QString& id);

    /// The runs whose curves are drawn. The current run is always one of them.
    const QStringList& selected() const { return m_selected; }
    void setSelected(const QStringList& ids);

    /// Runs whose values are read besides those of the selected ones. The last call counts.
    void keepLoaded(const QStringList& ids);

    /// Run under the mouse, in the panel or on a curve; "" = none.
    const QString& hovered() const { return m_hovered; }
    void setHovered(const QString& id);

    /// The scrubbed epoch, inside [0, lastEpoch()]. Following live keeps it at the newest.
    std::int64_t epoch() const { return m_epoch; }
    std::int64_t lastEpoch() const;
    void setEpoch(std::int64_t epoch);  ///< by the user: stops following
    void stepEpoch(int by) { setEpoch(m_epoch + by); }
    bool followsLive() const { return m_follow; }
    void setFollowLive(bool follow);

    SampleCache& samples() { return *m_samples; }
    Settings& settings() { return m_settings; }
    void followLog(const QString& runId);  ///< "" = nobody looks at the log
    void fetchImage(const QString& runId, const QString& relativePath);
    void fetchVerdict(const QString& runId, SampleKind kind);  ///< answered by verdictArrived()

    /// What the user says of runs: saved, and told by runChanged(). Unknown runs are left out.
    void setEntries(const std::vector<CatalogEntry>& entries);
    void rename(const QString& id, const QString& name);  ///< without a way back; RunEdits has one
    void post(const QString& id, Command command);
    void setStopping(const QString& id, bool stopping);
    void trash(const QString& id);
    void restore(const QString& id);
    void rescan();

    /// Visible windows look as often as the settings say, hidden ones once a second.
    void setVisible(bool visible);
    bool ticking() const { return m_ticking; }
    /// Whether the reader still owes an answer.
    bool busy() const { return m_pending > 0; }

    /// Runs `work` in the reader thread. Used by the parts of the session.
    void ask(std::function<void(StoreFeed&)> work);

Q_SIGNALS:
    void workspaceOpened(const QString& root);
    void workspaceFailed(const QString& sentence);
    void runsAdded(const QStringList& ids);  ///< once for many, before runAdded() for each
    void runAdded(const QString& id);
    void runRemoved(const QString& id);
    void runChanged(const QString& id);   ///< state, progress, name
    void valuesGrown(const QString& id);  ///< metrics, neurons, resets or picture epochs were appended
    void valuesReset(const QString& id);  ///< start again: a resume has hidden rows
    void eventsGrown(const QString& id);
    void selectionChanged();
    void currentChanged();
    void hoveredChanged();
    void epochChanged();
    void epochRangeChanged();
    void followLiveChanged(bool follow);
    void logArrived(const tempera::ui::LogChunk& chunk);
    void imageArrived(const QString& runId, const QString& relativePath, const QImage& image);
    void verdictArrived(const tempera::ui::RunVerdict& verdict);
    void trashed(const QString& id, const QString& name);
    void problem(const QString& sentence);
    void idle();

private:
    void connectFeed();
    void onWorkspaceOpened(const QString& root, bool isNew);
    void onRunsFound(const QList<RunHead>& heads);
    void onRunGone(const QString& id);
    void onBatch(const RunBatchPtr& batch);
    void chooseCurrent();
    void updateWanted();
    void updateEpoch();
    void watch(const QString& path);

    Settings m_settings;
    QThread m_thread;
    StoreFeed* m_feed;
    std::unique_ptr<SampleCache> m_samples;
    QFileSystemWatcher* m_watcher;
    QTimer* m_rescanSoon;
    QString m_workspace;
    std::map<QString, std::unique_ptr<RunData>> m_runs;
    std::vector<const RunData*> m_sorted;  ///< m_runs, newest first
    QString m_current;
    QStringList m_selected;
    QStringList m_keptLoaded;
    QString m_hovered;
    std::map<QString, QString> m_trashedNames;
    std::int64_t m_epoch = 0;
    std::int64_t m_lastKnownEpoch = -1;
    bool m_follow = true;
    bool m_ticking = false;
    bool m_visible = true;
    bool m_chosenByUser = false;
    bool m_workspaceIsNew = false;
    int m_pending = 0;
};

}  // namespace tempera::ui
