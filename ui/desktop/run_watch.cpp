// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/run_watch.h"

#include <QTimer>
#include <QWidget>
#include <algorithm>

#include "core/base/clock.h"
#include "core/store/silence.h"
#include "ui/common/core_text.h"
#include "ui/common/text_format.h"
#include "ui/desktop/notifier.h"
#include "ui/desktop/sleep_inhibitor.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {
constexpr int silenceInterval = 60000;  // ms
}

RunWatch::RunWatch(Session& session, QWidget& window, Notifier& notifier, SleepInhibitor& inhibitor, QObject* parent)
    : QObject(parent), m_session(session), m_window(window), m_notifier(notifier), m_inhibitor(inhibitor) {
    connect(&session, &Session::runAdded, this, &RunWatch::onRun);
    connect(&session, &Session::runChanged, this, &RunWatch::onRun);
    connect(&session, &Session::runRemoved, this, [this](const QString& id) {
        m_states.remove(id);
        updateSleep();
    });
    connect(&session, &Session::workspaceOpened, this, [this] {
        m_states.clear();
        updateSleep();
    });
    connect(&session.settings(), &Settings::changed, this, [this](const QString& key) {
        if (isKey(key, settings::inhibitSleep)) {
            updateSleep();
        }
    });
    for (const RunData* run : session.runs()) {
        m_states[run->id()] = run->head.state;
    }
    updateSleep();
    auto* minute = new QTimer(this);
    connect(minute, &QTimer::timeout, this, &RunWatch::checkSilence);
    minute->start(silenceInterval);
}

void RunWatch::onRun(const QString& id) {
    const RunData* run = m_session.run(id);
    if (!run) {
        return;
    }
    const auto before = m_states.constFind(id);
    const bool known = before != m_states.constEnd();
    const RunState was = known ? before.value() : run->head.state;
    m_states[id] = run->head.state;
    if (was != run->head.state) {
        tell(id);
    }
    if (was == RunState::Running || run->head.state == RunState::Running) {
        updateSleep();
    }
}

bool RunWatch::isWanted() const {
    return !m_window.isActiveWindow() && m_session.settings().value(settings::notifications);
}

void RunWatch::checkSilence() {
    QHash<QString, int> checks;
    for (const RunData* run : m_session.runs()) {
        const auto silent = silence(run->head.summary, run->head.state, unix_seconds());
        if (!silent) {
            continue;
        }
        const int count = m_silentChecks.value(run->id()) + 1;
        checks[run->id()] = count;
        if (count == 2 && isWanted()) {
            m_notifier.notify(run->id(), tr("%1 makes no progress").arg(run->name()),
                              tr("Its worker has said nothing for %1.").arg(formatDuration(*silent)), true);
        }
    }
    m_silentChecks = checks;
}

void RunWatch::tell(const QString& id) {
    if (!isWanted()) {
        return;
    }
    const RunData& run = *m_session.run(id);
    const Progress& progress = run.head.summary.progress;
    const QString after = tr("After epoch %1 of %2.").arg(progress.epoch).arg(progress.num_epochs);
    switch (run.head.state) {
        case RunState::Finished:
            m_notifier.notify(id, tr("%1 is finished").arg(run.name()), after, false);
            break;
        case RunState::Stopped:
            m_notifier.notify(id, tr("%1 was stopped").arg(run.name()), after, false);
            break;
        case RunState::Paused:
            // By a worker that waits, or by one that could not go on.
            m_notifier.notify(id, tr("%1 is paused").arg(run.name()), run.live() ? after : run.lastReason(),
                              !run.live());
            break;
        case RunState::Failed:
            m_notifier.notify(id, tr("%1 failed").arg(run.name()), run.lastReason(), true);
            break;
        case RunState::Interrupted:
            m_notifier.notify(id, tr("%1 lost its worker").arg(run.name()), after, true);
            break;
        default:
            break;
    }
}

void RunWatch::updateSleep() {
    const bool trains = std::find(m_states.begin(), m_states.end(), RunState::Running) != m_states.end();
    m_inhibitor.setHeld(trains && m_session.settings().value(settings::inhibitSleep));
}

}  // namespace tempera::ui
