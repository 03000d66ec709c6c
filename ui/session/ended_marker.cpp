// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/ended_marker.h"

#include <QProcess>

#include "ui/session/session.h"
#include "ui/session/store_feed.h"
#include "ui/session/worker_program.h"

namespace tempera::ui {

EndedMarker::EndedMarker(Session& session, QObject* parent) : QObject(parent), m_session(session) {}

void EndedMarker::mark(const QStringList& runIds) {
    const QString program = findWorkerProgram();
    if (program.isEmpty()) {
        Q_EMIT failed(tr("The worker program tempera-run was not found: build it, or set TEMPERA_RUN to its path."));
        return;
    }
    auto* process = new QProcess(this);
    // Whatever happened, the runs are what they are now.
    const auto done = [this, process, runIds](bool good) {
        const QString said = QString::fromUtf8(process->readAllStandardError()).trimmed();
        process->deleteLater();
        for (const QString& id : runIds) {
            m_session.ask([id](StoreFeed& feed) { feed.refresh(id); });
        }
        if (good) {
            Q_EMIT marked(runIds);
        } else {
            Q_EMIT failed(said.isEmpty() ? tr("The runs could not be marked as ended.")
                                         : said.section(QLatin1Char('\n'), -1));
        }
    };
    connect(process, &QProcess::finished, this,
            [done](int code, QProcess::ExitStatus status) { done(status == QProcess::NormalExit && code == 0); });
    connect(process, &QProcess::errorOccurred, this, [done](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            done(false);
        }
    });
    process->start(program, QStringList{QStringLiteral("mark-ended")} + runIds +
                                QStringList{QStringLiteral("--workspace"), m_session.workspace()});
}

}  // namespace tempera::ui
