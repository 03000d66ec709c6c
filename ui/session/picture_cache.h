// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCache>
#include <QImage>
#include <QObject>
#include <QSet>
#include <QString>
#include <QThreadPool>
#include <deque>

namespace tempera::ui {

/// A picture file as it was when its row was written: a resumed run may write another into the same file.
struct PictureKey {
    QString file;  ///< absolute path
    qint64 version = 0;
    friend bool operator==(const PictureKey&, const PictureKey&) = default;
    friend size_t qHash(const PictureKey& key, size_t seed = 0) { return qHashMulti(seed, key.file, key.version); }
};

/// Full pictures, read and decoded in the background, newest wish first. Bounded memory: those looked at longest ago go
/// first; wishes that pile up while somebody scrubs are dropped, oldest first. GUI thread.
class PictureCache : public QObject {
    Q_OBJECT

public:
    /// `kibibytes`: of decoded pictures that are kept at most.
    explicit PictureCache(int kibibytes = 384 * 1024, QObject* parent = nullptr);
    ~PictureCache() override;

    /// The picture when it is here; else null, and arrived() follows. Null for ever when it cannot be read.
    QImage get(const PictureKey& key);
    /// Asks for a neighbour that will probably be looked at next, after everything else.
    void prefetch(const PictureKey& key);
    bool busy() const { return !m_running.isEmpty() || !m_wishes.empty(); }

    static constexpr std::size_t mostWishes = 64;

Q_SIGNALS:
    void arrived(const tempera::ui::PictureKey& key);

private:
    void wish(const PictureKey& key, bool first);
    void startNext();
    void finish(const PictureKey& key, const QImage& picture);

    QCache<PictureKey, QImage> m_pictures;
    std::deque<PictureKey> m_wishes;  ///< next at the front
    QSet<PictureKey> m_running;
    QThreadPool m_pool;
};

}  // namespace tempera::ui
