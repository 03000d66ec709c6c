// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <cstdint>
#include <functional>
#include <vector>

namespace tempera::ui {

class Session;

/// Walks the scrubber through the epochs that have pictures, at a steady rate, and stops at the last. Waits for
/// pictures that are not here yet instead of showing holes, for two seconds at most. GUI thread; never blocks.
class EpochPlayer : public QObject {
    Q_OBJECT

public:
    explicit EpochPlayer(Session& session, QObject* parent = nullptr);

    void setEpochs(const std::vector<std::int64_t>& ascending);
    /// Asked before each step whether the pictures of that epoch are here.
    void setReady(std::function<bool(std::int64_t epoch)> ready) { m_ready = std::move(ready); }
    void setRate(double epochsPerSecond);
    double rate() const { return m_rate; }
    /// From the first epoch when the scrubber is at the last.
    void start();
    void stop();
    bool playing() const { return m_timer.isActive(); }

Q_SIGNALS:
    void playingChanged(bool playing);

private:
    void step();

    Session& m_session;
    QTimer m_timer;
    QElapsedTimer m_waiting;
    std::vector<std::int64_t> m_epochs;
    std::function<bool(std::int64_t)> m_ready;
    double m_rate = 4;
};

}  // namespace tempera::ui
