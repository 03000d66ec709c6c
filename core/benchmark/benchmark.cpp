// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/benchmark/benchmark.h"

#include <algorithm>
#include <fstream>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/benchmark/ceiling.h"
#include "core/runtime/device.h"

namespace tempera {
namespace {

/// Lets peak_resident_mib() begin again at what is resident now. Where the kernel does not allow it, the peak is that
/// of the whole process.
void forget_peak() {
    std::ofstream("/proc/self/clear_refs") << "5";
}

}  // namespace

const BenchCase& find_bench_case(const std::string& name) {
    std::string known;
    for (const BenchCase& bench_case : bench_cases()) {
        if (bench_case.name == name) {
            return bench_case;
        }
        known += (known.empty() ? "" : ", ") + bench_case.name;
    }
    throw Error("there is no measurement '" + name + "'", "bench", "choose from " + known);
}

double BenchResult::median() const {
    if (seconds.empty()) {
        return 0;
    }
    std::vector<double> sorted = seconds;
    std::sort(sorted.begin(), sorted.end());
    const std::size_t middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

double BenchResult::fastest() const {
    return seconds.empty() ? 0 : *std::min_element(seconds.begin(), seconds.end());
}

double BenchResult::slowest() const {
    return seconds.empty() ? 0 : *std::max_element(seconds.begin(), seconds.end());
}

double BenchResult::flop_rate() const {
    return seconds.empty() ? 0 : work.flop / median();
}

BenchResult run_bench(const BenchCase& bench_case, BenchSubject& subject, const BenchSettings& settings) {
    const c10::Device device = subject.model.device;
    const auto dtype = subject.model.unet->parameters().front().scalar_type();
    const auto stopped = [&] { return settings.stop_asked && settings.stop_asked(); };
    BenchResult result;
    result.name = bench_case.name;
    result.work = bench_case.prepare(subject);
    result.ceiling = matmul_ceiling(device, dtype);
    forget_peak();
    const double begin = steady_seconds();
    // The first run fills caches: it counts only where there is no time for another.
    std::vector<double> seconds;
    while (static_cast<int>(seconds.size()) < settings.runs + 1 && !stopped() &&
           (seconds.empty() || steady_seconds() - begin < settings.seconds)) {
        const double start = steady_seconds();
        result.work.run();
        wait_for(device);
        seconds.push_back(steady_seconds() - start);
    }
    result.peak_mib = peak_resident_mib();
    if (seconds.size() > 1) {
        seconds.erase(seconds.begin());
    }
    result.seconds = std::move(seconds);
    result.ceiling = std::max(result.ceiling, matmul_ceiling(device, dtype));
    if (result.work.figures && !result.seconds.empty()) {
        result.figures = result.work.figures(result.median());
    }
    if (settings.profile && !stopped()) {
        result.profile = profile_operations([&] {
            result.work.run();
            wait_for(device);
        });
    }
    // They hold adapters on the model and files.
    result.work.run = nullptr;
    result.work.figures = nullptr;
    return result;
}

}  // namespace tempera
