// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/sample_cache.h"

#include <cstdint>

#include "ui/session/session.h"
#include "ui/session/store_feed.h"

namespace tempera::ui {

SampleCache::SampleCache(Session& session)
    : m_session(session), m_sets(session.settings().value(settings::pictureCache) * 1024) {
    connect(&session.settings(), &Settings::changed, this, [this](const QString& key) {
        if (isKey(key, settings::pictureCache)) {
            m_sets.setMaxCost(m_session.settings().value(settings::pictureCache) * 1024);
        }
    });
}

QString SampleCache::text(const SampleKey& key) {
    return QStringLiteral("%1/%2/%3").arg(key.runId).arg(key.epoch).arg(static_cast<int>(key.kind));
}

SampleSetPtr SampleCache::get(const SampleKey& key) {
    if (SampleSetPtr* found = m_sets.object(text(key))) {
        return *found;
    }
    prefetch(key);
    return nullptr;
}

SampleSetPtr SampleCache::peek(const SampleKey& key) const {
    const SampleSetPtr* found = m_sets.object(text(key));
    return found ? *found : nullptr;
}

void SampleCache::prefetch(const SampleKey& key) {
    const QString name = text(key);
    if (m_asked.contains(name) || m_sets.contains(name)) {
        return;
    }
    m_asked.insert(name);
    m_session.ask([key](StoreFeed& feed) { feed.fetchSamples(key); });
}

void SampleCache::store(const SampleSetPtr& set) {
    qsizetype bytes = 1024;
    for (const SampleItem& item : set->items) {
        bytes += item.thumbnail.sizeInBytes() + 512;
    }
    const QString name = text(set->key);
    m_asked.remove(name);
    m_sets.insert(name, new SampleSetPtr(set), static_cast<int>(bytes / 1024) + 1);
    Q_EMIT arrived(set->key);
}

void SampleCache::forget(const QString& runId, std::int64_t fromEpoch) {
    const auto names = m_sets.keys();
    for (const QString& name : names) {
        const SampleKey& key = (*m_sets.object(name))->key;
        if (key.runId == runId && key.epoch >= fromEpoch) {
            m_sets.remove(name);
        }
    }
    Q_EMIT forgotten(runId, fromEpoch);
}

void SampleCache::clear() {
    m_sets.clear();
    m_asked.clear();
}

}  // namespace tempera::ui
