// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/epoch_player.h"

#include <algorithm>

#include "ui/session/session.h"

namespace tempera::ui {

namespace {
constexpr int longestWait = 2000;  // ms
}

EpochPlayer::EpochPlayer(Session& session, QObject* parent) : QObject(parent), m_session(session) {
    connect(&m_timer, &QTimer::timeout, this, &EpochPlayer::step);
    setRate(m_rate);
}

void EpochPlayer::setEpochs(const std::vector<std::int64_t>& ascending) {
    m_epochs = ascending;
    if (m_epochs.size() < 2) {
        stop();
    }
}

void EpochPlayer::setRate(double epochsPerSecond) {
    m_rate = epochsPerSecond;
    m_timer.setInterval(static_cast<int>(1000 / epochsPerSecond));
}

void EpochPlayer::start() {
    if (playing() || m_epochs.size() < 2) {
        return;
    }
    if (m_session.epoch() >= m_epochs.back()) {
        m_session.setEpoch(m_epochs.front());
    }
    m_waiting.start();
    m_timer.start();
    Q_EMIT playingChanged(true);
}

void EpochPlayer::stop() {
    if (playing()) {
        m_timer.stop();
        Q_EMIT playingChanged(false);
    }
}

void EpochPlayer::step() {
    const auto next = std::upper_bound(m_epochs.begin(), m_epochs.end(), m_session.epoch());
    if (next == m_epochs.end()) {
        stop();
        return;
    }
    if (m_ready && !m_ready(*next) && m_waiting.elapsed() < longestWait) {
        return;
    }
    m_waiting.restart();
    const bool last = std::next(next) == m_epochs.end();
    m_session.setEpoch(*next);
    if (last) {
        stop();
    }
}

}  // namespace tempera::ui
