// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/device/device_sampler.h"

#include <unistd.h>

#include <QFile>
#include <QTimer>

namespace tempera::ui {

namespace {

QByteArray textOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

DeviceSampler::DeviceSampler(const QString& nvmlFile) : m_nvmlFile(nvmlFile), m_timer(new QTimer(this)) {
    m_timer->setInterval(interval);
    connect(m_timer, &QTimer::timeout, this, &DeviceSampler::look);
}

DeviceSampler::~DeviceSampler() = default;

void DeviceSampler::start() {
    if (m_timer->isActive()) {
        return;
    }
    if (!m_nvml) {
        m_nvml = std::make_unique<Nvml>(m_nvmlFile);
    }
    m_before.reset();
    m_ticks.clear();
    look();
    m_timer->start();
}

void DeviceSampler::stop() {
    m_timer->stop();
}

void DeviceSampler::setWorkers(const QList<qint64>& pids) {
    m_pids = pids;
}

void DeviceSampler::look() {
    DeviceSample sample;
    double passed = 0;  // clock ticks of one processor since the look before
    if (const auto now = processorTimes(textOf(QStringLiteral("/proc/stat")))) {
        if (m_before) {
            sample.busy = busyShare(*m_before, *now);
            passed =
                static_cast<double>(now->total - m_before->total) / static_cast<double>(sysconf(_SC_NPROCESSORS_ONLN));
        }
        m_before = now;
    }
    sample.memory = machineMemory(textOf(QStringLiteral("/proc/meminfo"))).value_or(MachineMemory{});
    const double pageMib = static_cast<double>(sysconf(_SC_PAGESIZE)) / (1024 * 1024);
    QHash<qint64, quint64> ticks;
    for (const qint64 pid : m_pids) {
        const auto spent = processTicks(textOf(QStringLiteral("/proc/%1/stat").arg(pid)));
        const auto pages = residentPages(textOf(QStringLiteral("/proc/%1/statm").arg(pid)));
        if (!spent || !pages) {
            continue;  // it has just ended
        }
        const auto before = m_ticks.constFind(pid);
        const double used = before == m_ticks.constEnd() ? 0 : static_cast<double>(*spent - *before);
        sample.workers.push_back({pid, passed > 0 ? used / passed : 0, static_cast<double>(*pages) * pageMib});
        ticks[pid] = *spent;
    }
    m_ticks = ticks;
    sample.gpus = m_nvml->sample();
    Q_EMIT sampled(sample);
}

}  // namespace tempera::ui
