// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <cstdint>
#include <vector>

#include "core/store/run_queue.h"

class QDockWidget;
class QMainWindow;

namespace tempera::ui {

class Actions;
class LaunchDialog;
class MessageBar;
class QueuePanel;
class QueueRunner;
class RunCommands;
class Session;

/// New runs: the dialog, the queue with its dock, and what the user is told about them.
class LaunchCommands : public QObject {
    Q_OBJECT

public:
    LaunchCommands(Session& session, Actions& actions, MessageBar& messages, RunCommands& commands,
                   QMainWindow* window);

    QueueRunner& queue() const { return *m_queue; }
    QueuePanel& panel() const { return *m_panel; }
    /// Puts the dock as a tab beside `neighbour`, which stays in front.
    void placeDock(QDockWidget* neighbour);
    void showQueue();

    LaunchDialog* showDialog();
    /// The dialog with the configuration of the current run.
    LaunchDialog* showDialogLikeCurrent();
    /// The dialog with the configuration of a row that waits; saving changes the row. Nothing for another row.
    LaunchDialog* editQueued(std::int64_t id);

private:
    void enqueue(const std::vector<QueuedRun>& runs);
    void updateActions();

    Session& m_session;
    Actions& m_actions;
    MessageBar& m_messages;
    RunCommands& m_commands;
    QMainWindow* m_window;
    QueueRunner* m_queue;
    QueuePanel* m_panel;
    QDockWidget* m_dock;
    QDockWidget* m_neighbour = nullptr;
};

}  // namespace tempera::ui
