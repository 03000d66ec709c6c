// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/run_commands.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QInputDialog>
#include <QSettings>
#include <QUrl>

#include "ui/common/message_bar.h"
#include "ui/common/text_format.h"
#include "ui/session/run_control.h"
#include "ui/session/session.h"
#include "ui/session/worker_launcher.h"
#include "ui/window/actions.h"

namespace tempera::ui {

RunCommands::RunCommands(Session& session, Actions& actions, MessageBar& messages, QWidget* window)
    : QObject(window),
      m_session(session),
      m_actions(actions),
      m_messages(messages),
      m_window(window),
      m_launcher(new WorkerLauncher(session, this)),
      m_control(new RunControl(session, this)) {
    connectActions();
    connectMessages();
    connect(&session, &Session::currentChanged, this, &RunCommands::updateActions);
    connect(&session, &Session::runChanged, this, &RunCommands::onRunChanged);
    connect(&session, &Session::runAdded, this, &RunCommands::onRunChanged);
    updateActions();
}

void RunCommands::connectActions() {
    const auto onCurrent = [this](QAction* action, auto work) {
        connect(action, &QAction::triggered, this, [this, work] {
            if (m_session.current()) {
                work(m_session.currentId());
            }
        });
    };
    onCurrent(m_actions.pause, [this](const QString& id) { m_control->pause(id); });
    onCurrent(m_actions.stop, [this](const QString& id) { m_control->stop(id); });
    onCurrent(m_actions.resume, [this](const QString& id) { resume(id); });
    onCurrent(m_actions.checkpoint, [this](const QString& id) { m_control->checkpoint(id); });
    onCurrent(m_actions.sampleNow, [this](const QString& id) { m_control->sampleNow(id); });
    onCurrent(m_actions.trash, [this](const QString& id) { m_session.trash(id); });
    onCurrent(m_actions.copyRunId, [](const QString& id) { QGuiApplication::clipboard()->setText(id); });
    onCurrent(m_actions.openFolder, [this](const QString& id) {
        QDesktopServices::openUrl(QUrl::fromLocalFile(fromPath(m_session.run(id)->head.dir)));
    });
    onCurrent(m_actions.setGroup, [this](const QString&) { askGroup(); });
}

void RunCommands::connectMessages() {
    connect(m_launcher, &WorkerLauncher::launching, this,
            [this](const QString& text) { m_messages.showMessage(MessageBar::Kind::Info, text); });
    connect(m_launcher, &WorkerLauncher::failed, this,
            [this](const QString& text) { m_messages.showMessage(MessageBar::Kind::Error, text); });
    connect(m_launcher, &WorkerLauncher::started, this, &RunCommands::onStarted);
    connect(m_control, &RunControl::unanswered, this, [this](const QString& id) {
        const RunData* run = m_session.run(id);
        m_messages.showMessage(MessageBar::Kind::Warning,
                               tr("The worker of %1 does not answer. Ending it now loses what it did since its last "
                                  "checkpoint; it may also still finish by itself.")
                                   .arg(run ? run->name() : id),
                               tr("End it now"), [this, id] { m_control->kill(id); });
    });
    connect(&m_session, &Session::problem, this,
            [this](const QString& text) { m_messages.showMessage(MessageBar::Kind::Error, text); });
    connect(&m_session, &Session::trashed, this, [this](const QString& id, const QString& name) {
        m_messages.showMessage(MessageBar::Kind::Info, tr("%1 is in the workspace's trash.").arg(name), tr("Undo"),
                               [this, id] { m_session.restore(id); });
    });
    // Once after opening: runs whose workers are gone, for example after a power failure.
    connect(&m_session, &Session::workspaceOpened, this, [this] {
        m_wasLive.clear();
        connect(&m_session, &Session::idle, this, &RunCommands::tellLostWorkers, Qt::SingleShotConnection);
    });
}

void RunCommands::tellLostWorkers() {
    std::vector<const RunData*> lost;
    for (const RunData* run : m_session.runs()) {
        if (run->head.state == RunState::Interrupted) {
            lost.push_back(run);
        }
    }
    if (lost.size() == 1) {
        m_messages.showMessage(
            MessageBar::Kind::Warning,
            tr("%1 lost its worker after epoch %2.").arg(lost[0]->name()).arg(lost[0]->head.summary.progress.epoch),
            tr("Resume"), [this, id = lost[0]->id()] { resume(id); });
    } else if (lost.size() > 1) {
        m_messages.showMessage(
            MessageBar::Kind::Warning,
            tr("%1 runs lost their workers. Resume goes on from their last checkpoints.").arg(lost.size()),
            tr("Show them"), [this, id = lost[0]->id()] { m_session.setCurrent(id); });
    }
}

void RunCommands::onRunChanged(const QString& id) {
    updateActions();
    const RunData* run = m_session.run(id);
    if (!run) {
        return;
    }
    if (run->live()) {
        m_wasLive.insert(id);
    } else if (m_wasLive.remove(id)) {
        if (run->head.state == RunState::Interrupted) {
            m_messages.showMessage(MessageBar::Kind::Warning, tr("%1 lost its worker.").arg(run->name()), tr("Resume"),
                                   [this, id] { resume(id); });
        } else if (run->head.state == RunState::Failed) {
            const auto& attempts = run->head.summary.attempts;
            m_messages.showMessage(
                MessageBar::Kind::Error,
                tr("%1 failed: %2").arg(run->name(), attempts.empty() ? QString() : fromStd(attempts.back().reason)));
        }
    }
}

void RunCommands::updateActions() {
    const RunData* run = m_session.current();
    const bool running = run && run->head.state == RunState::Running && !run->stopping;
    const bool paused = run && run->head.state == RunState::Paused && !run->stopping;
    const bool over = run && !run->live();
    m_actions.pause->setEnabled(running);
    m_actions.stop->setEnabled(running || paused);
    m_actions.resume->setEnabled(paused || (over && run->head.state != RunState::Finished));
    m_actions.checkpoint->setEnabled(running);
    m_actions.sampleNow->setEnabled(running);
    for (QAction* action : {m_actions.rename, m_actions.setGroup, m_actions.copyRunId, m_actions.openFolder}) {
        action->setEnabled(run != nullptr);
    }
    m_actions.trash->setEnabled(over);
}

void RunCommands::start(const QString& source, const QString& name, const QStringList& settings) {
    m_launcher->train(source, name, settings);
}

void RunCommands::startDemo(const QString& preset) {
    for (const RunData* run : m_session.runs()) {
        if (fromStd(run->head.summary.info.name) == preset) {
            m_session.setCurrent(run->id());
            return;
        }
    }
    start(preset, preset, {});
}

void RunCommands::resume(const QString& runId) {
    const RunData* run = m_session.run(runId);
    if (run && run->head.state == RunState::Paused) {
        m_control->proceed(runId);
    } else if (run && !run->live()) {
        m_launcher->resume(runId);
    }
}

void RunCommands::onStarted(const QString& id) {
    m_session.setCurrent(id);
    m_session.setFollowLive(true);
    // Said once, when it first matters; never as a question at the door.
    QSettings settings;
    if (!settings.value(QStringLiteral("told/runsGoOn")).toBool()) {
        settings.setValue(QStringLiteral("told/runsGoOn"), true);
        m_messages.showMessage(MessageBar::Kind::Info,
                               tr("The run goes on when you close this window, and is found again when you open it."));
    } else {
        m_messages.hide();
    }
}

void RunCommands::askGroup() {
    const RunData* run = m_session.current();
    QStringList groups;
    for (const RunData* other : m_session.runs()) {
        const QString group = fromStd(other->head.entry.group);
        if (!group.isEmpty() && !groups.contains(group)) {
            groups << group;
        }
    }
    bool accepted = false;
    const QString group =
        QInputDialog::getItem(m_window, tr("Move Run to Group"), tr("Group of %1 (empty: by method)").arg(run->name()),
                              QStringList(fromStd(run->head.entry.group)) + groups, 0, true, &accepted);
    if (accepted) {
        m_session.setGroup(run->id(), group);
    }
}

}  // namespace tempera::ui
