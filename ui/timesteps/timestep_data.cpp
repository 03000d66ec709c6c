// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timesteps/timestep_data.h"

#include <QPointer>
#include <algorithm>
#include <cmath>
#include <set>

#include "core/store/run_reader.h"
#include "ui/common/text_format.h"
#include "ui/session/session.h"
#include "ui/session/store_feed.h"

namespace tempera::ui {

namespace {

constexpr std::int64_t chunk = 100000;  // rows of one read
constexpr std::size_t setsKept = 12;    // a few megabytes each

std::shared_ptr<const FollowedSet> decoded(std::vector<TrajectoryRow> rows) {
    auto set = std::make_shared<FollowedSet>();
    for (TrajectoryRow& row : rows) {
        FollowedPicture& picture = set->emplace_back();
        for (TrajectoryStepRow& step : row.steps) {
            picture.pictures.push_back(QImage::fromData(reinterpret_cast<const uchar*>(step.picture.data()),
                                                        static_cast<int>(step.picture.size())));
            step.picture.clear();
        }
        picture.row = std::move(row);
    }
    return set;
}

}  // namespace

TimestepData::TimestepData(Session& session, QObject* parent) : QObject(parent), m_session(session) {}

void TimestepData::forget() {
    ++m_serial;
    m_state = State::Loading;
    m_reading = m_again = false;
    m_cursor = 0;
    m_cells.clear();
    m_followedEpochs.clear();
    m_sets.clear();
    m_setAges.clear();
    m_fetching = m_wanted = -1;
}

void TimestepData::update(const QString& runId) {
    if (runId != m_runId) {
        forget();
        m_runId = runId;
    }
    if (m_reading) {
        m_again = true;
    } else if (!m_runId.isEmpty()) {
        read();
    }
}

void TimestepData::read() {
    m_reading = true;
    const auto news = std::make_shared<News>();
    news->serial = m_serial;
    news->cursor = m_cursor;
    m_session.ask([news, id = m_runId, session = &m_session, self = QPointer<TimestepData>(this)](StoreFeed& feed) {
        feed.withRun(id, [&](RunReader& reader) {
            std::size_t count = chunk;
            while (count == chunk) {
                const auto rows = reader.timestep_stats_since(news->cursor, chunk);
                count = rows.size();
                for (const TimestepRow& row : rows) {
                    news->cells[fromStd(row.key)].push_back({row.epoch, row.timestep, static_cast<float>(row.value)});
                    news->cursor = row.id;
                }
            }
            news->followedEpochs = reader.trajectory_epochs();
            news->complete = true;
        });
        QMetaObject::invokeMethod(session, [news, self] {
            if (self) {
                self->take(news);
            }
        });
    });
}

void TimestepData::take(const std::shared_ptr<News>& news) {
    if (news->serial != m_serial) {
        return;
    }
    m_reading = false;
    m_state = news->complete ? State::Ready : State::Failed;
    m_cursor = news->cursor;
    for (auto& [key, cells] : news->cells) {
        auto& known = m_cells[key];
        known.insert(known.end(), cells.begin(), cells.end());
    }
    m_followedEpochs = news->followedEpochs;
    if (m_again) {
        m_again = false;
        read();
    }
    Q_EMIT changed();
}

QStringList TimestepData::keys() const {
    QStringList keys;
    for (const auto& [key, cells] : m_cells) {
        keys << key;
    }
    return keys;
}

HeatmapWidget::Table TimestepData::table(const QString& key) const {
    // All statistics share the axes, so that changing the key moves nothing.
    std::set<std::int64_t> epochs;
    std::set<int, std::greater<>> times;
    for (const auto& [other, cells] : m_cells) {
        for (const Cell& cell : cells) {
            epochs.insert(cell.epoch);
            times.insert(cell.timestep);
        }
    }
    HeatmapWidget::Table table;
    std::map<std::int64_t, qsizetype> columns;
    std::map<int, qsizetype> rows;
    for (const std::int64_t epoch : epochs) {
        columns[epoch] = table.x.size();
        table.x.push_back(static_cast<double>(epoch));
    }
    for (const int time : times) {
        rows[time] = table.y.size();
        table.y.push_back(time);
    }
    table.values.fill(std::nanf(""), table.x.size() * table.y.size());
    if (const auto found = m_cells.find(key); found != m_cells.end()) {
        for (const Cell& cell : found->second) {
            table.values[rows.at(cell.timestep) * table.x.size() + columns.at(cell.epoch)] = cell.value;
        }
    }
    return table;
}

std::int64_t TimestepData::followedEpoch(std::int64_t epoch) const {
    if (m_followedEpochs.empty()) {
        return -1;
    }
    const auto after = std::upper_bound(m_followedEpochs.begin(), m_followedEpochs.end(), epoch);
    return after == m_followedEpochs.begin() ? m_followedEpochs.front() : *std::prev(after);
}

std::shared_ptr<const FollowedSet> TimestepData::followed(std::int64_t epoch) {
    const auto found = m_sets.find(epoch);
    if (found == m_sets.end()) {
        m_wanted = epoch;
        if (m_fetching < 0) {
            fetch(epoch);
        }
        return nullptr;
    }
    std::erase(m_setAges, epoch);
    m_setAges.push_back(epoch);
    return found->second;
}

void TimestepData::fetch(std::int64_t epoch) {
    m_fetching = epoch;
    m_session.ask([epoch, serial = m_serial, id = m_runId, session = &m_session,
                   self = QPointer<TimestepData>(this)](StoreFeed& feed) {
        auto set = std::make_shared<const FollowedSet>();
        feed.withRun(id, [&](RunReader& reader) { set = decoded(reader.trajectories(epoch)); });
        QMetaObject::invokeMethod(session, [=] {
            if (self) {
                self->takeFollowed(serial, epoch, set);
            }
        });
    });
}

void TimestepData::takeFollowed(int serial, std::int64_t epoch, const std::shared_ptr<const FollowedSet>& set) {
    if (serial != m_serial) {
        return;
    }
    m_fetching = -1;
    m_sets[epoch] = set;
    m_setAges.push_back(epoch);
    if (m_setAges.size() > setsKept) {
        m_sets.erase(m_setAges.front());
        m_setAges.erase(m_setAges.begin());
    }
    // Of all that were asked for meanwhile only the last one is still looked at.
    if (m_wanted >= 0 && m_wanted != epoch && !m_sets.contains(m_wanted)) {
        fetch(m_wanted);
    }
    Q_EMIT followedArrived(epoch);
}

}  // namespace tempera::ui
