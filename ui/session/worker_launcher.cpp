// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/worker_launcher.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryFile>
#include <QTimer>

#include "ui/session/session.h"
#include "ui/session/worker_program.h"

namespace tempera::ui {

namespace {

/// The last line that a person can read: the worker ends with one sentence that says what is wrong.
QString lastWords(const QString& file) {
    QFile output(file);
    if (!output.open(QIODevice::ReadOnly)) {
        return {};
    }
    output.seek(qMax<qint64>(0, output.size() - 4096));
    const QStringList lines = QString::fromUtf8(output.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    return lines.isEmpty() ? QString() : lines.last().section(QLatin1Char('\r'), -1).trimmed();
}

/// A detached process is nobody's child: it is gone when there is no such process, or only its
/// remains that nobody collects ("Z").
bool processGone(qint64 pid) {
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!stat.open(QIODevice::ReadOnly)) {
        return true;
    }
    const QByteArray line = stat.readAll();
    return line.mid(line.lastIndexOf(')') + 2, 1) == "Z";
}

}  // namespace

WorkerLauncher::WorkerLauncher(Session& session, QObject* parent)
    : QObject(parent), m_session(session), m_poll(new QTimer(this)) {
    m_poll->setInterval(200);
    connect(m_poll, &QTimer::timeout, this, &WorkerLauncher::check);
}

bool WorkerLauncher::train(const QString& source, const QString& name, const QStringList& settings) {
    QStringList arguments{QStringLiteral("train"), source, QStringLiteral("--workspace"), m_session.workspace()};
    if (!name.isEmpty()) {
        arguments << QStringLiteral("--name") << name;
    }
    for (const QString& setting : settings) {
        arguments << QStringLiteral("--set") << setting;
    }
    return launch(arguments, tr("Starting %1…").arg(name.isEmpty() ? source : name));
}

bool WorkerLauncher::resume(const QString& runId) {
    return launch({QStringLiteral("resume"), runId, QStringLiteral("--workspace"), m_session.workspace()},
                  tr("Resuming %1…").arg(runId));
}

bool WorkerLauncher::launch(const QStringList& arguments, const QString& sentence) {
    const QString program = findWorkerProgram();
    if (program.isEmpty()) {
        Q_EMIT failed(tr("The worker program tempera-run was not found: build it, or set TEMPERA_RUN to its path."));
        return false;
    }
    QTemporaryFile output(QDir::tempPath() + QStringLiteral("/tempera-start-XXXXXX.txt"));
    output.setAutoRemove(false);
    if (!output.open()) {
        Q_EMIT failed(tr("No temporary file can be written in %1: free some space there.").arg(QDir::tempPath()));
        return false;
    }
    output.close();
    QProcess process;
    process.setProgram(program);
    process.setArguments(arguments);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(output.fileName());
    process.setStandardErrorFile(output.fileName(), QIODevice::Append);
    Start start;
    start.outputFile = output.fileName();
    start.since.start();
    // startDetached puts the child into a session of its own: no terminal, no signal of ours reaches it.
    if (!process.startDetached(&start.pid)) {
        QFile::remove(start.outputFile);
        Q_EMIT failed(tr("%1 could not be started: check that it may be executed.").arg(program));
        return false;
    }
    m_starts.push_back(std::move(start));
    m_poll->start();
    Q_EMIT launching(sentence);
    return true;
}

void WorkerLauncher::check() {
    m_session.rescan();
    for (auto start = m_starts.begin(); start != m_starts.end();) {
        const RunData* found = nullptr;
        for (const RunData* run : m_session.runs()) {
            if (run->head.workerPid == start->pid) {
                found = run;
            }
        }
        const bool gone = processGone(start->pid);
        if (!found && !gone) {
            ++start;
            continue;
        }
        const QString words = lastWords(start->outputFile);
        QFile::remove(start->outputFile);
        start = m_starts.erase(start);
        if (found) {
            Q_EMIT started(found->id());
        } else {
            Q_EMIT failed(words.isEmpty() ? tr("The worker ended at once and said nothing.") : words);
        }
    }
    if (m_starts.empty()) {
        m_poll->stop();
    }
}

}  // namespace tempera::ui
