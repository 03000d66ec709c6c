// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/archive_commands.h"

#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QUrl>

#include "ui/common/message_bar.h"
#include "ui/session/archive_import.h"
#include "ui/session/session.h"
#include "ui/session/worker_command.h"
#include "ui/window/actions.h"
#include "ui/window/archive_dialog.h"

namespace tempera::ui {

ArchiveCommands::ArchiveCommands(Session& session, Actions& actions, MessageBar& messages, QWidget* window)
    : QObject(window),
      m_session(session),
      m_actions(actions),
      m_messages(messages),
      m_window(window),
      m_import(new ArchiveImport(this)),
      m_export(new WorkerCommand(this)) {
    connect(actions.importArchive, &QAction::triggered, this, [this] { showImportDialog(); });
    connect(actions.exportArchive, &QAction::triggered, this, [this] { showExportDialog(); });
    connect(m_import, &ArchiveImport::progress, this, [this](const QString& file, int number, int all) {
        const QString name = QFileInfo(file).fileName();
        m_messages.showMessage(
            MessageBar::Kind::Info,
            all == 1 ? tr("Importing %1…").arg(name) : tr("Importing %1 (%2 of %3)…").arg(name).arg(number).arg(all),
            tr("Cancel"), [this] { m_import->cancel(); });
    });
    connect(m_import, &ArchiveImport::finished, this, &ArchiveCommands::onImported);
    connect(m_export, &WorkerCommand::finished, this, [this] {
        m_messages.showMessage(
            MessageBar::Kind::Info, tr("The run is in %1.").arg(m_file), tr("Open folder"),
            [folder = QFileInfo(m_file).absolutePath()] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); });
    });
    connect(m_export, &WorkerCommand::failed, this, [this](const QString& sentence) {
        m_messages.showMessage(
            MessageBar::Kind::Error,
            sentence.isEmpty() ? tr("%1 was not written; the worker said nothing.").arg(m_file) : sentence);
    });
    connect(m_export, &WorkerCommand::cancelled, this,
            [this] { m_messages.showMessage(MessageBar::Kind::Info, tr("The archive was not written.")); });
    connect(m_export, &WorkerCommand::finished, this, &ArchiveCommands::updateActions);
    connect(m_export, &WorkerCommand::failed, this, &ArchiveCommands::updateActions);
    connect(m_export, &WorkerCommand::cancelled, this, &ArchiveCommands::updateActions);
    connect(&session, &Session::workspaceOpened, this, &ArchiveCommands::updateActions);
    connect(&session, &Session::currentChanged, this, &ArchiveCommands::updateActions);
    connect(&session, &Session::runRemoved, this, &ArchiveCommands::updateActions, Qt::QueuedConnection);
    updateActions();
}

void ArchiveCommands::updateActions() {
    m_actions.importArchive->setEnabled(!m_session.workspace().isEmpty());
    m_actions.exportArchive->setEnabled(m_session.current() && !m_export->running());
}

void ArchiveCommands::import(const QStringList& files) {
    if (m_session.workspace().isEmpty()) {
        connect(
            &m_session, &Session::workspaceOpened, this, [this, files] { import(files); }, Qt::SingleShotConnection);
        return;
    }
    m_import->start(files, m_session.workspace());
}

void ArchiveCommands::onImported(const QStringList& ids, const QStringList& problems) {
    const bool here = m_import->workspace() == m_session.workspace();
    QStringList sentences = problems;
    if (!ids.isEmpty() || problems.isEmpty()) {
        const QString place = m_import->workspace();
        sentences.prepend(ids.isEmpty()     ? tr("Nothing was imported.")
                          : !here           ? tr("Imported into %1: %2.").arg(place, ids.join(QStringLiteral(", ")))
                          : ids.size() == 1 ? tr("%1 is in this workspace now.").arg(ids.front())
                                            : tr("%1 runs are in this workspace now.").arg(ids.size()));
    }
    const auto kind = problems.isEmpty() ? MessageBar::Kind::Info : MessageBar::Kind::Error;
    const bool canUndo = here && !ids.isEmpty();
    m_messages.showMessage(kind, sentences.join(QLatin1Char(' ')), canUndo ? tr("Undo") : QString(), [this, ids] {
        for (const QString& id : ids) {
            m_session.trash(id);
        }
    });
    if (canUndo) {
        m_session.rescan();
        Q_EMIT imported(ids);
    }
}

QFileDialog* ArchiveCommands::showImportDialog() {
    auto* dialog = new QFileDialog(m_window, tr("Import Run Archives"), QString(), archiveFilter());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &ArchiveCommands::import);
    dialog->open();
    return dialog;
}

ArchiveDialog* ArchiveCommands::showExportDialog() {
    const RunData* run = m_session.current();
    if (!run) {
        return nullptr;
    }
    auto* dialog = new ArchiveDialog(*run, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ArchiveDialog::exportAsked, this, &ArchiveCommands::exportRun);
    dialog->open();
    return dialog;
}

void ArchiveCommands::exportRun(const ArchiveRequest& request) {
    QStringList words{QStringLiteral("export"), request.runDir, QStringLiteral("--out"), request.file};
    if (!request.checkpoints) {
        words << QStringLiteral("--no-checkpoints");
    }
    if (!request.pictures) {
        words << QStringLiteral("--no-pictures");
    }
    m_file = request.file;
    m_messages.showMessage(MessageBar::Kind::Info, tr("Writing %1…").arg(QFileInfo(m_file).fileName()), tr("Cancel"),
                           [this] { m_export->cancel(); });
    m_export->start(words);
    updateActions();
}

}  // namespace tempera::ui
