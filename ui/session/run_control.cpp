// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/run_control.h"

#include <signal.h>

#include <QTimer>

#include "core/store/run_lock.h"
#include "ui/session/session.h"

namespace tempera::ui {

RunControl::RunControl(Session& session, QObject* parent) : QObject(parent), m_session(session) {}

qint64 RunControl::worker(const QString& runId) const {
    const RunData* run = m_session.run(runId);
    // Asked freshly: a process id that was remembered may belong to someone else by now.
    const auto holder = run ? lock_holder(run->head.dir) : std::nullopt;
    return holder ? static_cast<qint64>(*holder) : 0;
}

void RunControl::stop(const QString& runId) {
    const RunData* run = m_session.run(runId);
    if (!run || run->stopping || worker(runId) == 0) {
        return;
    }
    const qint64 pid = worker(runId);
    m_session.setStopping(runId, true);
    m_session.post(runId, Command::Stop);
    QTimer::singleShot(terminateAfter, this, [this, runId, pid] {
        if (worker(runId) == pid) {
            ::kill(static_cast<pid_t>(pid), SIGTERM);
        }
    });
    QTimer::singleShot(giveUpAfter, this, [this, runId, pid] {
        if (worker(runId) == pid) {
            m_session.setStopping(runId, false);
            Q_EMIT unanswered(runId);
        }
    });
}

void RunControl::pause(const QString& runId) {
    m_session.post(runId, Command::Pause);
}

void RunControl::proceed(const QString& runId) {
    m_session.post(runId, Command::Continue);
}

void RunControl::checkpoint(const QString& runId) {
    m_session.post(runId, Command::Checkpoint);
}

void RunControl::sampleNow(const QString& runId) {
    m_session.post(runId, Command::SampleNow);
}

void RunControl::kill(const QString& runId) {
    if (const qint64 pid = worker(runId)) {
        ::kill(static_cast<pid_t>(pid), SIGKILL);
    }
}

}  // namespace tempera::ui
