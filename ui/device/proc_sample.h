// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QtGlobal>
#include <optional>

namespace tempera::ui {

/// What the kernel tells in /proc (man 5 proc). Plain functions of the files' text.

/// Time that all processors have spent since the start, in clock ticks.
struct ProcessorTimes {
    quint64 busy = 0;
    quint64 total = 0;
};
std::optional<ProcessorTimes> processorTimes(const QByteArray& procStat);

/// Share of the time between two readings in which the processors were busy, 0..1.
double busyShare(const ProcessorTimes& before, const ProcessorTimes& after);

struct MachineMemory {
    double usedMib = 0;  ///< what programs hold: total less what can be had without swapping
    double totalMib = 0;
};
std::optional<MachineMemory> machineMemory(const QByteArray& procMeminfo);

/// Clock ticks that a process has computed (user and system, all its threads), from /proc/PID/stat.
std::optional<quint64> processTicks(const QByteArray& procPidStat);

/// Resident memory in pages, from /proc/PID/statm.
std::optional<quint64> residentPages(const QByteArray& procPidStatm);

}  // namespace tempera::ui
