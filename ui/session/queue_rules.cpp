// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/queue_rules.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/config/changed_toml.h"

namespace tempera::ui {

namespace {

/// One that can not be read is to be started all the same: that tells what is wrong with it.
DeviceKind deviceOfRow(const QueuedRun& row, bool gpuHere) {
    try {
        return deviceOf(Config::from_toml(row.config, row.name), gpuHere);
    } catch (const Error&) {
        return DeviceKind::Cpu;
    }
}

}  // namespace

DeviceKind deviceOf(const Config& config, bool gpuHere) {
    const std::string& device = config.text("device");
    return device == "cuda" || (device == "auto" && gpuHere) ? DeviceKind::Gpu : DeviceKind::Cpu;
}

DeviceKind deviceNamed(const std::string& device) {
    return device.starts_with("cpu") ? DeviceKind::Cpu : DeviceKind::Gpu;
}

std::optional<std::int64_t> nextToStart(const std::vector<QueuedRun>& rows, const QueueRules& rules,
                                        const std::vector<LiveRun>& live, bool gpuHere) {
    if (rules.paused) {
        return std::nullopt;
    }
    int free[] = {rules.cpu_runs, rules.gpu_runs};
    const auto room = [&free](DeviceKind device) -> int& { return free[static_cast<int>(device)]; };
    for (const QueuedRun& row : rows) {
        if (row.state == QueuedState::Starting || row.state == QueuedState::Running) {
            --room(deviceOfRow(row, gpuHere));
        }
    }
    for (const LiveRun& run : live) {
        const bool counted = std::any_of(rows.begin(), rows.end(), [&](const QueuedRun& row) {
            return row.run_id == run.id && (row.state == QueuedState::Starting || row.state == QueuedState::Running);
        });
        if (!counted) {
            --room(run.device);
        }
    }
    for (const QueuedRun& row : rows) {
        if (row.state == QueuedState::Waiting && room(deviceOfRow(row, gpuHere)) > 0) {
            return row.id;
        }
    }
    return std::nullopt;
}

std::string workerConfig(const QueuedRun& row, const QueueRules& rules, int cores, bool gpuHere) {
    Config config = Config::from_toml(row.config, row.name);
    config.set("name", row.name);
    const bool shares = rules.cpu_runs > 1 || rules.cpu_threads > 0;
    if (config.integer("threads") == 0 && deviceOf(config, gpuHere) == DeviceKind::Cpu && shares) {
        const int threads = rules.cpu_threads > 0 ? rules.cpu_threads : std::max(1, cores / rules.cpu_runs);
        config.set("threads", std::int64_t{threads});
    }
    return changed_toml(config);
}

}  // namespace tempera::ui
