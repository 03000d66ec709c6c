// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace tempera::ui {

class DropTarget;
class MainWindow;
class Notifier;
class PreferencesDialog;
class Session;
class SleepInhibitor;

/// What joins the window and the desktop around it: notices, no sleep while training, what is dropped, preferences and
/// what follows from them. Owned by the window.
class Surroundings : public QObject {
    Q_OBJECT

public:
    Surroundings(Session& session, MainWindow& window);

    PreferencesDialog* showPreferences();
    DropTarget& dropTarget() const { return *m_drops; }

private:
    void onSetting(const QString& key);

    Session& m_session;
    MainWindow& m_window;
    Notifier* m_notifier;
    SleepInhibitor* m_inhibitor;
    DropTarget* m_drops;
};

}  // namespace tempera::ui
