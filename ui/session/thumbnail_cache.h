// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCache>
#include <QHash>
#include <QImage>
#include <QObject>
#include <QSet>
#include <QThreadPool>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "ui/session/batches.h"

namespace tempera::ui {

class Session;

/// One picture at one size.
struct PictureRequest {
    QString runId;
    std::int64_t sample = 0;  ///< SampleRow::id
    QString file;             ///< the full picture; "" = there is only a thumbnail
    int fullSide = 0;         ///< longer side of the full picture, pixels
    int pixels = 0;           ///< side of the cell, device pixels
};

/// Pictures decoded at the size in which they are shown, in threads of their own. Bounded in bytes: what was looked at
/// longest ago goes first. What is no longer wanted is not read any more. All members in the GUI thread.
class ThumbnailCache : public QObject {
    Q_OBJECT

public:
    explicit ThumbnailCache(Session& session, QObject* parent = nullptr);
    ~ThumbnailCache() override;

    /// What is here: perhaps smaller than asked for while a larger one is on its way; null = nothing yet. Asks for
    /// nothing.
    QImage get(const QString& runId, std::int64_t sample);
    /// Whether the picture is here at this size.
    bool has(const PictureRequest& request) const;
    /// What is on screen or soon will be, the most urgent first. Replaces what was wanted before.
    void setWanted(const std::vector<PictureRequest>& wanted);

    qsizetype bytes() const { return m_images.totalCost(); }
    qsizetype budget() const { return m_images.maxCost(); }
    void setBudget(qsizetype bytes) { m_images.setMaxCost(bytes); }
    /// Whether everything wanted is here (or cannot be had).
    bool idle() const { return m_pending.empty() && m_jobs.isEmpty(); }
    /// Pictures decoded so far.
    int decodedCount() const { return m_decoded; }

    static constexpr qsizetype defaultBudget = qsizetype(160) * 1024 * 1024;

Q_SIGNALS:
    /// Some of what was wanted is here.
    void arrived();

private:
    using Key = std::pair<QString, qlonglong>;
    struct Entry {
        QImage image;
        int serves = 0;  ///< largest cell for which a larger picture would look no better, device pixels
    };
    struct Job {
        std::vector<PictureRequest> requests;
        std::shared_ptr<std::atomic<bool>> abandoned;
    };

    static Key keyOf(const PictureRequest& request) { return {request.runId, request.sample}; }
    bool fromFile(const PictureRequest& request) const;
    void pump();
    void readBlobs(int id, const Job& job);
    void decode(int id, const Job& job, const QHash<qlonglong, QByteArray>& blobs);
    void store(int id, const std::vector<Entry>& entries);

    Session& m_session;
    QThreadPool m_pool;
    QCache<Key, Entry> m_images;
    std::vector<PictureRequest> m_pending;  ///< the most urgent last
    QHash<int, Job> m_jobs;
    QSet<Key> m_inWork;
    QSet<Key> m_failed;  ///< neither file nor thumbnail can be read
    QSet<Key> m_noFile;  ///< the file cannot be read; the thumbnail may
    int m_nextJob = 0;
    int m_decoded = 0;
};

/// What to ask of the cache for a picture of a run whose folder is `folder`.
PictureRequest pictureRequest(const QString& runId, const QString& folder, const SampleItem& item, int pixels);

}  // namespace tempera::ui
