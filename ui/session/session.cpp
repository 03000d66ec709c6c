// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session.h"

#include <QFileInfo>
#include <QFileSystemWatcher>
#include <QTimer>
#include <algorithm>
#include <cstdint>

#include "ui/common/text_format.h"
#include "ui/session/apply_batch.h"
#include "ui/session/sample_cache.h"
#include "ui/session/store_feed.h"

namespace tempera::ui {

namespace {
constexpr int hiddenInterval = 1000;
}  // namespace

Session::Session(QObject* parent)
    : QObject(parent),
      m_feed(new StoreFeed),
      m_samples(std::make_unique<SampleCache>(*this)),
      m_watcher(new QFileSystemWatcher(this)),
      m_rescanSoon(new QTimer(this)) {
    m_feed->moveToThread(&m_thread);
    m_thread.setObjectName(QStringLiteral("store feed"));
    connect(&m_thread, &QThread::finished, m_feed, &QObject::deleteLater);
    connectFeed();
    // A new run folder appears before its database is complete: look again a moment later.
    m_rescanSoon->setSingleShot(true);
    m_rescanSoon->setInterval(300);
    connect(m_rescanSoon, &QTimer::timeout, this, &Session::rescan);
    const auto look = [this] {
        rescan();
        m_rescanSoon->start();
    };
    connect(m_watcher, &QFileSystemWatcher::directoryChanged, this, look);
    connect(m_watcher, &QFileSystemWatcher::fileChanged, this, look);
    connect(&m_settings, &Settings::changed, this, [this](const QString& key) {
        if (isKey(key, settings::interval)) {
            setVisible(m_visible);
        }
    });
    m_thread.start();
}

Session::~Session() {
    m_thread.quit();
    m_thread.wait();
}

void Session::connectFeed() {
    connect(m_feed, &StoreFeed::workspaceOpened, this, &Session::onWorkspaceOpened);
    connect(m_feed, &StoreFeed::workspaceFailed, this, &Session::workspaceFailed);
    connect(m_feed, &StoreFeed::runsFound, this, &Session::onRunsFound);
    connect(m_feed, &StoreFeed::runGone, this, &Session::onRunGone);
    connect(m_feed, &StoreFeed::scanned, this, &Session::chooseCurrent);
    connect(m_feed, &StoreFeed::batch, this, &Session::onBatch);
    connect(m_feed, &StoreFeed::samples, this, [this](const SampleSetPtr& set) { m_samples->store(set); });
    connect(m_feed, &StoreFeed::image, this, &Session::imageArrived);
    connect(m_feed, &StoreFeed::verdict, this, &Session::verdictArrived);
    connect(m_feed, &StoreFeed::log, this, &Session::logArrived);
    connect(m_feed, &StoreFeed::problem, this, &Session::problem);
    connect(m_feed, &StoreFeed::tickingChanged, this, [this](bool ticking) { m_ticking = ticking; });
    connect(m_feed, &StoreFeed::trashed, this, [this](const QString& id) { Q_EMIT trashed(id, m_trashedNames[id]); });
}

void Session::ask(std::function<void(StoreFeed&)> work) {
    ++m_pending;
    QMetaObject::invokeMethod(m_feed, [this, feed = m_feed, work = std::move(work)] {
        work(*feed);
        QMetaObject::invokeMethod(this, [this] {
            if (--m_pending == 0) {
                Q_EMIT idle();
            }
        });
    });
}

void Session::openWorkspace(const QString& root) {
    ask([root](StoreFeed& feed) { feed.openWorkspace(root); });
}

void Session::onWorkspaceOpened(const QString& root, bool isNew) {
    const QStringList watched = m_watcher->files() + m_watcher->directories();
    if (!watched.isEmpty()) {
        m_watcher->removePaths(watched);
    }
    m_runs.clear();
    m_sorted.clear();
    m_samples->clear();
    m_current.clear();
    m_selected.clear();
    m_epoch = 0;
    m_follow = true;
    m_chosenByUser = false;
    m_workspace = root;
    m_workspaceIsNew = isNew;
    watch(root + QStringLiteral("/runs"));
    Q_EMIT workspaceOpened(root);
    Q_EMIT selectionChanged();
    Q_EMIT currentChanged();
    updateEpoch();
}

void Session::watch(const QString& path) {
    if (QFileInfo::exists(path)) {
        m_watcher->addPath(path);
    }
}

void Session::onRunsFound(const QList<RunHead>& heads) {
    QStringList ids;
    QStringList locks;
    for (const RunHead& head : heads) {
        auto data = std::make_unique<RunData>();
        data->head = head;
        const auto before = std::find_if(m_sorted.begin(), m_sorted.end(), [&](const RunData* other) {
            return other->head.summary.info.created <= head.summary.info.created;
        });
        m_sorted.insert(before, data.get());
        m_runs[head.id] = std::move(data);
        ids << head.id;
        // The worker writes its process id into the lock file: that tells of a resume from elsewhere.
        locks << fromPath(head.dir / "lock");
    }
    m_watcher->addPaths(locks);
    Q_EMIT runsAdded(ids);
    for (const QString& id : ids) {
        Q_EMIT runAdded(id);
    }
}

void Session::onRunGone(const QString& id) {
    if (const RunData* gone = run(id)) {
        m_trashedNames[id] = gone->name();
        m_watcher->removePath(fromPath(gone->head.dir / "lock"));
    }
    m_samples->forget(id, 0);
    const bool wasCurrent = m_current == id;
    Q_EMIT runRemoved(id);
    m_sorted.erase(std::remove(m_sorted.begin(), m_sorted.end(), run(id)), m_sorted.end());
    m_runs.erase(id);
    // Only now: a list that loses its row may select the run once more while it still knows it.
    const bool wasSelected = m_selected.removeAll(id) > 0;
    if (wasCurrent) {
        m_current.clear();
        m_chosenByUser = false;
        chooseCurrent();
        if (m_current.isEmpty()) {
            Q_EMIT currentChanged();
            updateEpoch();
        }
    }
    if (wasSelected) {
        Q_EMIT selectionChanged();
    }
}

void Session::onBatch(const RunBatchPtr& batch) {
    const auto found = m_runs.find(batch->runId);
    if (found == m_runs.end()) {
        return;
    }
    RunData& run = *found->second;
    const bool anew = applyBatch(*batch, run);
    if (batch->hasValues) {
        if (batch->restart) {
            m_samples->forget(run.id(), 0);
        } else if (batch->picturesChangedFrom) {
            m_samples->forget(run.id(), *batch->picturesChangedFrom);
        }
        if (run.id() == m_current) {
            updateEpoch();
        }
        if (anew) {
            Q_EMIT valuesReset(run.id());
        } else {
            Q_EMIT valuesGrown(run.id());
        }
        if (!batch->events.empty() || batch->restart) {
            Q_EMIT eventsGrown(run.id());
        }
    }
    Q_EMIT runChanged(run.id());
}

const RunData* Session::run(const QString& id) const {
    const auto found = m_runs.find(id);
    return found == m_runs.end() ? nullptr : found->second.get();
}

int Session::liveCount() const {
    return static_cast<int>(
        std::count_if(m_runs.begin(), m_runs.end(), [](const auto& entry) { return entry.second->live(); }));
}

void Session::chooseCurrent() {
    if (m_chosenByUser && run(m_current)) {
        return;
    }
    // Until the user has chosen: a live run before others, then the newest.
    const RunData* best = nullptr;
    for (const RunData* candidate : m_sorted) {
        if (!best || (candidate->live() && !best->live())) {
            best = candidate;
        }
    }
    if (best && best->id() != m_current) {
        setCurrent(best->id());
        m_chosenByUser = false;
    }
}

void Session::setCurrent(const QString& id) {
    m_chosenByUser = true;
    if (!run(id) || id == m_current) {
        return;
    }
    m_current = id;
    if (!m_selected.contains(id)) {
        m_selected = {id};
        Q_EMIT selectionChanged();
    }
    m_follow = true;
    updateWanted();
    Q_EMIT currentChanged();
    Q_EMIT followLiveChanged(true);
    updateEpoch();
}

void Session::setSelected(const QStringList& ids) {
    QStringList known;
    for (const QString& id : ids) {
        if (run(id) && !known.contains(id)) {
            known.push_back(id);
        }
    }
    if (known == m_selected) {
        return;
    }
    m_chosenByUser = true;
    m_selected = known;
    if (!known.isEmpty() && !known.contains(m_current)) {
        setCurrent(known.front());
    }
    updateWanted();
    Q_EMIT selectionChanged();
}

void Session::keepLoaded(const QStringList& ids) {
    if (ids != m_keptLoaded) {
        m_keptLoaded = ids;
        updateWanted();
    }
}

void Session::updateWanted() {
    QStringList wanted = m_selected + m_keptLoaded;
    if (!m_current.isEmpty()) {
        wanted.push_back(m_current);
    }
    wanted.removeDuplicates();
    ask([wanted](StoreFeed& feed) { feed.setWanted(wanted); });
}

void Session::setHovered(const QString& id) {
    if (m_hovered != id) {
        m_hovered = id;
        Q_EMIT hoveredChanged();
    }
}

std::int64_t Session::lastEpoch() const {
    const RunData* run = current();
    return run ? std::max<std::int64_t>(run->lastEpoch(), 0) : 0;
}

void Session::updateEpoch() {
    const std::int64_t last = lastEpoch();
    if (last != m_lastKnownEpoch) {
        m_lastKnownEpoch = last;
        Q_EMIT epochRangeChanged();
    }
    const std::int64_t wanted = m_follow ? last : std::min(m_epoch, last);
    if (wanted != m_epoch) {
        m_epoch = wanted;
        Q_EMIT epochChanged();
    }
}

void Session::setEpoch(std::int64_t epoch) {
    epoch = std::clamp<std::int64_t>(epoch, 0, lastEpoch());
    if (epoch == m_epoch) {
        return;
    }
    if (m_follow) {
        m_follow = false;
        Q_EMIT followLiveChanged(false);
    }
    m_epoch = epoch;
    Q_EMIT epochChanged();
}

void Session::setFollowLive(bool follow) {
    if (m_follow == follow) {
        return;
    }
    m_follow = follow;
    Q_EMIT followLiveChanged(follow);
    updateEpoch();
}

void Session::followLog(const QString& runId) {
    ask([runId](StoreFeed& feed) { feed.setLogRun(runId); });
}

void Session::fetchImage(const QString& runId, const QString& relativePath) {
    ask([=](StoreFeed& feed) { feed.fetchImage(runId, relativePath); });
}

void Session::fetchVerdict(const QString& runId, SampleKind kind) {
    ask([=](StoreFeed& feed) { feed.fetchVerdict(runId, kind); });
}

void Session::setEntries(const std::vector<CatalogEntry>& entries) {
    std::vector<CatalogEntry> known;
    for (const CatalogEntry& entry : entries) {
        if (const auto found = m_runs.find(fromStd(entry.run_id)); found != m_runs.end()) {
            found->second->head.entry = entry;
            known.push_back(entry);
        }
    }
    ask([known](StoreFeed& feed) { feed.saveEntries(known); });
    for (const CatalogEntry& entry : known) {
        Q_EMIT runChanged(fromStd(entry.run_id));
    }
}

void Session::rename(const QString& id, const QString& name) {
    if (const RunData* known = run(id)) {
        CatalogEntry entry = known->head.entry;
        entry.display_name = name.trimmed().toStdString();
        setEntries({entry});
    }
}

void Session::post(const QString& id, Command command) {
    ask([=](StoreFeed& feed) { feed.postCommand(id, command); });
}

void Session::setStopping(const QString& id, bool stopping) {
    if (const auto found = m_runs.find(id); found != m_runs.end()) {
        found->second->stopping = stopping;
        Q_EMIT runChanged(id);
    }
}

void Session::trash(const QString& id) {
    ask([id](StoreFeed& feed) { feed.trash(id); });
}

void Session::restore(const QString& id) {
    ask([id](StoreFeed& feed) { feed.restore(id); });
}

void Session::rescan() {
    ask([](StoreFeed& feed) { feed.rescan(); });
}

void Session::setVisible(bool visible) {
    m_visible = visible;
    const int shown = m_settings.value(settings::interval);
    ask([interval = visible ? shown : std::max(shown, hiddenInterval)](StoreFeed& feed) {
        feed.setInterval(interval);
    });
}

}  // namespace tempera::ui
