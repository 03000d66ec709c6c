// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/lora_export.h"

#include <QProcess>

#include "ui/session/worker_program.h"

namespace tempera::ui {

namespace {

/// A failed command ends with one sentence that says what is wrong.
QString lastLine(const QByteArray& output) {
    const QStringList lines = QString::fromUtf8(output).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    return lines.isEmpty() ? QString() : lines.last().trimmed();
}

}  // namespace

QString proposedLoraName(const QString& runId, std::int64_t epoch, const QString& format) {
    const QString name = QStringLiteral("%1-epoch-%2-%3").arg(runId).arg(epoch, 4, 10, QLatin1Char('0')).arg(format);
    return format == QLatin1String("peft") ? name : name + QStringLiteral(".safetensors");
}

void LoraExport::start(const LoraExportRequest& request) {
    const QString program = findWorkerProgram();
    if (program.isEmpty()) {
        Q_EMIT failed(tr("The worker program tempera-run was not found: build it, or set TEMPERA_RUN to its path."));
        return;
    }
    auto* process = new QProcess(this);
    process->setStandardInputFile(QProcess::nullDevice());
    connect(process, &QProcess::errorOccurred, this, [this, process, program](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            process->deleteLater();
            Q_EMIT failed(tr("%1 could not be started: check that it may be executed.").arg(program));
        }
    });
    connect(process, &QProcess::finished, this,
            [this, process, output = request.output](int code, QProcess::ExitStatus status) {
                process->deleteLater();
                if (code == 0 && status == QProcess::NormalExit) {
                    Q_EMIT finished(output);
                    return;
                }
                const QString words = lastLine(process->readAllStandardError());
                Q_EMIT failed(words.isEmpty() ? tr("The export ended without a word; %1 was not written.").arg(output)
                                              : words);
            });
    process->start(program, {QStringLiteral("export-lora"), request.runDir, QStringLiteral("--epoch"),
                             QString::number(request.epoch), QStringLiteral("--format"), request.format,
                             QStringLiteral("--out"), request.output});
}

}  // namespace tempera::ui
