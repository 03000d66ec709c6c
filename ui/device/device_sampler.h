// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <memory>
#include <optional>
#include <vector>

#include "ui/device/nvml.h"
#include "ui/device/proc_sample.h"

class QTimer;

namespace tempera::ui {

/// One look at the machine. Immutable.
struct DeviceSample {
    struct Worker {
        qint64 pid = 0;
        double cores = 0;  ///< processors that it kept busy since the look before; 0 at the first
        double memoryMib = 0;
    };

    double busy = 0;  ///< share of all processors since the look before
    MachineMemory memory;
    std::vector<Worker> workers;  ///< those that were asked for and live
    std::vector<GpuSample> gpus;
};

/// Looks at processors, memory, workers and GPUs once a second while it is running. Lives in a thread of its own: a
/// driver may take its time to answer.
class DeviceSampler : public QObject {
    Q_OBJECT

public:
    static constexpr int interval = 1000;  ///< ms

    explicit DeviceSampler(const QString& nvmlFile = QLatin1String(Nvml::library));
    ~DeviceSampler() override;

    // Called in the sampler's thread.
    void start();
    void stop();
    void setWorkers(const QList<qint64>& pids);

Q_SIGNALS:
    void sampled(const tempera::ui::DeviceSample& sample);

private:
    void look();

    QString m_nvmlFile;
    std::unique_ptr<Nvml> m_nvml;  ///< made at the first start, in the sampler's thread
    QTimer* m_timer;
    QList<qint64> m_pids;
    std::optional<ProcessorTimes> m_before;
    QHash<qint64, quint64> m_ticks;  ///< by worker, at the look before
};

}  // namespace tempera::ui
