// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/sample_table.h"

#include <QElapsedTimer>
#include <QPointer>
#include <algorithm>
#include <set>
#include <string>

#include "core/store/run_reader.h"
#include "ui/common/text_format.h"
#include "ui/session/sample_cache.h"
#include "ui/session/session.h"
#include "ui/session/store_feed.h"

namespace tempera::ui {

namespace {
constexpr std::size_t pageEpochs = 256;
constexpr qint64 pageMilliseconds = 30;
}  // namespace

SampleSet readSampleRows(RunReader& reader, const SampleKey& key) {
    SampleSet set;
    set.key = key;
    std::map<std::int64_t, std::size_t> places;
    for (SampleRow& row : reader.samples(key.epoch, key.kind)) {
        places[row.id] = set.items.size();
        set.items.push_back({std::move(row), {}, {}});
    }
    std::map<std::string, QString> rewards;  // one QString of each name, shared by all pictures
    for (const ScoreRow& score : reader.scores(key.epoch, key.kind)) {
        const auto [name, fresh] = rewards.try_emplace(score.reward);
        if (fresh) {
            name->second = fromStd(score.reward);
            set.rewards.push_back(name->second);
        }
        if (const auto place = places.find(score.sample); place != places.end()) {
            set.items[place->second].scores[name->second] = score.value;
        }
    }
    std::sort(set.rewards.begin(), set.rewards.end());
    return set;
}

SampleTable::SampleTable(Session& session, QObject* parent) : QObject(parent), m_session(session) {
    connect(&session.samples(), &SampleCache::forgotten, this, &SampleTable::forget);
}

void SampleTable::setSource(const QString& runId, SampleKind kind, const std::vector<std::int64_t>& epochs) {
    if (runId != m_runId || kind != m_kind) {
        m_runId = runId;
        m_kind = kind;
        m_sets.clear();
        m_asked.clear();
    }
    m_epochs = epochs;
    readPage();
}

SampleSetPtr SampleTable::known(std::int64_t epoch) const {
    const auto found = m_sets.find(epoch);
    return found == m_sets.end() ? nullptr : found->second;
}

SampleSetPtr SampleTable::get(std::int64_t epoch) {
    SampleSetPtr set = known(epoch);
    if (!set && !m_asked.contains(epoch) && std::binary_search(m_epochs.begin(), m_epochs.end(), epoch)) {
        read({epoch}, false);
    }
    return set;
}

void SampleTable::setReadAll(bool all) {
    m_readAll = all;
    readPage();
}

bool SampleTable::complete() const {
    return std::all_of(m_epochs.begin(), m_epochs.end(), [this](std::int64_t epoch) { return m_sets.contains(epoch); });
}

std::vector<SampleSetPtr> SampleTable::sets() const {
    std::vector<SampleSetPtr> all;
    for (const auto& [epoch, set] : m_sets) {
        all.push_back(set);
    }
    return all;
}

void SampleTable::forget(const QString& runId, std::int64_t fromEpoch) {
    if (runId == m_runId) {
        // What is being read now is read after the change: only what is here is old.
        m_sets.erase(m_sets.lower_bound(fromEpoch), m_sets.end());
    }
}

void SampleTable::readPage() {
    if (!m_readAll || m_pageAsked) {
        return;
    }
    std::vector<std::int64_t> missing;
    for (const std::int64_t epoch : m_epochs) {
        if (!m_sets.contains(epoch) && !m_asked.contains(epoch)) {
            missing.push_back(epoch);
            if (missing.size() == pageEpochs) {
                break;
            }
        }
    }
    if (!missing.empty()) {
        m_pageAsked = true;
        read(missing, true);
    }
}

void SampleTable::read(const std::vector<std::int64_t>& epochs, bool page) {
    if (!page) {
        m_asked.insert(epochs.front());
    }
    m_session.ask(
        [session = &m_session, self = QPointer(this), runId = m_runId, kind = m_kind, epochs, page](StoreFeed& feed) {
            std::vector<SampleSetPtr> sets;
            feed.withRun(runId, [&](RunReader& reader) {
                QElapsedTimer timer;
                timer.start();
                for (const std::int64_t epoch : epochs) {
                    sets.push_back(std::make_shared<SampleSet>(readSampleRows(reader, {runId, epoch, kind})));
                    if (timer.elapsed() > pageMilliseconds) {
                        break;
                    }
                }
            });
            QMetaObject::invokeMethod(session, [self, runId, kind, sets = std::move(sets), page] {
                if (self) {
                    self->store(runId, kind, sets, page);
                }
            });
        });
}

void SampleTable::store(const QString& runId, SampleKind kind, const std::vector<SampleSetPtr>& sets, bool page) {
    if (page) {
        m_pageAsked = false;
    }
    if (runId == m_runId && kind == m_kind) {
        for (const SampleSetPtr& set : sets) {
            m_asked.remove(set->key.epoch);
            m_sets[set->key.epoch] = set;
        }
        if (!sets.empty()) {
            Q_EMIT grown();
        } else if (page) {
            return;  // it cannot be read: the session has said why
        }
    }
    readPage();
}

}  // namespace tempera::ui
