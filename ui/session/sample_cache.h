// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <QCache>
#include <QObject>
#include <QSet>

#include "ui/session/batches.h"

namespace tempera::ui {

class Session;

/// Pictures of epochs that were looked at, so that scrubbing back is instant. Bounded memory: the
/// epochs looked at longest ago go first when there are more than the settings allow. GUI thread.
class SampleCache : public QObject {
    Q_OBJECT

public:
    explicit SampleCache(Session& session);

    /// The set when it is here; else null, and arrived() follows.
    SampleSetPtr get(const SampleKey& key);
    /// The set when it is here; nothing is asked.
    SampleSetPtr peek(const SampleKey& key) const;
    /// Asks for a neighbour that will probably be looked at next.
    void prefetch(const SampleKey& key);

    void store(const SampleSetPtr& set);
    void forget(const QString& runId, std::int64_t fromEpoch);
    void clear();

Q_SIGNALS:
    void arrived(const tempera::ui::SampleKey& key);
    /// Pictures or scores of this epoch and later have changed on disk.
    void forgotten(const QString& runId, std::int64_t fromEpoch);

private:
    static QString text(const SampleKey& key);

    Session& m_session;
    QCache<QString, SampleSetPtr> m_sets;
    QSet<QString> m_asked;
};

}  // namespace tempera::ui
