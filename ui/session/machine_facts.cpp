// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/machine_facts.h"

#include <QDir>
#include <QFile>
#include <QThread>

namespace tempera::ui {

bool gpuHere() {
    return !QDir(QStringLiteral("/proc/driver/nvidia/gpus")).isEmpty();
}

int cpuCores() {
    return qMax(1, QThread::idealThreadCount());
}

double availableMemory() {
    QFile file(QStringLiteral("/proc/meminfo"));
    if (!file.open(QIODevice::ReadOnly)) {
        return 0;
    }
    // "MemAvailable:   12345678 kB" (proc(5))
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (const QByteArray& line : lines) {
        if (line.startsWith("MemAvailable:")) {
            return line.mid(13).trimmed().split(' ').value(0).toDouble() / 1024;
        }
    }
    return 0;
}

}  // namespace tempera::ui
