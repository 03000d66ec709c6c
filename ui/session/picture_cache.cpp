// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/picture_cache.h"

#include <QImageReader>
#include <algorithm>

namespace tempera::ui {

namespace {

/// In the format that is painted fastest.
QImage decoded(const QString& file) {
    QImage picture = QImageReader(file).read();
    if (picture.isNull()) {
        return picture;
    }
    return picture.convertToFormat(picture.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied
                                                             : QImage::Format_RGB32);
}

}  // namespace

PictureCache::PictureCache(int kibibytes, QObject* parent) : QObject(parent), m_pictures(kibibytes) {
    // Two: the disk and the processors belong to the training as well.
    m_pool.setMaxThreadCount(2);
}

PictureCache::~PictureCache() {
    m_pool.waitForDone();
}

QImage PictureCache::get(const PictureKey& key) {
    if (const QImage* found = m_pictures.object(key)) {
        return *found;
    }
    wish(key, true);
    return {};
}

void PictureCache::prefetch(const PictureKey& key) {
    if (!m_pictures.contains(key)) {
        wish(key, false);
    }
}

void PictureCache::wish(const PictureKey& key, bool first) {
    if (m_running.contains(key)) {
        return;
    }
    const auto waiting = std::find(m_wishes.begin(), m_wishes.end(), key);
    if (waiting != m_wishes.end()) {
        if (!first) {
            return;
        }
        m_wishes.erase(waiting);
    }
    if (first) {
        m_wishes.push_front(key);
    } else {
        m_wishes.push_back(key);
    }
    if (m_wishes.size() > mostWishes) {
        m_wishes.pop_back();
    }
    startNext();
}

void PictureCache::startNext() {
    while (!m_wishes.empty() && m_running.size() < m_pool.maxThreadCount()) {
        const PictureKey key = m_wishes.front();
        m_wishes.pop_front();
        m_running.insert(key);
        m_pool.start([this, key] {
            // The destructor waits for this work, and what it posts dies with the object.
            QMetaObject::invokeMethod(this, [this, key, picture = decoded(key.file)] { finish(key, picture); });
        });
    }
}

void PictureCache::finish(const PictureKey& key, const QImage& picture) {
    m_running.remove(key);
    // An unreadable file is remembered too: asking again would not mend it.
    m_pictures.insert(key, new QImage(picture), static_cast<int>(picture.sizeInBytes() / 1024) + 1);
    startNext();
    Q_EMIT arrived(key);
}

}  // namespace tempera::ui
