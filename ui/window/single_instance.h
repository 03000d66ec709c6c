// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>
#include <memory>

class QLocalServer;
class QLockFile;

namespace tempera::ui {

/// One window per workspace. The first listens on a local socket (a file in the user's runtime folder that only this
/// user may open; nothing listens on the network); a second start finds it, hands over what it was asked for, and ends.
/// A lock beside the socket decides who is first, also among starts of the same instant.
class SingleInstance : public QObject {
    Q_OBJECT

public:
    explicit SingleInstance(QObject* parent = nullptr);
    ~SingleInstance() override;

    /// Listens for the workspace, and no more for the one before. False when another process does. Lock and socket that
    /// a crash left are replaced.
    bool listen(const QString& workspace);

    /// After a listen() in vain: whether the window that has the workspace took over. It may be starting itself; one
    /// that hangs is given up after a few seconds. `archives`: absolute paths.
    static bool handOver(const QString& workspace, const QStringList& runs, const QStringList& archives = {});

    /// File of the socket: the same for every way to write the path of the folder.
    static QString socketOf(const QString& workspace);

Q_SIGNALS:
    /// Another start hands over: raise the window, show these runs, import these archives.
    void asked(const QStringList& runs, const QStringList& archives);

private:
    void answer();

    QLocalServer* m_server;
    std::unique_ptr<QLockFile> m_lock;
};

}  // namespace tempera::ui
