// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <cstdint>

namespace tempera::ui {

/// What is written where.
struct LoraExportRequest {
    QString runDir;
    std::int64_t epoch = 0;
    QString format;  ///< "diffusers", "kohya", "peft"
    QString output;  ///< file; folder for peft
};

/// "run-epoch-0012-kohya.safetensors"; no suffix for PEFT's folder: the name that the command line gives it.
QString proposedLoraName(const QString& runId, std::int64_t epoch, const QString& format);

/// Runs `tempera-run export-lora` beside the window. GUI thread; never waits.
class LoraExport : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    void start(const LoraExportRequest& request);

Q_SIGNALS:
    void finished(const QString& output);
    void failed(const QString& sentence);
};

}  // namespace tempera::ui
