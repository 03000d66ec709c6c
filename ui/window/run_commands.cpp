// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/run_commands.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QTreeView>
#include <QUrl>
#include <utility>

#include "ui/common/core_text.h"
#include "ui/common/message_bar.h"
#include "ui/common/text_format.h"
#include "ui/runs/recovery_centre.h"
#include "ui/session/ended_marker.h"
#include "ui/session/example_runs.h"
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
      m_control(new RunControl(session, this)),
      m_marker(new EndedMarker(session, this)),
      m_examples(new ExampleRuns(session, this)) {
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
    connect(m_actions.importExamples, &QAction::triggered, this, [this] {
        m_tellOfExamples = true;
        m_examples->import();
    });
    onCurrent(m_actions.copyRunId, [](const QString& id) { QGuiApplication::clipboard()->setText(id); });
    onCurrent(m_actions.openFolder, [this](const QString& id) {
        QDesktopServices::openUrl(QUrl::fromLocalFile(fromPath(m_session.run(id)->head.dir)));
    });
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
    connect(m_examples, &ExampleRuns::finished, this, [this](int imported, int all) {
        if (std::exchange(m_tellOfExamples, false)) {
            const QString text = all == 0        ? tr("This installation has no example runs.")
                                 : imported == 0 ? tr("The example runs are all here.")
                                                 : tr("Example runs imported: %1.").arg(imported);
            m_messages.showMessage(MessageBar::Kind::Info, text);
        }
    });
    connect(&m_session, &Session::problem, this,
            [this](const QString& text) { m_messages.showMessage(MessageBar::Kind::Error, text); });
    connect(&m_session, &Session::workspaceOpened, this, [this] { m_wasLive.clear(); });
}

void RunCommands::serve(RecoveryCentre& centre) {
    // Once after opening: runs whose workers are gone, for example after a power failure.
    connect(&m_session, &Session::workspaceOpened, &centre, [this, &centre] {
        centre.hide();
        connect(
            &m_session, &Session::idle, &centre, [&centre] { centre.setVisible(centre.count() > 0); },
            Qt::SingleShotConnection);
    });
    connect(&centre, &RecoveryCentre::countChanged, m_actions.recovery,
            [action = m_actions.recovery](int count) { action->setEnabled(count > 0); });
    m_actions.recovery->setEnabled(centre.count() > 0);
    connect(m_actions.recovery, &QAction::triggered, &centre, [&centre] {
        centre.show();
        centre.list()->setFocus(Qt::ShortcutFocusReason);
    });
    connect(&centre, &RecoveryCentre::resumeAsked, this, [this](const QStringList& ids) {
        for (const QString& id : ids) {
            resume(id);
        }
    });
    connect(&centre, &RecoveryCentre::endAsked, m_marker, &EndedMarker::mark);
    connect(m_marker, &EndedMarker::failed, this,
            [this](const QString& text) { m_messages.showMessage(MessageBar::Kind::Error, text); });
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
            m_messages.showMessage(MessageBar::Kind::Error, tr("%1 failed: %2").arg(run->name(), run->lastReason()));
        } else if (run->head.state == RunState::Paused) {
            m_messages.showMessage(MessageBar::Kind::Warning,
                                   tr("%1 is paused: %2").arg(run->name(), run->lastReason()), tr("Resume"),
                                   [this, id] { resume(id); });
        }
    }
}

void RunCommands::updateActions() {
    const RunData* run = m_session.current();
    const bool running = run && run->head.state == RunState::Running && !run->stopping;
    const bool over = run && !run->live();
    const bool paused = run && !over && run->head.state == RunState::Paused && !run->stopping;
    m_actions.pause->setEnabled(running);
    m_actions.stop->setEnabled(running || paused);
    m_actions.resume->setEnabled(paused || (over && run->head.state != RunState::Finished));
    m_actions.checkpoint->setEnabled(running);
    m_actions.sampleNow->setEnabled(running);
    m_actions.copyRunId->setEnabled(run != nullptr);
    m_actions.openFolder->setEnabled(run != nullptr);
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
    if (run && run->live() && run->head.state == RunState::Paused) {
        m_control->proceed(runId);
    } else if (run && !run->live()) {
        m_launcher->resume(runId);
    }
}

void RunCommands::onStarted(const QString& id) {
    m_session.setCurrent(id);
    m_session.setFollowLive(true);
    // Said once, when it first matters; never as a question at the door.
    if (!m_session.settings().value(settings::toldRunsGoOn)) {
        m_session.settings().set(settings::toldRunsGoOn, true);
        m_messages.showMessage(MessageBar::Kind::Info,
                               tr("The run goes on when you close this window, and is found again when you open it."));
    } else {
        m_messages.hide();
    }
}

}  // namespace tempera::ui
