// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QStringList>
#include <list>

class QTimer;

namespace tempera::ui {

class Session;

/// Starts workers detached, each in a session of its own, and tells whether they came up: a run
/// whose lock the new process holds appears, or the process ends first and its last words are
/// shown. Closing the window ends nothing.
class WorkerLauncher : public QObject {
    Q_OBJECT

public:
    explicit WorkerLauncher(Session& session, QObject* parent = nullptr);

    /// tempera-run train SOURCE --workspace W --name NAME [--set k=v]...
    bool train(const QString& source, const QString& name, const QStringList& settings);
    /// tempera-run resume RUN --workspace W
    bool resume(const QString& runId);

    bool starting() const { return !m_starts.empty(); }

Q_SIGNALS:
    void launching(const QString& sentence);
    void started(const QString& runId);
    void failed(const QString& sentence);

private:
    struct Start {
        qint64 pid = 0;
        QString outputFile;  ///< what the worker says until its own log exists
        QElapsedTimer since;
    };

    bool launch(const QStringList& arguments, const QString& sentence);
    void check();

    Session& m_session;
    QTimer* m_poll;
    std::list<Start> m_starts;
};

}  // namespace tempera::ui
