// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/rating_log.h"

#include <QPointer>

#include "ui/common/text_format.h"
#include "ui/session/session.h"
#include "ui/session/store_feed.h"

namespace tempera::ui {

namespace {

template <typename Work>
void guarded(StoreFeed& feed, const Work& work) {
    try {
        work();
    } catch (const std::exception& error) {
        Q_EMIT feed.problem(QString::fromUtf8(error.what()));
    }
}

}  // namespace

RatingLog::RatingLog(Session& session, QObject* parent)
    : QObject(parent),
      m_session(session),
      m_added(std::make_shared<std::vector<std::int64_t>>()),
      m_pairs(std::make_shared<std::vector<RatedPair>>()) {}

void RatingLog::add(const Rating& rating) {
    m_session.ask([rating, added = m_added, root = toPath(m_session.workspace())](StoreFeed& feed) {
        guarded(feed, [&] { added->push_back(Ratings(root).add(rating)); });
    });
}

void RatingLog::takeBack() {
    m_session.ask([added = m_added, root = toPath(m_session.workspace())](StoreFeed& feed) {
        if (!added->empty()) {
            guarded(feed, [&] { Ratings(root).remove(added->back()); });
            added->pop_back();
        }
    });
}

void RatingLog::load() {
    // The session outlives its reader thread, this object need not: the answer goes to the session's thread first.
    m_session.ask([session = &m_session, self = QPointer<RatingLog>(this),
                   root = toPath(m_session.workspace())](StoreFeed& feed) {
        auto pairs = std::make_shared<std::vector<RatedPair>>();
        guarded(feed, [&] { *pairs = with_scores(root, Ratings(root).all()); });
        QMetaObject::invokeMethod(session, [self, pairs] {
            if (self) {
                self->m_pairs = pairs;
                Q_EMIT self->loaded();
            }
        });
    });
}

std::vector<Rating> RatingLog::ratings() const {
    std::vector<Rating> all;
    all.reserve(m_pairs->size());
    for (const RatedPair& pair : *m_pairs) {
        all.push_back(pair.rating);
    }
    return all;
}

}  // namespace tempera::ui
