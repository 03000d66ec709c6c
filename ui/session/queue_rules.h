// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/store/run_queue.h"

namespace tempera::ui {

/// Who may start when. Pure functions.

enum class DeviceKind { Cpu, Gpu };

/// Where a run with this configuration will work on a machine with or without a GPU.
DeviceKind deviceOf(const Config& config, bool gpuHere);
/// Where a run works that described its device as `device` ("cpu, 2 threads", "cuda:0").
DeviceKind deviceNamed(const std::string& device);

/// A run that has a worker, whoever started it. A paused one counts: its worker keeps its memory.
struct LiveRun {
    std::string id;
    DeviceKind device = DeviceKind::Cpu;
};

/// The first waiting run whose device has room; a full device does not hold back those for the other.
/// Nothing: the queue is paused, empty, or must wait.
std::optional<std::int64_t> nextToStart(const std::vector<QueuedRun>& rows, const QueueRules& rules,
                                        const std::vector<LiveRun>& live, bool gpuHere);

/// What the worker of a queued run is given, as TOML: its configuration, with a share of the CPU where that leaves
/// the threads open. Throws Error when the stored configuration can not be read.
std::string workerConfig(const QueuedRun& row, const QueueRules& rules, int cores, bool gpuHere);

}  // namespace tempera::ui
