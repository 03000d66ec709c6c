// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/worker_command.h"

#include <QProcess>
#include <utility>

#include "ui/session/worker_process.h"
#include "ui/session/worker_program.h"

namespace tempera::ui {

namespace {

constexpr int farewell = 1000;  // ms that a command gets to clean up when its window goes

/// A failed command ends with one sentence that says what is wrong, behind the program's name.
QString lastSentence(const QByteArray& output) {
    const QString line = lastLine(output);
    const QString program = QStringLiteral("tempera-run: ");
    return line.startsWith(program) ? line.mid(program.size()) : line;
}

}  // namespace

WorkerCommand::~WorkerCommand() {
    if (m_process) {
        m_process->disconnect(this);
        m_process->terminate();
        if (!m_process->waitForFinished(farewell)) {
            m_process->kill();
            m_process->waitForFinished(farewell);
        }
    }
}

void WorkerCommand::start(const QStringList& arguments) {
    const QString program = findWorkerProgram();
    if (program.isEmpty()) {
        Q_EMIT failed(tr("The worker program tempera-run was not found: build it, or set TEMPERA_RUN to its path."));
        return;
    }
    m_cancelled = false;
    m_process = new QProcess(this);
    m_process->setStandardInputFile(QProcess::nullDevice());
    connect(m_process, &QProcess::finished, this, &WorkerCommand::onFinished);
    connect(m_process, &QProcess::errorOccurred, this, [this, program](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            std::exchange(m_process, nullptr)->deleteLater();
            Q_EMIT failed(tr("%1 could not be started: check that it may be executed.").arg(program));
        }
    });
    m_process->start(program, arguments);
}

void WorkerCommand::cancel() {
    if (m_process) {
        m_cancelled = true;
        m_process->terminate();
    }
}

void WorkerCommand::onFinished() {
    QProcess* process = std::exchange(m_process, nullptr);
    process->deleteLater();
    if (process->exitStatus() == QProcess::NormalExit && process->exitCode() == 0) {
        Q_EMIT finished(process->readAllStandardOutput());  // also one that was quicker than cancel()
    } else if (m_cancelled) {
        Q_EMIT cancelled();
    } else {
        Q_EMIT failed(lastSentence(process->readAllStandardError()));
    }
}

}  // namespace tempera::ui
