// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/surroundings.h"

#include "ui/common/appearance.h"
#include "ui/common/page.h"
#include "ui/common/theme.h"
#include "ui/desktop/notifier.h"
#include "ui/desktop/run_watch.h"
#include "ui/desktop/sleep_inhibitor.h"
#include "ui/session/session.h"
#include "ui/window/about_dialog.h"
#include "ui/window/actions.h"
#include "ui/window/archive_commands.h"
#include "ui/window/drop_target.h"
#include "ui/window/main_window.h"
#include "ui/window/preferences_dialog.h"

namespace tempera::ui {

Surroundings::Surroundings(Session& session, MainWindow& window)
    : QObject(&window),
      m_session(session),
      m_window(window),
      m_notifier(new Notifier(this)),
      m_inhibitor(new SleepInhibitor(this)),
      m_drops(new DropTarget(session, window, window.messages())) {
    new RunWatch(session, window, *m_notifier, *m_inhibitor, this);
    connect(m_notifier, &Notifier::activated, this, [this](const QString& run) {
        m_window.openRuns({run});
        m_window.raiseAndActivate();
    });
    connect(m_drops, &DropTarget::showRun, this, [this](const QString& run, qint64 epoch, const QString& page) {
        m_window.openRuns({run});
        for (Page* candidate : m_window.pages()) {
            if (candidate->id() == page) {
                m_window.showPage(candidate);
            }
        }
        if (epoch >= 0) {
            connect(
                &m_session, &Session::idle, this, [this, epoch] { m_session.setEpoch(epoch); },
                Qt::SingleShotConnection);
        }
    });
    connect(m_drops, &DropTarget::archivesDropped, &window.archives(), &ArchiveCommands::import);
    connect(window.actions().preferences, &QAction::triggered, this, [this] { showPreferences(); });
    connect(window.actions().about, &QAction::triggered, this, [this] {
        auto* dialog = new AboutDialog(&m_window);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    });
    connect(&session.settings(), &Settings::changed, this, &Surroundings::onSetting);
}

PreferencesDialog* Surroundings::showPreferences() {
    auto* dialog = new PreferencesDialog(m_session.settings(), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    return dialog;
}

void Surroundings::onSetting(const QString& key) {
    if (isKey(key, settings::theme)) {
        const Actions& actions = m_window.actions();
        const ThemeMode mode = themeModeFromText(m_session.settings().value(settings::theme));
        (mode == ThemeMode::Dark    ? actions.themeDark
         : mode == ThemeMode::Light ? actions.themeLight
                                    : actions.themeSystem)
            ->setChecked(true);
    }
    if (isKey(key, settings::theme) || isKey(key, settings::fontSize) || isKey(key, settings::reduceAnimations)) {
        applyAppearance(m_session.settings());
    }
}

}  // namespace tempera::ui
