// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QMap>
#include <QObject>

namespace tempera::ui {

/// Shows notices of the desktop (org.freedesktop.Notifications). Where no service shows them nothing happens. Never
/// waits.
class Notifier : public QObject {
    Q_OBJECT

public:
    explicit Notifier(QObject* parent = nullptr, const QDBusConnection& session = QDBusConnection::sessionBus());

    /// A notice about a run replaces the one before about the same run.
    void notify(const QString& runId, const QString& title, const QString& text, bool urgent);

Q_SIGNALS:
    /// The user has clicked on a notice.
    void activated(const QString& runId);

private Q_SLOTS:
    void onAction(quint32 id, const QString& action);
    void onClosed(quint32 id, quint32 reason);

private:
    QDBusConnection m_session;
    QMap<quint32, QString> m_runs;  ///< notice -> run
};

}  // namespace tempera::ui
