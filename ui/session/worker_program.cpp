// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/worker_program.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStandardPaths>

namespace tempera::ui {

QString findWorkerProgram() {
    const QString chosen = qEnvironmentVariable("TEMPERA_RUN");
    if (!chosen.isEmpty()) {
        return QFileInfo(chosen).isExecutable() ? chosen : QString();
    }
    const QString beside = QCoreApplication::applicationDirPath() + QStringLiteral("/tempera-run");
    if (QFileInfo(beside).isExecutable()) {
        return beside;
    }
    return QStandardPaths::findExecutable(QStringLiteral("tempera-run"));
}

}  // namespace tempera::ui
