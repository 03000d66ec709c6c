// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/window_host.h"

#include "ui/session/session.h"
#include "ui/window/archive_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/preferences_dialog.h"
#include "ui/window/single_instance.h"
#include "ui/window/surroundings.h"

namespace tempera::ui {

WindowHost::WindowHost(Session& session, ThemeMode theme) : m_session(session) {
    m_translation.use(session.settings().value(settings::language));
    m_window = std::make_unique<MainWindow>(session, theme);
    connect(&session.settings(), &Settings::changed, this, [this](const QString& key) {
        const bool makesNew = isKey(key, settings::language) || isKey(key, settings::fontSize);
        if (makesNew && !m_rebuilding) {
            m_rebuilding = true;  // once for several changes, and not inside of the control that made them
            QMetaObject::invokeMethod(this, &WindowHost::rebuild, Qt::QueuedConnection);
        }
    });
}

WindowHost::~WindowHost() = default;

void WindowHost::rebuild() {
    m_rebuilding = false;
    m_translation.use(m_session.settings().value(settings::language));
    const std::unique_ptr<MainWindow> old = std::move(m_window);
    const auto* dialog = old->findChild<PreferencesDialog*>();
    const bool choosing = dialog && dialog->isVisible();
    const bool shown = old->isVisible();
    old->saveLayout();
    const QString current = m_session.currentId();
    QStringList runs = m_session.selected();
    runs.removeAll(current);
    runs.prepend(current);
    const auto epoch = m_session.epoch();
    const bool live = m_session.followsLive();

    m_window = std::make_unique<MainWindow>(m_session, themeModeFromText(m_session.settings().value(settings::theme)));
    if (!current.isEmpty()) {
        m_window->openRuns(runs);
    }
    if (!m_session.workspace().isEmpty()) {
        m_session.openWorkspace(m_session.workspace());
    }
    if (!live) {
        // The run is read again in several steps; only when its epochs are back, one of them can be shown.
        auto* wish = new QObject(m_window.get());
        connect(&m_session, &Session::idle, wish, [this, wish, current, epoch] {
            if (m_session.currentId() == current && m_session.lastEpoch() >= epoch) {
                m_session.disconnect(wish);
                wish->deleteLater();
                m_session.setEpoch(epoch);
            }
        });
    }
    if (shown) {
        m_window->show();
    }
    if (choosing) {
        m_window->surroundings().showPreferences();
    }
    Q_EMIT rebuilt();
}

void WindowHost::beSingle(SingleInstance& instance) {
    connect(&m_session, &Session::workspaceOpened, &instance, &SingleInstance::listen);
    connect(&instance, &SingleInstance::asked, this, [this](const QStringList& runs, const QStringList& archives) {
        if (!runs.isEmpty()) {
            m_window->openRuns(runs);
        }
        if (!archives.isEmpty()) {
            m_window->archives().import(archives);
        }
        m_window->raiseAndActivate();
    });
}

}  // namespace tempera::ui
