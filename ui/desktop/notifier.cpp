// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/notifier.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QVariantMap>

namespace tempera::ui {

namespace {
const QLatin1String service("org.freedesktop.Notifications");
const QLatin1String path("/org/freedesktop/Notifications");
}  // namespace

Notifier::Notifier(QObject* parent, const QDBusConnection& session) : QObject(parent), m_session(session) {
    if (m_session.isConnected()) {
        m_session.connect(service, path, service, QStringLiteral("ActionInvoked"), this,
                          SLOT(onAction(quint32, QString)));
        m_session.connect(service, path, service, QStringLiteral("NotificationClosed"), this,
                          SLOT(onClosed(quint32, quint32)));
    }
}

void Notifier::notify(const QString& runId, const QString& title, const QString& text, bool urgent) {
    if (!m_session.isConnected()) {
        return;
    }
    auto call = QDBusMessage::createMethodCall(service, path, service, QStringLiteral("Notify"));
    const QVariantMap hints{{QStringLiteral("desktop-entry"), QStringLiteral("tempera")},
                            {QStringLiteral("urgency"), QVariant::fromValue(static_cast<uchar>(urgent ? 2 : 1))}};
    // The text of a notice may hold markup: a name with < in it is none.
    call << QStringLiteral("Tempera") << m_runs.key(runId, 0U) << QStringLiteral("tempera") << title
         << text.toHtmlEscaped() << QStringList{QStringLiteral("default"), tr("Show")} << hints << -1;
    auto* watcher = new QDBusPendingCallWatcher(m_session.asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, runId] {
        watcher->deleteLater();
        const QDBusPendingReply<quint32> reply = *watcher;
        if (!reply.isError()) {
            m_runs[reply.value()] = runId;
        }
    });
}

void Notifier::onAction(quint32 id, const QString& /*action*/) {
    if (const QString run = m_runs.value(id); !run.isEmpty()) {
        Q_EMIT activated(run);
    }
}

void Notifier::onClosed(quint32 id, quint32 /*reason*/) {
    m_runs.remove(id);
}

}  // namespace tempera::ui
