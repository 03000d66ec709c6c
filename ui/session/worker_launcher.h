// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSet>
#include <QStringList>
#include <cstddef>
#include <list>

#include "core/config/config.h"

class QTimer;

namespace tempera::ui {

class Session;
struct RunData;

/// Starts workers detached, each in a session of its own, and tells whether they came up: the new process holds the
/// lock of its run, or has left an attempt in it, or the process ends before either and its last words are shown.
/// Closing the window ends nothing.
class WorkerLauncher : public QObject {
    Q_OBJECT

public:
    explicit WorkerLauncher(Session& session, QObject* parent = nullptr);

    /// tempera-run train SOURCE --name NAME [--set k=v]... --id ID --workspace W
    bool train(const QString& source, const QString& name, const QStringList& settings);
    /// tempera-run train FILE --name NAME --id ID --workspace W, with the configuration in a file that is gone
    /// afterwards
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
        QString workspace;
        QString runId;
        std::size_t attemptsBefore = 0;
        QString outputFile;  ///< what the worker says until its own log exists
        QString configFile;  ///< "" = none of ours

        void removeFiles() const;
    };

    QString temporaryFile(const QString& ending, const std::string& text);  ///< "" after failed()
    bool launchNew(QStringList arguments, const QString& name, const QString& configFile = {});
    bool launch(const QStringList& arguments, const QString& sentence, Start start);
    static bool cameUp(const Start& start, const RunData* run);
    void check();
    void settle(const QSet<qint64>& gone);

    Session& m_session;
    QTimer* m_poll;
    std::list<Start> m_starts;
    bool m_looking = false;
};

}  // namespace tempera::ui
