// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/thumbnail_cache.h"

#include <QBuffer>
#include <QImageReader>
#include <QPointer>
#include <algorithm>
#include <limits>

#include "core/store/run_reader.h"
#include "ui/common/text_format.h"
#include "ui/session/session.h"
#include "ui/session/store_feed.h"

namespace tempera::ui {

namespace {

constexpr std::size_t jobSize = 24;  // small, so that a job for what has left the screen is soon over
constexpr int jobsAtOnce = 3;
constexpr int thumbnailSide = 128;  // of the pictures in run.db, at most

/// Sizes in steps, so that a slider does not decode everything anew at each notch.
int rounded(int pixels) {
    int size = 32;
    while (size < pixels) {
        size += std::max(16, size / 2);
    }
    return size;
}

QImage decoded(QImageReader& reader, int pixels, int* serves) {
    *serves = std::numeric_limits<int>::max();
    QImage image = reader.read();
    if (std::max(image.width(), image.height()) > pixels) {
        image = image.scaled(pixels, pixels, Qt::KeepAspectRatio, Qt::SmoothTransformation);
        *serves = pixels;
    }
    image.convertTo(image.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
    return image;
}

}  // namespace

PictureRequest pictureRequest(const QString& runId, const QString& folder, const SampleItem& item, int pixels) {
    PictureRequest request{runId, item.row.id, {}, std::max(item.row.width, item.row.height), pixels};
    if (!item.row.image.empty()) {
        request.file = folder + QLatin1Char('/') + fromStd(item.row.image);
    }
    return request;
}

ThumbnailCache::ThumbnailCache(Session& session, QObject* parent)
    : QObject(parent), m_session(session), m_images(defaultBudget) {
    m_pool.setMaxThreadCount(std::clamp(QThread::idealThreadCount() - 1, 1, 4));
    m_pool.setThreadPriority(QThread::LowPriority);
}

ThumbnailCache::~ThumbnailCache() {
    for (const Job& job : std::as_const(m_jobs)) {
        *job.abandoned = true;
    }
    m_pool.waitForDone();
}

QImage ThumbnailCache::get(const QString& runId, std::int64_t sample) {
    const Entry* entry = m_images.object({runId, sample});
    return entry ? entry->image : QImage();
}

bool ThumbnailCache::has(const PictureRequest& request) const {
    const Key key = keyOf(request);
    const Entry* entry = m_images.object(key);
    return (entry && (entry->serves >= request.pixels)) || m_failed.contains(key);
}

bool ThumbnailCache::fromFile(const PictureRequest& request) const {
    return request.pixels > thumbnailSide && request.fullSide > thumbnailSide && !request.file.isEmpty() &&
           !m_noFile.contains(keyOf(request));
}

void ThumbnailCache::setWanted(const std::vector<PictureRequest>& wanted) {
    QSet<Key> keys;
    m_pending.clear();
    for (const PictureRequest& request : wanted) {
        keys.insert(keyOf(request));
        if (!has(request) && !m_inWork.contains(keyOf(request))) {
            m_pending.push_back(request);
        }
    }
    std::reverse(m_pending.begin(), m_pending.end());
    for (auto job = m_jobs.begin(); job != m_jobs.end();) {
        const bool needed = std::any_of(job->requests.begin(), job->requests.end(),
                                        [&](const PictureRequest& request) { return keys.contains(keyOf(request)); });
        if (needed) {
            ++job;
            continue;
        }
        *job->abandoned = true;
        for (const PictureRequest& request : job->requests) {
            m_inWork.remove(keyOf(request));
        }
        job = m_jobs.erase(job);
    }
    pump();
}

void ThumbnailCache::pump() {
    while (!m_pending.empty() && m_jobs.size() < jobsAtOnce) {
        Job job;
        job.abandoned = std::make_shared<std::atomic<bool>>(false);
        bool blobs = false;
        while (!m_pending.empty() && job.requests.size() < jobSize) {
            const PictureRequest request = m_pending.back();
            m_pending.pop_back();
            m_inWork.insert(keyOf(request));
            blobs = blobs || !fromFile(request);
            job.requests.push_back(request);
        }
        const int id = m_nextJob++;
        m_jobs.insert(id, job);
        if (blobs) {
            readBlobs(id, job);
        } else {
            decode(id, job, {});
        }
    }
}

void ThumbnailCache::readBlobs(int id, const Job& job) {
    std::vector<std::pair<QString, qlonglong>> samples;
    for (const PictureRequest& request : job.requests) {
        if (!fromFile(request)) {
            samples.push_back(keyOf(request));
        }
    }
    m_session.ask([session = &m_session, self = QPointer(this), id, job, samples](StoreFeed& feed) {
        QHash<qlonglong, QByteArray> blobs;
        if (!*job.abandoned) {
            for (auto from = samples.begin(); from != samples.end();) {
                const QString runId = from->first;
                const auto to = std::find_if(from, samples.end(), [&](const auto& any) { return any.first != runId; });
                feed.withRun(runId, [&](RunReader& reader) {
                    for (auto sample = from; sample != to; ++sample) {
                        blobs[sample->second] = QByteArray::fromStdString(reader.thumbnail(sample->second));
                    }
                });
                from = to;
            }
        }
        QMetaObject::invokeMethod(session, [self, id, job, blobs] {
            if (self && !*job.abandoned) {
                self->decode(id, job, blobs);
            }
        });
    });
}

void ThumbnailCache::decode(int id, const Job& job, const QHash<qlonglong, QByteArray>& blobs) {
    std::vector<bool> files;
    for (const PictureRequest& request : job.requests) {
        files.push_back(fromFile(request));
    }
    m_pool.start([this, id, job, blobs, files] {
        std::vector<Entry> entries(job.requests.size());
        for (std::size_t i = 0; i < job.requests.size() && !*job.abandoned; ++i) {
            const PictureRequest& request = job.requests[i];
            Entry& entry = entries[i];
            const int pixels = rounded(request.pixels);
            if (files[i]) {
                QImageReader reader(request.file);
                entry.image = decoded(reader, pixels, &entry.serves);
            } else {
                QByteArray blob = blobs.value(request.sample);
                QBuffer buffer(&blob);
                QImageReader reader(&buffer);
                entry.image = decoded(reader, pixels, &entry.serves);
                if (request.fullSide > thumbnailSide && !request.file.isEmpty()) {
                    entry.serves = std::min(entry.serves, thumbnailSide);
                }
            }
        }
        // The destructor waits for this thread, so the cache is there.
        QMetaObject::invokeMethod(this, [this, id, entries = std::move(entries)] { store(id, entries); });
    });
}

void ThumbnailCache::store(int id, const std::vector<Entry>& entries) {
    const auto job = m_jobs.find(id);
    if (job == m_jobs.end()) {
        return;  // abandoned
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const PictureRequest& request = job->requests[i];
        const Key key = keyOf(request);
        m_inWork.remove(key);
        if (!entries[i].image.isNull()) {
            ++m_decoded;
            Entry entry = entries[i];
            if (m_noFile.contains(key)) {
                entry.serves = std::numeric_limits<int>::max();  // there is nothing better
            }
            m_images.insert(key, new Entry(entry), entry.image.sizeInBytes() + 256);
        } else if (fromFile(request)) {
            m_noFile.insert(key);
            m_pending.push_back(request);
        } else {
            m_failed.insert(key);
        }
    }
    m_jobs.erase(job);
    Q_EMIT arrived();
    pump();
}

}  // namespace tempera::ui
