// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

class QFileDialog;
class QWidget;

namespace tempera::ui {

class Actions;
class ArchiveDialog;
class ArchiveImport;
class MessageBar;
class Session;
class WorkerCommand;
struct ArchiveRequest;

/// Runs as single files, NAME.tempera: into the workspace and out of it. GUI thread; a worker does it beside the
/// window, and the message bar says how far it is and how it ended.
class ArchiveCommands : public QObject {
    Q_OBJECT

public:
    ArchiveCommands(Session& session, Actions& actions, MessageBar& messages, QWidget* window);

    /// Into the workspace that is open, or that opens next.
    void import(const QStringList& files);
    QFileDialog* showImportDialog();
    ArchiveDialog* showExportDialog();  ///< of the current run; nullptr without one

Q_SIGNALS:
    /// Runs of the open workspace that have just come.
    void imported(const QStringList& ids);

private:
    void onImported(const QStringList& ids, const QStringList& problems);
    void exportRun(const ArchiveRequest& request);
    void updateActions();

    Session& m_session;
    Actions& m_actions;
    MessageBar& m_messages;
    QWidget* m_window;
    ArchiveImport* m_import;
    WorkerCommand* m_export;
    QString m_file;  ///< that is being written
};

}  // namespace tempera::ui
