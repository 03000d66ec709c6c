// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/worker_process.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>

#include "core/base/error.h"
#include "ui/session/worker_program.h"

namespace tempera::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("tempera::ui::worker_process", text);
}

}  // namespace

qint64 startWorker(const QStringList& arguments, const QString& outputFile) {
    const QString program = findWorkerProgram();
    if (program.isEmpty()) {
        throw Error(tr("The worker program tempera-run was not found").toStdString(), "",
                    tr("build it, or set TEMPERA_RUN to its path").toStdString());
    }
    QProcess process;
    process.setProgram(program);
    process.setArguments(arguments);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(outputFile);
    process.setStandardErrorFile(outputFile, QIODevice::Append);
    qint64 pid = 0;
    if (!process.startDetached(&pid)) {
        throw Error(tr("The worker program could not be started").toStdString(), program.toStdString(),
                    tr("check that it may be executed").toStdString());
    }
    return pid;
}

bool processGone(qint64 pid) {
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!stat.open(QIODevice::ReadOnly)) {
        return true;
    }
    const QByteArray line = stat.readAll();
    return line.mid(line.lastIndexOf(')') + 2, 1) == "Z";
}

bool trainerAlive(const QString& runId) {
    const QByteArray wanted = runId.toUtf8();
    const QStringList processes = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString& process : processes) {
        if (!process.front().isDigit()) {
            continue;
        }
        // Empty for the remains of a process, and for those of other users on some machines.
        QFile commandLine(QStringLiteral("/proc/%1/cmdline").arg(process));
        if (commandLine.open(QIODevice::ReadOnly)) {
            const QList<QByteArray> words = commandLine.readAll().split('\0');
            const qsizetype option = words.indexOf("--id");
            if (option >= 0 && words.value(option + 1) == wanted) {
                return true;
            }
        }
    }
    return false;
}

QString lastLine(const QByteArray& output) {
    const QStringList lines = QString::fromUtf8(output).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    return lines.isEmpty() ? QString() : lines.last().section(QLatin1Char('\r'), -1).trimmed();
}

QString lastWords(const QString& outputFile) {
    QFile output(outputFile);
    if (!output.open(QIODevice::ReadOnly)) {
        return {};
    }
    output.seek(qMax<qint64>(0, output.size() - 4096));
    return lastLine(output.readAll());
}

}  // namespace tempera::ui
