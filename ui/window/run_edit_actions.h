// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QPoint;

namespace tempera::ui {

class Actions;
class MessageBar;
class RunEdits;
class RunsPanel;
class Session;

/// What the Edit menu does to the selected runs: every change goes through RunEdits and can be undone. Also the menu of
/// the list of runs.
class RunEditActions : public QObject {
    Q_OBJECT

public:
    RunEditActions(Session& session, Actions& actions, RunsPanel& panel, MessageBar& messages, QWidget* window);

private:
    void showMenu(const QPoint& place);
    void connectStack();
    void connectEdits();
    void update();
    void askGroup();
    void editTags();
    void askForLine();
    void showTrash();
    void tellTrashed(const QStringList& ids);

    Session& m_session;
    Actions& m_actions;
    RunsPanel& m_panel;
    RunEdits& m_edits;
    MessageBar& m_messages;
    QWidget* m_window;
};

}  // namespace tempera::ui
