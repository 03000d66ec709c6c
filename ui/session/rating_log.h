// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/comparison/rating_statistics.h"

namespace tempera::ui {

class Session;

/// The blind choices of the workspace. GUI thread; the file is read and written in the session's reader thread, what
/// goes wrong there becomes Session::problem().
class RatingLog : public QObject {
    Q_OBJECT

public:
    explicit RatingLog(Session& session, QObject* parent = nullptr);

    void add(const Rating& rating);
    /// Takes back the last choice that was added through this object; nothing when there is none left.
    void takeBack();
    /// Reads all choices with the scores of their pictures; loaded() follows, after everything that was added before.
    void load();
    const std::vector<RatedPair>& pairs() const { return *m_pairs; }
    std::vector<Rating> ratings() const;

Q_SIGNALS:
    void loaded();

private:
    Session& m_session;
    std::shared_ptr<std::vector<std::int64_t>> m_added;  ///< ids; touched in the reader thread only
    std::shared_ptr<const std::vector<RatedPair>> m_pairs;
};

}  // namespace tempera::ui
