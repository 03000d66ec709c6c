// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/sleep_inhibitor.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace tempera::ui {

namespace {

QDBusMessage screenSaverCall(const QString& method) {
    return QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.ScreenSaver"),
                                          QStringLiteral("/org/freedesktop/ScreenSaver"),
                                          QStringLiteral("org.freedesktop.ScreenSaver"), method);
}

}  // namespace

SleepInhibitor::SleepInhibitor(QObject* parent, const QDBusConnection& system, const QDBusConnection& session)
    : QObject(parent), m_system(system), m_session(session) {}

SleepInhibitor::~SleepInhibitor() {
    m_wanted = false;
    release();
}

void SleepInhibitor::setHeld(bool held) {
    m_wanted = held;
    if (!held) {
        release();
    } else if (!this->held() && !m_asking) {
        askLogind();
    }
}

void SleepInhibitor::askLogind() {
    if (!m_system.isConnected()) {
        askScreenSaver();
        return;
    }
    auto call = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.login1"), QStringLiteral("/org/freedesktop/login1"),
        QStringLiteral("org.freedesktop.login1.Manager"), QStringLiteral("Inhibit"));
    call << QStringLiteral("sleep:idle") << QStringLiteral("Tempera") << tr("A run is training")
         << QStringLiteral("block");
    m_asking = true;
    auto* watcher = new QDBusPendingCallWatcher(m_system.asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        m_asking = false;
        const QDBusPendingReply<QDBusUnixFileDescriptor> reply = *watcher;
        if (reply.isError()) {
            if (m_wanted) {
                askScreenSaver();
            }
        } else if (m_wanted) {
            m_lock = reply.value();
            Q_EMIT heldChanged();
        }
    });
}

void SleepInhibitor::askScreenSaver() {
    if (!m_session.isConnected()) {
        return;
    }
    auto call = screenSaverCall(QStringLiteral("Inhibit"));
    call << QStringLiteral("Tempera") << tr("A run is training");
    m_asking = true;
    auto* watcher = new QDBusPendingCallWatcher(m_session.asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        m_asking = false;
        const QDBusPendingReply<quint32> reply = *watcher;
        if (reply.isError()) {
            return;
        }
        m_cookie = reply.value();
        if (m_wanted) {
            Q_EMIT heldChanged();
        } else {
            release();  // it is not wanted any more
        }
    });
}

void SleepInhibitor::release() {
    const bool was = held();
    m_lock = {};
    if (m_cookie) {
        m_session.send(screenSaverCall(QStringLiteral("UnInhibit")) << *m_cookie);
        m_cookie.reset();
    }
    if (was) {
        Q_EMIT heldChanged();
    }
}

}  // namespace tempera::ui
