// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSet>
#include <cstdint>
#include <map>
#include <vector>

#include "ui/session/batches.h"

namespace tempera {
class RunReader;
}

namespace tempera::ui {

class Session;

/// The pictures of one epoch with all their scores, without the pictures themselves. Throws Error naming the file.
/// Any thread.
SampleSet readSampleRows(RunReader& reader, const SampleKey& key);

/// What is known of all pictures of one kind of one run: prompts, seeds and scores, epoch by epoch (about 500 bytes a
/// picture), never the pictures (ThumbnailCache). Read in pages of a few hundredths of a second, so that the reader
/// thread stays free for what is asked in between. GUI thread.
class SampleTable : public QObject {
    Q_OBJECT

public:
    explicit SampleTable(Session& session, QObject* parent = nullptr);

    /// Whose pictures; `epochs` ascending. Forgets what it has of another run or kind.
    void setSource(const QString& runId, SampleKind kind, const std::vector<std::int64_t>& epochs);
    const QString& runId() const { return m_runId; }
    SampleKind kind() const { return m_kind; }
    const std::vector<std::int64_t>& epochs() const { return m_epochs; }

    /// nullptr = not read so far: it is read next, and grown() follows.
    SampleSetPtr get(std::int64_t epoch);
    /// The same without asking for it.
    SampleSetPtr known(std::int64_t epoch) const;
    /// Reads all epochs, page after page, until told otherwise.
    void setReadAll(bool all);
    bool readsAll() const { return m_readAll; }
    bool complete() const;
    /// The epochs that are here, ascending.
    std::vector<SampleSetPtr> sets() const;

Q_SIGNALS:
    void grown();

private:
    void forget(const QString& runId, std::int64_t fromEpoch);
    void read(const std::vector<std::int64_t>& epochs, bool page);
    void store(const QString& runId, SampleKind kind, const std::vector<SampleSetPtr>& sets, bool page);
    void readPage();

    Session& m_session;
    QString m_runId;
    SampleKind m_kind = SampleKind::Eval;
    std::vector<std::int64_t> m_epochs;
    std::map<std::int64_t, SampleSetPtr> m_sets;
    QSet<qlonglong> m_asked;
    bool m_readAll = false;
    bool m_pageAsked = false;
};

}  // namespace tempera::ui
