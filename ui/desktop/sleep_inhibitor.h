// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QDBusUnixFileDescriptor>
#include <QObject>
#include <optional>

namespace tempera::ui {

/// Keeps the computer from going to sleep by itself while it is held. Asks logind (org.freedesktop.login1, a lock for
/// as long as a file descriptor is open); where there is none, the session's screen saver
/// (org.freedesktop.ScreenSaver). Where neither answers nothing happens. Never waits: the answers come as events. Ends
/// with the process in any case.
class SleepInhibitor : public QObject {
    Q_OBJECT

public:
    /// The buses are those of the computer; a test brings its own.
    explicit SleepInhibitor(QObject* parent = nullptr, const QDBusConnection& system = QDBusConnection::systemBus(),
                            const QDBusConnection& session = QDBusConnection::sessionBus());
    ~SleepInhibitor() override;

    void setHeld(bool held);
    bool wanted() const { return m_wanted; }
    /// A service has said yes and has not been told otherwise.
    bool held() const { return m_lock.isValid() || m_cookie; }

Q_SIGNALS:
    void heldChanged();

private:
    void askLogind();
    void askScreenSaver();
    void release();

    QDBusConnection m_system;
    QDBusConnection m_session;
    bool m_wanted = false;
    bool m_asking = false;
    QDBusUnixFileDescriptor m_lock;
    std::optional<quint32> m_cookie;
};

}  // namespace tempera::ui
