// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/device/nvml.h"

#include <array>

namespace tempera::ui {

namespace {
constexpr int success = 0;
constexpr double mib = 1024.0 * 1024.0;
}  // namespace

Nvml::Nvml(const QString& file) : m_library(file) {
    m_ready = m_library.load() && find(m_init, "nvmlInit_v2") && find(m_shutdown, "nvmlShutdown") &&
              find(m_count, "nvmlDeviceGetCount_v2") && find(m_handle, "nvmlDeviceGetHandleByIndex_v2") &&
              find(m_name, "nvmlDeviceGetName") && find(m_utilization, "nvmlDeviceGetUtilizationRates") &&
              find(m_memory, "nvmlDeviceGetMemoryInfo") && m_init() == success;
}

Nvml::~Nvml() {
    if (m_ready) {
        m_shutdown();
    }
}

std::vector<GpuSample> Nvml::sample() const {
    std::vector<GpuSample> gpus;
    unsigned int count = 0;
    if (!m_ready || m_count(&count) != success) {
        return gpus;
    }
    for (unsigned int i = 0; i < count; ++i) {
        Device device = nullptr;
        Memory memory{};
        if (m_handle(i, &device) != success || m_memory(device, &memory) != success) {
            continue;  // this one is lost or not ours
        }
        GpuSample gpu;
        std::array<char, 96> name{};
        if (m_name(device, name.data(), name.size() - 1) == success) {
            gpu.name = QString::fromUtf8(name.data());
        }
        Utilization utilization{};
        if (m_utilization(device, &utilization) == success) {
            gpu.busyPercent = static_cast<int>(utilization.gpu);
        }
        gpu.usedMib = static_cast<double>(memory.used) / mib;
        gpu.totalMib = static_cast<double>(memory.total) / mib;
        gpus.push_back(gpu);
    }
    return gpus;
}

}  // namespace tempera::ui
