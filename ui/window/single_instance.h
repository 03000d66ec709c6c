// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

class QLocalServer;

namespace tempera::ui {

/// One window per workspace. The first listens on a local socket (a file in the user's runtime folder that only this
/// user may open; nothing listens on the network); a second start finds it, hands over the runs to show, and ends.
class SingleInstance : public QObject {
    Q_OBJECT

public:
    explicit SingleInstance(QObject* parent = nullptr);

    /// Whether a window that has the workspace open took over. Waits at most a second and a half.
    static bool handOver(const QString& workspace, const QStringList& runs);

    /// Listens for the workspace, and no more for the one before. A socket that a crash left is replaced.
    bool listen(const QString& workspace);

    /// File of the socket: the same for every way to write the path of the folder.
    static QString socketOf(const QString& workspace);

Q_SIGNALS:
    /// Another start hands over: raise the window and show these runs (none: only raise).
    void asked(const QStringList& runs);

private:
    void answer();

    QLocalServer* m_server;
};

}  // namespace tempera::ui
