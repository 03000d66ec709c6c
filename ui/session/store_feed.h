// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSet>
#include <QString>
#include <QStringList>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "core/store/catalog.h"
#include "core/store/summary_cache.h"
#include "core/store/workspace.h"
#include "ui/session/batches.h"
#include "ui/session/run_tail.h"

class QTimer;

namespace tempera::ui {

/// The window's side of the store. Lives in a thread of its own: everything that touches a disk
/// happens here, so that the GUI thread never waits. All members but the constructor are called in
/// that thread (Session posts them); results come back as signals in the order of the requests.
/// Problems become one sentence in problem(), never an exception.
class StoreFeed : public QObject {
    Q_OBJECT

public:
    StoreFeed();
    ~StoreFeed() override;

    void openWorkspace(const QString& root);
    /// Looks for new, vanished and revived runs.
    void rescan();
    /// Runs whose values are wanted, not only their summaries.
    void setWanted(const QStringList& ids);
    /// Run whose log.txt is followed; "" = none.
    void setLogRun(const QString& id);
    /// Milliseconds between two looks at the live runs. Nothing ticks without a live run.
    void setInterval(int milliseconds);

    /// Calls `work` with the reader of the run; does nothing when there is no such run.
    void withRun(const QString& runId, const std::function<void(RunReader&)>& work);
    void fetchSamples(const SampleKey& key);
    void fetchImage(const QString& runId, const QString& relativePath);
    void fetchVerdict(const QString& runId, SampleKind kind);
    void saveEntries(const std::vector<CatalogEntry>& entries);
    /// Reads a run that another program wrote to without being its worker.
    void refresh(const QString& runId);
    void postCommand(const QString& runId, Command command);
    void trash(const QString& runId);
    void restore(const QString& runId);
    void deleteTrashed(const QStringList& runIds);
    /// Brings the run of an archive into `workspace`, if that is the open one, and the user's `group`; one that lies in
    /// its trash comes back as it was. Whether it is here now.
    bool importRun(const QString& workspace, const std::filesystem::path& archive, const QString& group);

    bool ticking() const;

Q_SIGNALS:
    void workspaceOpened(const QString& root, bool isNew);  ///< new: made at this moment
    void workspaceFailed(const QString& sentence);
    void runsFound(const QList<tempera::ui::RunHead>& heads);
    void runGone(const QString& id);
    void scanned();
    void batch(const tempera::ui::RunBatchPtr& batch);
    void samples(const tempera::ui::SampleSetPtr& set);
    void image(const QString& runId, const QString& relativePath, const QImage& image);
    void verdict(const tempera::ui::RunVerdict& verdict);
    void log(const tempera::ui::LogChunk& chunk);
    void trashed(const QString& id);
    void problem(const QString& sentence);
    void tickingChanged(bool ticking);

private:
    /// Runs `work`; an exception becomes problem() and false.
    template <typename Work>
    bool guarded(const Work& work);
    void tick();
    void readAll(RunTail& tail);
    void setLive(const QString& id, bool live);
    RunTail* find(const QString& id);
    CatalogEntry entryOf(const QString& id);
    RunHead headOf(RunTail& tail);
    void announce(QList<RunHead>& heads);
    void saveNews();

    std::optional<Workspace> m_workspace;
    std::unique_ptr<Catalog> m_catalog;
    std::map<std::string, CatalogEntry> m_entries;
    std::set<int> m_colours;                                          ///< taken by a run
    std::vector<CatalogEntry> m_newEntries;                           ///< given a colour and not saved yet
    std::unique_ptr<SummaryCache> m_cache;                            ///< none: it can not be written
    std::map<std::string, SummaryCache::Entry<RunSummary>> m_cached;  ///< as the cache had them at opening
    std::map<std::string, SummaryCache::Entry<RunSummary>> m_read;    ///< read since then and not saved yet
    std::map<QString, std::unique_ptr<RunTail>> m_tails;
    QSet<QString> m_wanted;
    QSet<QString> m_live;
    QSet<QString> m_complained;  ///< runs whose problem has been told
    QString m_logRun;
    QTimer* m_timer;
};

}  // namespace tempera::ui
