// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/launch_commands.h"

#include <QDockWidget>
#include <QListView>
#include <QMainWindow>
#include <QTabWidget>

#include "ui/common/message_bar.h"
#include "ui/launch/launch_dialog.h"
#include "ui/queue/queue_panel.h"
#include "ui/session/queue_runner.h"
#include "ui/session/session.h"
#include "ui/session/worker_launcher.h"
#include "ui/window/actions.h"
#include "ui/window/run_commands.h"

namespace tempera::ui {

LaunchCommands::LaunchCommands(Session& session, Actions& actions, MessageBar& messages, RunCommands& commands,
                               QMainWindow* window)
    : QObject(window),
      m_session(session),
      m_actions(actions),
      m_messages(messages),
      m_commands(commands),
      m_window(window),
      m_queue(new QueueRunner(session, this)),
      m_panel(new QueuePanel(session, *m_queue, actions.queue)),
      m_dock(new QDockWidget(tr("Queue"))) {
    m_dock->setObjectName(QStringLiteral("queueDock"));
    m_dock->setWidget(m_panel);
    m_dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
    connect(actions.newRun, &QAction::triggered, this, &LaunchCommands::showDialog);
    connect(actions.newRunLikeThis, &QAction::triggered, this, &LaunchCommands::showDialogLikeCurrent);
    // The left side comes and goes as a whole.
    connect(actions.runsPanel, &QAction::triggered, this, [this](bool shown) {
        m_dock->setVisible(shown);
        m_neighbour->setVisible(shown);
        m_neighbour->raise();
    });
    connect(actions.queuePanel, &QAction::triggered, this, &LaunchCommands::showQueue);
    connect(&session, &Session::currentChanged, this, &LaunchCommands::updateActions);
    connect(&session, &Session::valuesReset, this, &LaunchCommands::updateActions);
    connect(m_panel, &QueuePanel::editAsked, this, &LaunchCommands::editQueued);
    connect(m_queue, &QueueRunner::notReplaced, this, [this](const QString& name) {
        m_messages.showMessage(MessageBar::Kind::Warning,
                               tr("%1 does not wait any more: it keeps its configuration.").arg(name),
                               tr("Show the queue"), [this] { showQueue(); });
    });
    connect(m_queue, &QueueRunner::problem, this,
            [this](const QString& text) { m_messages.showMessage(MessageBar::Kind::Error, text); });
    connect(m_queue, &QueueRunner::notStarted, this, [this](const QString& name, const QString& problem) {
        m_messages.showMessage(MessageBar::Kind::Error, tr("%1 could not be started: %2").arg(name, problem),
                               tr("Show the queue"), [this] { showQueue(); });
    });
    updateActions();
}

void LaunchCommands::placeDock(QDockWidget* neighbour) {
    m_window->addDockWidget(Qt::LeftDockWidgetArea, m_dock);
    m_window->setTabPosition(Qt::LeftDockWidgetArea, QTabWidget::North);
    m_window->tabifyDockWidget(neighbour, m_dock);
    m_dock->show();
    neighbour->raise();
    m_neighbour = neighbour;
}

void LaunchCommands::showQueue() {
    m_dock->show();
    m_dock->raise();
    m_panel->list()->setFocus(Qt::ShortcutFocusReason);
}

void LaunchCommands::updateActions() {
    const RunData* run = m_session.current();
    m_actions.newRunLikeThis->setEnabled(run && !run->configToml.isEmpty());
}

LaunchDialog* LaunchCommands::showDialog() {
    auto* dialog = new LaunchDialog(m_session, *m_queue, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &LaunchDialog::startAsked, this,
            [this](const Config& config) { m_commands.launcher().train(config); });
    connect(dialog, &LaunchDialog::queueAsked, this, &LaunchCommands::enqueue);
    dialog->open();
    return dialog;
}

LaunchDialog* LaunchCommands::showDialogLikeCurrent() {
    const RunData* run = m_session.current();
    if (!run || run->configToml.isEmpty()) {
        return nullptr;
    }
    LaunchDialog* dialog = showDialog();
    dialog->beginFrom(run->configToml, run->name());
    return dialog;
}

LaunchDialog* LaunchCommands::editQueued(std::int64_t id) {
    const QueuedRun* row = m_queue->row(id);
    if (!row || row->state != QueuedState::Waiting) {
        return nullptr;
    }
    auto* dialog = new LaunchDialog(m_session, *m_queue, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->edit(*row);
    connect(dialog, &LaunchDialog::replaceAsked, m_queue, &QueueRunner::replace);
    dialog->open();
    return dialog;
}

void LaunchCommands::enqueue(const std::vector<QueuedRun>& runs) {
    m_queue->add(runs);
    m_messages.showMessage(MessageBar::Kind::Info,
                           runs.size() == 1 ? tr("%1 is in the queue.").arg(QString::fromStdString(runs.front().name))
                                            : tr("%1 runs are in the queue.").arg(runs.size()),
                           tr("Show the queue"), [this] { showQueue(); });
}

}  // namespace tempera::ui
