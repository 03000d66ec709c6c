// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/lora_export.h"

#include "ui/session/worker_command.h"

namespace tempera::ui {

QString proposedLoraName(const QString& runId, std::int64_t epoch, const QString& format) {
    const QString name = QStringLiteral("%1-epoch-%2-%3").arg(runId).arg(epoch, 4, 10, QLatin1Char('0')).arg(format);
    return format == QLatin1String("peft") ? name : name + QStringLiteral(".safetensors");
}

void LoraExport::start(const LoraExportRequest& request) {
    auto* command = new WorkerCommand(this);
    connect(command, &WorkerCommand::finished, this, [this, command, output = request.output] {
        command->deleteLater();
        Q_EMIT finished(output);
    });
    connect(command, &WorkerCommand::failed, this, [this, command, output = request.output](const QString& sentence) {
        command->deleteLater();
        Q_EMIT failed(sentence.isEmpty() ? tr("The export ended without a word; %1 was not written.").arg(output)
                                         : sentence);
    });
    command->start({QStringLiteral("export-lora"), request.runDir, QStringLiteral("--epoch"),
                    QString::number(request.epoch), QStringLiteral("--format"), request.format, QStringLiteral("--out"),
                    request.output});
}

}  // namespace tempera::ui
