// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <signal.h>
#include <unistd.h>

#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>
#include <filesystem>
#include <system_error>

#include "core/store/run_lock.h"
#include "ui/session/session.h"

namespace tempera::test {

/// A workspace that vanishes with the test, and settings of its own, so that no test sees or changes
/// those of the user.
class TestPlace {
public:
    TestPlace() {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        QCoreApplication::setOrganizationName(QStringLiteral("tempera-test"));
        QCoreApplication::setApplicationName(QStringLiteral("tempera-test"));
    }
    std::filesystem::path workspace() const { return m_workspace.path().toStdString(); }
    QString text() const { return m_workspace.path(); }

    /// Kills the workers that a test has left behind, so that the folder can go.
    void killWorkers() const {
        std::error_code none;
        for (const auto& entry : std::filesystem::directory_iterator(workspace() / "runs", none)) {
            const auto pid = lock_holder(entry.path());
            if (pid && *pid != ::getpid()) {
                ::kill(*pid, SIGKILL);
            }
        }
    }

private:
    QTemporaryDir m_workspace;
    QTemporaryDir m_settings;
};

/// Opens the workspace and waits until everything that was asked has been answered.
inline bool openAndWait(ui::Session& session, const QString& workspace) {
    session.openWorkspace(workspace);
    return QTest::qWaitFor([&] { return !session.busy() && session.workspace() == workspace; }, 10000);
}

inline bool settled(ui::Session& session) {
    return QTest::qWaitFor([&] { return !session.busy(); }, 10000);
}

}  // namespace tempera::test
