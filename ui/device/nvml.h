// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLibrary>
#include <QString>
#include <vector>

namespace tempera::ui {

struct GpuSample {
    QString name;
    double usedMib = 0;
    double totalMib = 0;
    int busyPercent = -1;  ///< -1: this GPU does not tell
};

/// NVIDIA's management library, looked for when the program runs: nothing is needed to build, and where there is none
/// there are no GPUs to show. Functions and structures as in the NVML API reference, version 2 of those that have one.
class Nvml {
public:
    static constexpr const char* library = "libnvidia-ml.so.1";

    explicit Nvml(const QString& file = QLatin1String(library));
    ~Nvml();
    Nvml(const Nvml&) = delete;
    Nvml& operator=(const Nvml&) = delete;

    bool present() const { return m_ready; }
    std::vector<GpuSample> sample() const;

private:
    using Device = void*;
    struct Utilization {
        unsigned int gpu, memory;  // per cent of the last moments
    };
    struct Memory {
        unsigned long long total, free, used;  // bytes
    };

    template <typename Function>
    bool find(Function& function, const char* name) {
        function = reinterpret_cast<Function>(m_library.resolve(name));
        return function != nullptr;
    }

    QLibrary m_library;
    bool m_ready = false;
    int (*m_init)() = nullptr;
    int (*m_shutdown)() = nullptr;
    int (*m_count)(unsigned int*) = nullptr;
    int (*m_handle)(unsigned int, Device*) = nullptr;
    int (*m_name)(Device, char*, unsigned int) = nullptr;
    int (*m_utilization)(Device, Utilization*) = nullptr;
    int (*m_memory)(Device, Memory*) = nullptr;
};

}  // namespace tempera::ui
