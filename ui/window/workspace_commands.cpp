// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/workspace_commands.h"

#include <QDir>
#include <QFileDialog>
#include <QMenu>

#include "ui/session/session.h"
#include "ui/window/actions.h"

namespace tempera::ui {

WorkspaceCommands::WorkspaceCommands(Session& session, Actions& actions, QWidget* window)
    : QObject(window), m_session(session), m_actions(actions), m_window(window) {
    connect(actions.openWorkspace, &QAction::triggered, this, &WorkspaceCommands::choose);
    connect(actions.recentMenu(), &QMenu::aboutToShow, this, &WorkspaceCommands::fillRecent);
    connect(&session, &Session::workspaceOpened, this,
            [this](const QString& root) { m_session.settings().rememberWorkspace(root); });
}

void WorkspaceCommands::choose() {
    const QString folder = QFileDialog::getExistingDirectory(m_window, tr("Open Workspace"), m_session.workspace());
    if (!folder.isEmpty()) {
        m_session.openWorkspace(folder);
    }
}

void WorkspaceCommands::fillRecent() {
    QMenu* menu = m_actions.recentMenu();
    menu->clear();
    const QStringList recent = m_session.settings().value(settings::recentWorkspaces);
    for (const QString& folder : recent) {
        QString shown = folder;
        if (shown.startsWith(QDir::homePath())) {
            shown.replace(0, QDir::homePath().size(), QLatin1Char('~'));
        }
        QAction* action = menu->addAction(shown);
        action->setEnabled(QDir(folder).exists());
        connect(action, &QAction::triggered, this, [this, folder] { m_session.openWorkspace(folder); });
    }
    menu->addSeparator();
    QAction* clear = menu->addAction(tr("&Clear List"));
    clear->setEnabled(!recent.isEmpty());
    connect(clear, &QAction::triggered, this, [this] { m_session.settings().reset(settings::recentWorkspaces); });
}

}  // namespace tempera::ui
