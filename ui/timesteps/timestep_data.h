// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QObject>
#include <QString>
#include <QStringList>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "core/store/records.h"
#include "ui/plot/heatmap_widget.h"

namespace tempera::ui {

class Session;

/// One followed picture, decoded.
struct FollowedPicture {
    TrajectoryRow row;             ///< without the encoded pictures of its steps
    std::vector<QImage> pictures;  ///< one for each step
};
using FollowedSet = std::vector<FollowedPicture>;

/// What is stored of one run per denoising step. Reads when it is asked to, in the reader thread, and
/// only what is new. GUI thread.
class TimestepData : public QObject {
    Q_OBJECT

public:
    enum class State { Loading, Ready, Failed };

    explicit TimestepData(Session& session, QObject* parent = nullptr);

    /// Reads what is new of the run; of another run than before, or after forget(), everything.
    void update(const QString& runId);
    /// What was read is no longer so (a resume has hidden rows).
    void forget();

    State state() const { return m_state; }
    QStringList keys() const;
    /// All epochs by all denoising steps of the run, the noisiest on top.
    HeatmapWidget::Table table(const QString& key) const;

    const std::vector<std::int64_t>& followedEpochs() const { return m_followedEpochs; }
    /// The latest epoch up to `epoch` whose pictures were followed, else the first one; -1 = none.
    std::int64_t followedEpoch(std::int64_t epoch) const;
    /// The pictures of one of followedEpochs(); nullptr when they are not here yet: followedArrived() comes.
    std::shared_ptr<const FollowedSet> followed(std::int64_t epoch);

Q_SIGNALS:
    void changed();
    void followedArrived(std::int64_t epoch);

private:
    struct Cell {
        std::int64_t epoch = 0;
        int timestep = 0;
        float value = 0;
    };
    struct News {
        int serial = 0;
        bool complete = false;
        std::int64_t cursor = 0;
        std::map<QString, std::vector<Cell>> cells;
        std::vector<std::int64_t> followedEpochs;
    };

    void read();
    void take(const std::shared_ptr<News>& news);
    void fetch(std::int64_t epoch);
    void takeFollowed(int serial, std::int64_t epoch, const std::shared_ptr<const FollowedSet>& set);

    Session& m_session;
    QString m_runId;
    State m_state = State::Loading;
    int m_serial = 0;  // of the run and its generation: answers to older questions are dropped
    bool m_reading = false;
    bool m_again = false;
    std::int64_t m_cursor = 0;
    std::map<QString, std::vector<Cell>> m_cells;
    std::vector<std::int64_t> m_followedEpochs;
    std::map<std::int64_t, std::shared_ptr<const FollowedSet>> m_sets;
    std::vector<std::int64_t> m_setAges;  // the longest unused first
    std::int64_t m_fetching = -1;
    std::int64_t m_wanted = -1;
};

}  // namespace tempera::ui
