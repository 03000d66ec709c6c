// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace tempera::ui {

class MainWindow;
class Session;

/// Renders every page of a window, the queue and the launch dialog to PNG files: <page>.png, queue.png, launch.png,
/// launch-sweep.png.
class Grabber {
public:
    Grabber(Session& session, MainWindow& window) : m_session(session), m_window(window) {}

    /// Blocks (with a running event loop) until everything is loaded and written. Returns the files,
    /// empty when the folder can not be written.
    QStringList grabAll(const QString& folder);

private:
    void settle();

    Session& m_session;
    MainWindow& m_window;
};

}  // namespace tempera::ui
