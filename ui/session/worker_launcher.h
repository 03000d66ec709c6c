// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>
#include <list>

#include "core/config/config.h"

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
    /// tempera-run train FILE --workspace W --name NAME, with the configuration in a file that is gone afterwards
    bool train(const Config& config);
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
        QString configFile;  ///< "" = none of ours

        void removeFiles() const;
    };

    QString temporaryFile(const QString& ending, const std::string& text);  ///< "" after failed()
    bool launch(const QStringList& arguments, const QString& sentence, const QString& configFile = {});
    void check();

    Session& m_session;
    QTimer* m_poll;
    std::list<Start> m_starts;
};

}  // namespace tempera::ui
