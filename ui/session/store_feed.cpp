// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/store_feed.h"

#include <QTimer>
#include <algorithm>
#include <cstdint>
#include <set>

#include "core/base/error.h"
#include "core/store/run_archive.h"
#include "core/store/run_reader.h"
#include "core/store/trash.h"
#include "ui/common/text_format.h"
#include "ui/session/sample_table.h"

namespace tempera::ui {

namespace {
// As many as the window takes in without a noticeable pause.
constexpr qsizetype announcedAtOnce = 100;
}  // namespace

StoreFeed::StoreFeed() : m_timer(new QTimer(this)) {
    m_timer->setInterval(250);
    connect(m_timer, &QTimer::timeout, this, &StoreFeed::tick);
}

StoreFeed::~StoreFeed() = default;

template <typename Work>
bool StoreFeed::guarded(const Work& work) {
    try {
        work();
        return true;
    } catch (const std::exception& error) {
        Q_EMIT problem(QString::fromUtf8(error.what()));
        return false;
    }
}

void StoreFeed::openWorkspace(const QString& root) {
    m_timer->stop();
    m_tails.clear();
    m_live.clear();
    m_complained.clear();
    m_entries.clear();
    m_colours.clear();
    m_cache.reset();
    m_catalog.reset();
    m_workspace.reset();
    bool isNew = false;
    try {
        isNew = !std::filesystem::exists(toPath(root) / "runs");
        m_workspace.emplace(toPath(root));
    } catch (const std::exception& error) {
        Q_EMIT workspaceFailed(QString::fromUtf8(error.what()));
        return;
    }
    guarded([this] {
        m_catalog = std::make_unique<Catalog>(m_workspace->root());
        m_entries = m_catalog->entries();
        m_cache = std::make_unique<SummaryCache>(m_workspace->root());
        m_cached = m_cache->summaries();
    });
    for (const auto& [id, entry] : m_entries) {
        m_colours.insert(entry.colour);
    }
    Q_EMIT workspaceOpened(fromPath(m_workspace->root()), isNew);
    rescan();
    m_cached.clear();
}

CatalogEntry StoreFeed::entryOf(const QString& id) {
    const std::string key = id.toStdString();
    CatalogEntry& entry = m_entries[key];
    if (entry.colour < 0) {
        // The lowest colour that no other run has: stable for life, the same in every view.
        entry.run_id = key;
        entry.colour = 0;
        while (m_colours.contains(entry.colour)) {
            ++entry.colour;
        }
        m_colours.insert(entry.colour);
        m_newEntries.push_back(entry);
    }
    return entry;
}

RunHead StoreFeed::headOf(RunTail& tail) {
    const std::string id = tail.id().toStdString();
    const std::string stamp = m_cache ? run_stamp(tail.dir()) : "";
    const auto cached = m_cached.find(id);
    const bool known = !stamp.empty() && cached != m_cached.end() && cached->second.stamp == stamp;
    RunHead head = tail.head(known ? &cached->second.content : nullptr);
    if (!known) {
        m_read[id] = {stamp, head.summary};
    }
    head.entry = entryOf(tail.id());
    return head;
}

void StoreFeed::announce(QList<RunHead>& heads) {
    if (!heads.isEmpty()) {
        Q_EMIT runsFound(heads);
        heads.clear();
    }
}

void StoreFeed::saveNews() {
    guarded([this] {
        if (m_catalog && !m_newEntries.empty()) {
            m_catalog->save(m_newEntries);
        }
        if (m_cache && !m_read.empty()) {
            m_cache->save(m_read);
        }
    });
    m_newEntries.clear();
    m_read.clear();
}

void StoreFeed::rescan() {
    if (!m_workspace) {
        return;
    }
    std::vector<std::filesystem::path> dirs;
    if (!guarded([&] { dirs = m_workspace->run_dirs(); })) {
        return;
    }
    QSet<QString> present;
    QList<RunHead> found;
    for (const auto& dir : dirs) {
        const QString id = fromStd(dir.filename().string());
        present.insert(id);
        if (RunTail* known = find(id)) {
            // Known runs: only those that changed hands since the last look.
            guarded([&] {
                if (known->lockChanged()) {
                    readAll(*known);
                }
            });
            continue;
        }
        auto tail = std::make_unique<RunTail>(id, dir);
        try {
            found.push_back(headOf(*tail));
            const bool live = tail->live();
            tail->close();
            m_tails[id] = std::move(tail);
            setLive(id, live);
            if (found.size() >= announcedAtOnce || m_wanted.contains(id)) {
                announce(found);
            }
            if (m_wanted.contains(id)) {
                readAll(*m_tails[id]);
            }
        } catch (const std::exception& error) {
            // A run that is being created has no complete database yet: the next look finds it.
            if (!m_complained.contains(id) && !tail->live()) {
                m_complained.insert(id);
                Q_EMIT problem(QString::fromUtf8(error.what()));
            }
        }
    }
    announce(found);
    saveNews();
    for (auto it = m_tails.begin(); it != m_tails.end();) {
        if (present.contains(it->first)) {
            ++it;
            continue;
        }
        const QString id = it->first;
        it = m_tails.erase(it);
        setLive(id, false);
        Q_EMIT runGone(id);
    }
    Q_EMIT scanned();
}

RunTail* StoreFeed::find(const QString& id) {
    const auto found = m_tails.find(id);
    return found == m_tails.end() ? nullptr : found->second.get();
}

void StoreFeed::setLive(const QString& id, bool live) {
    const bool before = !m_live.isEmpty();
    if (live) {
        m_live.insert(id);
    } else {
        m_live.remove(id);
    }
    if (!m_live.isEmpty() != before) {
        if (m_live.isEmpty()) {
            m_timer->stop();
        } else {
            m_timer->start();
        }
        Q_EMIT tickingChanged(!m_live.isEmpty());
    }
}

bool StoreFeed::ticking() const {
    return m_timer->isActive();
}

void StoreFeed::readAll(RunTail& tail) {
    const bool wanted = m_wanted.contains(tail.id());
    bool more = true;
    while (more) {
        const auto batch = std::make_shared<RunBatch>(tail.read(wanted, &more));
        Q_EMIT this->batch(batch);
    }
    tail.databaseChanged();
    setLive(tail.id(), tail.live());
    if (!tail.live() && !wanted) {
        tail.close();
    }
}

void StoreFeed::tick() {
    const auto live = m_live.values();
    for (const QString& id : live) {
        RunTail* tail = find(id);
        if (!tail) {
            continue;
        }
        guarded([&] {
            const bool handed = tail->lockChanged();
            if (tail->databaseChanged() || handed) {
                readAll(*tail);
            }
            if (id == m_logRun) {
                if (const auto chunk = tail->readLog(false)) {
                    Q_EMIT log(*chunk);
                }
            }
        });
    }
}

void StoreFeed::setWanted(const QStringList& ids) {
    const QSet<QString> before = m_wanted;
    m_wanted = QSet<QString>(ids.begin(), ids.end());
    for (const QString& id : ids) {
        RunTail* tail = find(id);
        if (tail && !before.contains(id)) {
            guarded([&] { readAll(*tail); });
        }
    }
    for (const QString& id : before) {
        RunTail* tail = find(id);
        if (tail && !m_wanted.contains(id) && !tail->live()) {
            tail->close();
        }
    }
}

void StoreFeed::setLogRun(const QString& id) {
    m_logRun = id;
    if (RunTail* tail = find(id)) {
        guarded([&] {
            if (const auto chunk = tail->readLog(true)) {
                Q_EMIT log(*chunk);
            }
        });
    }
}

void StoreFeed::setInterval(int milliseconds) {
    m_timer->setInterval(milliseconds);
}

void StoreFeed::withRun(const QString& runId, const std::function<void(RunReader&)>& work) {
    if (RunTail* tail = find(runId)) {
        guarded([&] { work(tail->reader()); });
        if (!tail->live() && !m_wanted.contains(runId)) {
            tail->close();
        }
    }
}

void StoreFeed::fetchSamples(const SampleKey& key) {
    auto set = std::make_shared<SampleSet>();
    set->key = key;
    withRun(key.runId, [&](RunReader& reader) {
        *set = readSampleRows(reader, key);
        for (SampleItem& item : set->items) {
            const std::string bytes = reader.thumbnail(item.row.id);
            item.thumbnail.loadFromData(reinterpret_cast<const uchar*>(bytes.data()), static_cast<int>(bytes.size()));
        }
    });
    Q_EMIT samples(set);
}

void StoreFeed::fetchImage(const QString& runId, const QString& relativePath) {
    QImage picture;
    if (RunTail* tail = find(runId)) {
        picture.load(fromPath(tail->dir() / toPath(relativePath)));
    }
    Q_EMIT image(runId, relativePath, picture);
}

void StoreFeed::fetchVerdict(const QString& runId, SampleKind kind) {
    RunVerdict answer{runId, kind, nullptr};
    if (RunTail* tail = find(runId)) {
        guarded([&] {
            answer.report = std::make_shared<const Overoptimization>(
                examine_overoptimization(read_evaluations(tail->reader(), tail->dir(), kind)));
        });
        if (!tail->live() && !m_wanted.contains(runId)) {
            tail->close();
        }
    }
    Q_EMIT verdict(answer);
}

void StoreFeed::saveEntries(const std::vector<CatalogEntry>& entries) {
    for (const CatalogEntry& entry : entries) {
        m_entries[entry.run_id] = entry;
        m_colours.insert(entry.colour);
    }
    if (m_catalog) {
        guarded([&] { m_catalog->save(entries); });
    }
}

void StoreFeed::refresh(const QString& runId) {
    if (RunTail* tail = find(runId)) {
        guarded([&] { readAll(*tail); });
    }
}

void StoreFeed::postCommand(const QString& runId, Command command) {
    if (RunTail* tail = find(runId)) {
        guarded([&] { post_command(tail->dir(), command); });
    }
}

void StoreFeed::trash(const QString& runId) {
    RunTail* tail = find(runId);
    if (!tail) {
        return;
    }
    const auto dir = tail->dir();
    tail->close();
    if (guarded([&] { m_workspace->trash_run(dir); })) {
        m_tails.erase(runId);
        setLive(runId, false);
        Q_EMIT runGone(runId);
        Q_EMIT trashed(runId);
    }
}

void StoreFeed::deleteTrashed(const QStringList& runIds) {
    for (const QString& id : runIds) {
        guarded([&] {
            delete_trashed(m_workspace->root(), id.toStdString());
            m_entries.erase(id.toStdString());
            if (m_catalog) {
                m_catalog->remove(id.toStdString());
            }
        });
    }
}

void StoreFeed::restore(const QString& runId) {
    guarded([&] { m_workspace->restore_run(runId.toStdString()); });
    rescan();
}

bool StoreFeed::importRun(const QString& workspace, const std::filesystem::path& archive, const QString& group) {
    if (!m_workspace || fromPath(m_workspace->root()) != workspace) {
        return false;
    }
    const bool done = guarded([&] {
        const std::string id = read_archive_card(archive).id;
        if (!id.empty() && std::filesystem::exists(m_workspace->root() / "trash" / id)) {
            m_workspace->restore_run(id);
        } else {
            m_entries[import_run(*m_workspace, archive).filename().string()].group = group.toStdString();
        }
    });
    rescan();
    return done;
}

}  // namespace tempera::ui
