// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QWidget;

namespace tempera::ui {

class Actions;
class Session;

/// Which workspace is open: chosen, or one of those that were open before.
class WorkspaceCommands : public QObject {
    Q_OBJECT

public:
    WorkspaceCommands(Session& session, Actions& actions, QWidget* window);

    void choose();

private:
    void fillRecent();

    Session& m_session;
    Actions& m_actions;
    QWidget* m_window;
};

}  // namespace tempera::ui
