// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/worker_launcher.h"

#include <QDir>
#include <QFile>
#include <QTemporaryFile>
#include <QTimer>

#include "core/base/error.h"
#include "core/config/changed_toml.h"
#include "ui/common/text_format.h"
#include "ui/session/session.h"
#include "ui/session/worker_process.h"

namespace tempera::ui {

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

bool WorkerLauncher::train(const Config& config) {
    const QString file = temporaryFile(QStringLiteral("toml"), changed_toml(config));
    const QString name = fromStd(config.text("name"));
    return !file.isEmpty() && launch({QStringLiteral("train"), file, QStringLiteral("--workspace"),
                                      m_session.workspace(), QStringLiteral("--name"), name},
                                     tr("Starting %1…").arg(name), file);
}

bool WorkerLauncher::resume(const QString& runId) {
    return launch({QStringLiteral("resume"), runId, QStringLiteral("--workspace"), m_session.workspace()},
                  tr("Resuming %1…").arg(runId));
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

bool WorkerLauncher::launch(const QStringList& arguments, const QString& sentence, const QString& configFile) {
    Start start;
    start.outputFile = temporaryFile(QStringLiteral("txt"), {});
    start.configFile = configFile;
    if (start.outputFile.isEmpty()) {
        return false;
    }
    try {
        start.pid = startWorker(arguments, start.outputFile);
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
    QFile::remove(outputFile);
    if (!configFile.isEmpty()) {
        QFile::remove(configFile);
    }
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
        start->removeFiles();
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
