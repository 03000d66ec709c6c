// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/archive_import.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <utility>

#include "ui/session/worker_command.h"

namespace tempera::ui {

ArchiveImport::ArchiveImport(QObject* parent) : QObject(parent), m_command(new WorkerCommand(this)) {
    connect(m_command, &WorkerCommand::finished, this, [this](const QByteArray& output) {
        for (const QJsonValue& run : QJsonDocument::fromJson(output).array()) {
            m_ids << run.toObject().value(QStringLiteral("id")).toString();
        }
        next();
    });
    connect(m_command, &WorkerCommand::failed, this, [this](const QString& sentence) {
        m_problems << (sentence.isEmpty() ? tr("%1 was not imported; the worker said nothing.").arg(m_file) : sentence);
        next();
    });
    connect(m_command, &WorkerCommand::cancelled, this, &ArchiveImport::end);
}

void ArchiveImport::start(const QStringList& files, const QString& workspace) {
    const bool idle = !running();
    m_files += files;
    m_all += static_cast<int>(files.size());
    if (idle && running()) {
        m_workspace = workspace;
        next();
    }
}

void ArchiveImport::cancel() {
    m_files.clear();
    m_command->cancel();
}

void ArchiveImport::next() {
    if (m_files.isEmpty()) {
        end();
        return;
    }
    m_file = m_files.takeFirst();
    Q_EMIT progress(m_file, m_all - static_cast<int>(m_files.size()), m_all);
    m_command->start(
        {QStringLiteral("import"), m_file, QStringLiteral("--workspace"), m_workspace, QStringLiteral("--json")});
}

void ArchiveImport::end() {
    m_all = 0;
    Q_EMIT finished(std::exchange(m_ids, {}), std::exchange(m_problems, {}));
}

}  // namespace tempera::ui
