// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QString>
#include <map>

class QTimer;

namespace tempera::ui {

class Session;

/// Ends, pauses and continues runs. Stop asks through the mailbox, after a moment with SIGTERM, and
/// when the worker still lives it asks the user before SIGKILL: every way ends in a final state.
class RunControl : public QObject {
    Q_OBJECT

public:
    explicit RunControl(Session& session, QObject* parent = nullptr);

    void stop(const QString& runId);
    void pause(const QString& runId);
    void proceed(const QString& runId);  ///< of a paused run
    void checkpoint(const QString& runId);
    void sampleNow(const QString& runId);
    /// SIGKILL; only after unanswered() was shown to the user.
    void kill(const QString& runId);

    static constexpr int terminateAfter = 2000;  ///< ms from the mailbox to SIGTERM
    static constexpr int giveUpAfter = 4500;     ///< ms from the mailbox to the question

Q_SIGNALS:
    /// The worker obeyed neither the mailbox nor SIGTERM.
    void unanswered(const QString& runId);

private:
    qint64 worker(const QString& runId) const;

    Session& m_session;
};

}  // namespace tempera::ui
