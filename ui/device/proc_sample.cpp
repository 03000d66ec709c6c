// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/device/proc_sample.h"

#include <QList>

namespace tempera::ui {

std::optional<ProcessorTimes> processorTimes(const QByteArray& procStat) {
    const QByteArray line = procStat.left(procStat.indexOf('\n')).simplified();
    const QList<QByteArray> fields = line.split(' ');
    if (fields.size() < 6 || fields.front() != "cpu") {
        return std::nullopt;
    }
    // user nice system idle iowait irq softirq steal; guest times are counted in user already.
    constexpr qsizetype idle = 4, wait = 5, steal = 8;
    ProcessorTimes times;
    for (qsizetype i = 1; i < fields.size() && i <= steal; ++i) {
        const quint64 ticks = fields[i].toULongLong();
        times.total += ticks;
        times.busy += i == idle || i == wait ? 0 : ticks;
    }
    return times;
}

double busyShare(const ProcessorTimes& before, const ProcessorTimes& after) {
    if (after.total <= before.total || after.busy < before.busy) {
        return 0;
    }
    return static_cast<double>(after.busy - before.busy) / static_cast<double>(after.total - before.total);
}

std::optional<MachineMemory> machineMemory(const QByteArray& procMeminfo) {
    double total = -1, available = -1;  // kibibytes
    for (const QByteArray& line : procMeminfo.split('\n')) {
        const QList<QByteArray> fields = line.simplified().split(' ');
        if (fields.front() == "MemTotal:") {
            total = fields.value(1).toDouble();
        } else if (fields.front() == "MemAvailable:") {
            available = fields.value(1).toDouble();
        }
    }
    if (total <= 0 || available < 0) {
        return std::nullopt;
    }
    return MachineMemory{(total - available) / 1024, total / 1024};
}

std::optional<quint64> processTicks(const QByteArray& procPidStat) {
    // The name of the program is in parentheses and may hold spaces and parentheses itself.
    const QList<QByteArray> fields = procPidStat.mid(procPidStat.lastIndexOf(')') + 2).split(' ');
    constexpr qsizetype user = 11, system = 12;  // fields 14 and 15; the state, field 3, is the first here
    if (fields.size() <= system) {
        return std::nullopt;
    }
    return fields[user].toULongLong() + fields[system].toULongLong();
}

std::optional<quint64> residentPages(const QByteArray& procPidStatm) {
    const QList<QByteArray> fields = procPidStatm.split(' ');
    if (fields.size() < 2) {
        return std::nullopt;
    }
    return fields[1].toULongLong();
}

}  // namespace tempera::ui
