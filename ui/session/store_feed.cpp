// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/store_feed.h"

#include <QTimer>
#include <algorithm>
#include <cstdint>
#include <set>

#include "core/base/error.h"
#include "core/store/run_reader.h"
#include "ui/common/text_format.h"

namespace tempera::ui {

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
    m_catalog.reset();
    m_workspace.reset();
    try {
        m_workspace.emplace(toPath(root));
    } catch (const std::exception& error) {
        Q_EMIT workspaceFailed(QString::fromUtf8(error.what()));
        return;
    }
    guarded([this] {
        m_catalog = std::make_unique<Catalog>(m_workspace->root());
        m_entries = m_catalog->entries();
    });
    Q_EMIT workspaceOpened(fromPath(m_workspace->root()));
    rescan();
}

CatalogEntry StoreFeed::entryOf(const QString& id) {
    const std::string key = id.toStdString();
    CatalogEntry& entry = m_entries[key];
    if (entry.colour < 0) {
        // The lowest colour that no other run has: stable for life, the same in every view.
        std::set<int> taken;
        for (const auto& [other, value] : m_entries) {
            taken.insert(value.colour);
        }
        entry.run_id = key;
        entry.colour = 0;
        while (taken.contains(entry.colour)) {
            ++entry.colour;
        }
        if (m_catalog) {
            guarded([&] { m_catalog->save(entry); });
        }
    }
    return entry;
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
            RunHead head = tail->head();
            head.entry = entryOf(id);
            const bool live = tail->live();
            tail->close();
            m_tails[id] = std::move(tail);
            Q_EMIT runFound(head);
            setLive(id, live);
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

void StoreFeed::fetchSamples(const SampleKey& key) {
    auto set = std::make_shared<SampleSet>();
    set->key = key;
    if (RunTail* tail = find(key.runId)) {
        guarded([&] {
            std::map<std::int64_t, std::size_t> places;
            for (SampleRow& row : tail->reader().samples(key.epoch, key.kind)) {
                places[row.id] = set->items.size();
                SampleItem item;
                const std::string bytes = tail->reader().thumbnail(row.id);
                item.thumbnail.loadFromData(reinterpret_cast<const uchar*>(bytes.data()),
                                            static_cast<int>(bytes.size()));
                item.row = std::move(row);
                set->items.push_back(std::move(item));
            }
            std::set<QString> rewards;
            for (const ScoreRow& score : tail->reader().scores(key.epoch, key.kind)) {
                const QString reward = fromStd(score.reward);
                rewards.insert(reward);
                if (const auto place = places.find(score.sample); place != places.end()) {
                    set->items[place->second].scores[reward] = score.value;
                }
            }
            set->rewards.assign(rewards.begin(), rewards.end());
        });
        if (!tail->live() && !m_wanted.contains(key.runId)) {
            tail->close();
        }
    }
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

void StoreFeed::saveEntry(const CatalogEntry& entry) {
    m_entries[entry.run_id] = entry;
    if (m_catalog) {
        guarded([&] { m_catalog->save(entry); });
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

void StoreFeed::restore(const QString& runId) {
    guarded([&] { m_workspace->restore_run(runId.toStdString()); });
    rescan();
}

}  // namespace tempera::ui
