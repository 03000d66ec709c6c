// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/worker_launcher.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QPointer>
#include <QTemporaryFile>
#include <QTimer>

#include "core/base/error.h"
#include "core/config/changed_toml.h"
#include "core/store/workspace.h"
#include "ui/common/text_format.h"
#include "ui/session/session.h"
#include "ui/session/store_feed.h"
#include "ui/session/worker_process.h"

namespace tempera::ui {

WorkerLauncher::WorkerLauncher(Session& session, QObject* parent)
    : QObject(parent), m_session(session), m_poll(new QTimer(this)) {
    m_poll->setInterval(200);
    connect(m_poll, &QTimer::timeout, this, &WorkerLauncher::check);
}

bool WorkerLauncher::train(const QString& source, const QString& name, const QStringList& settings) {
    QStringList arguments{QStringLiteral("train"), source};
    if (!name.isEmpty()) {
        arguments << QStringLiteral("--name") << name;
    }
    for (const QString& setting : settings) {
        arguments << QStringLiteral("--set") << setting;
    }
    return launchNew(arguments, name.isEmpty() ? source : name);
}

bool WorkerLauncher::train(const Config& config) {
    const QString file = temporaryFile(QStringLiteral("toml"), changed_toml(config));
    const QString name = fromStd(config.text("name"));
    return !file.isEmpty() && launchNew({QStringLiteral("train"), file, QStringLiteral("--name"), name}, name, file);
}

bool WorkerLauncher::launchNew(QStringList arguments, const QString& name, const QString& configFile) {
    Start start;
    start.configFile = configFile;
    do {
        start.runId = fromStd(new_run_id(name.toStdString()));
    } while (m_session.run(start.runId));
    arguments << QStringLiteral("--id") << start.runId;
    return launch(arguments, tr("Starting %1…").arg(name), std::move(start));
}

bool WorkerLauncher::resume(const QString& runId) {
    Start start;
    start.runId = runId;
    if (const RunData* run = m_session.run(runId)) {
        start.attemptsBefore = run->head.summary.attempts.size();
    }
    return launch({QStringLiteral("resume"), runId}, tr("Resuming %1…").arg(runId), std::move(start));
}

QString WorkerLauncher::temporaryFile(const QString& ending, const std::string& text) {
    QTemporaryFile file(QDir::tempPath() + QStringLiteral("/tempera-start-XXXXXX.") + ending);
    file.setAutoRemove(false);
    if (!file.open() || file.write(text.data(), static_cast<qint64>(text.size())) < 0) {
        Q_EMIT failed(tr("No temporary file can be written in %1: free some space there.").arg(QDir::tempPath()));
        return {};
    }
    return file.fileName();
}

bool WorkerLauncher::launch(const QStringList& arguments, const QString& sentence, Start start) {
    start.workspace = m_session.workspace();
    start.outputFile = temporaryFile(QStringLiteral("txt"), {});
    if (start.outputFile.isEmpty()) {
        start.removeFiles();
        return false;
    }
    try {
        start.pid =
            startWorker(arguments + QStringList{QStringLiteral("--workspace"), start.workspace}, start.outputFile);
    } catch (const Error& error) {
        start.removeFiles();
        Q_EMIT failed(QString::fromUtf8(error.what()));
        return false;
    }
    m_starts.push_back(std::move(start));
    m_poll->start();
    Q_EMIT launching(sentence);
    return true;
}

void WorkerLauncher::Start::removeFiles() const {
    for (const QString& file : {outputFile, configFile}) {
        if (!file.isEmpty()) {
            QFile::remove(file);
        }
    }
}

bool WorkerLauncher::cameUp(const Start& start, const RunData* run) {
    // A short run may have ended between two looks.
    return run && (run->head.workerPid == start.pid || run->head.summary.attempts.size() > start.attemptsBefore);
}

void WorkerLauncher::check() {
    if (m_looking) {
        return;
    }
    m_looking = true;
    // Before the runs are read: what a worker leaves that is gone now is seen by this look.
    QSet<qint64> gone;
    for (const Start& start : m_starts) {
        if (processGone(start.pid)) {
            gone.insert(start.pid);
        }
    }
    m_session.ask([self = QPointer(this), gone](StoreFeed& feed) {
        feed.rescan();
        QMetaObject::invokeMethod(qApp, [self, gone] {
            if (self) {
                self->m_looking = false;
                self->settle(gone);
            }
        });
    });
}

void WorkerLauncher::settle(const QSet<qint64>& gone) {
    for (auto start = m_starts.begin(); start != m_starts.end();) {
        const bool here = start->workspace == m_session.workspace();
        const RunData* run = here ? m_session.run(start->runId) : nullptr;
        const bool up = cameUp(*start, run);
        if (!up && !gone.contains(start->pid)) {
            ++start;
            continue;
        }
        const QString words = lastWords(start->outputFile);
        start->removeFiles();
        start = m_starts.erase(start);
        if (up) {
            Q_EMIT started(run->id());
        }
        if (here && (!up || run->head.state == RunState::Failed)) {
            Q_EMIT failed(words.isEmpty() ? tr("The worker ended at once and said nothing.") : words);
        }
    }
    if (m_starts.empty()) {
        m_poll->stop();
    }
}

}  // namespace tempera::ui
