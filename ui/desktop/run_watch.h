// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QString>

#include "core/store/records.h"

class QWidget;

namespace tempera::ui {

class Notifier;
class Session;
class SleepInhibitor;

/// What the desktop hears of the runs: a notice when one ends, fails, pauses or makes no progress while the window is
/// in the background, and no sleep while one trains; both as the settings wish.
class RunWatch : public QObject {
    Q_OBJECT

public:
    /// Owns neither service; they live as long as this. `window`: in the background when it is not the active one.
    RunWatch(Session& session, QWidget& window, Notifier& notifier, SleepInhibitor& inhibitor,
             QObject* parent = nullptr);

    /// Tells of each worker, once, that it has made no progress (core/store/silence.h) at two checks on end: after the
    /// machine has slept, the first comes too early. Called every minute.
    void checkSilence();

private:
    bool isWanted() const;
    void onRun(const QString& id);
    void tell(const QString& id);
    void updateSleep();

    Session& m_session;
    QWidget& m_window;
    Notifier& m_notifier;
    SleepInhibitor& m_inhibitor;
    QHash<QString, RunState> m_states;   ///< as last seen: what is told is a change
    QHash<QString, int> m_silentChecks;  ///< on end
};

}  // namespace tempera::ui
