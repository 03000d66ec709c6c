// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSet>
#include <QString>

namespace tempera::ui {

class Actions;
class EndedMarker;
class ExampleRuns;
class MessageBar;
class RecoveryCentre;
class RunControl;
class Session;
class WorkerLauncher;

/// What the Run menu does to the current run, and what the user is told about it.
class RunCommands : public QObject {
    Q_OBJECT

public:
    RunCommands(Session& session, Actions& actions, MessageBar& messages, QWidget* window);

    WorkerLauncher& launcher() const { return *m_launcher; }
    RunControl& control() const { return *m_control; }

    void start(const QString& source, const QString& name, const QStringList& settings);
    /// Starts the preset unless a run of that name is there already.
    void startDemo(const QString& preset);
    ExampleRuns& examples() const { return *m_examples; }
    void resume(const QString& runId);
    /// Shows the centre when a workspace with lost runs was opened, and does what its buttons ask.
    void serve(RecoveryCentre& centre);

private:
    void connectActions();
    void connectMessages();
    void updateActions();
    void onRunChanged(const QString& id);
    void onStarted(const QString& id);

    Session& m_session;
    Actions& m_actions;
    MessageBar& m_messages;
    QWidget* m_window;
    WorkerLauncher* m_launcher;
    RunControl* m_control;
    EndedMarker* m_marker;
    ExampleRuns* m_examples;
    bool m_tellOfExamples = false;  ///< they were asked for
    QSet<QString> m_wasLive;        ///< to tell a worker that vanishes from one that was lost long ago
};

}  // namespace tempera::ui
