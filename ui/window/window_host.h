// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <memory>

#include "ui/common/theme.h"
#include "ui/common/translation.h"

namespace tempera::ui {

class MainWindow;
class Session;
class SingleInstance;

/// Keeps the one window. Another language or text size makes a new one at once in the place of the old, with the same
/// runs and the same page: texts and sizes are taken when widgets are made.
class WindowHost : public QObject {
    Q_OBJECT

public:
    /// `theme`: the mode in force, already applied.
    WindowHost(Session& session, ThemeMode theme);
    ~WindowHost() override;

    MainWindow& window() const { return *m_window; }
    /// Takes over what later starts on the same workspace, whichever is open, are asked for.
    void beSingle(SingleInstance& instance);

Q_SIGNALS:
    void rebuilt();

private:
    void rebuild();

    Session& m_session;
    Translation m_translation;
    std::unique_ptr<MainWindow> m_window;
    bool m_rebuilding = false;
};

}  // namespace tempera::ui
