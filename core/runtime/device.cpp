// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/device.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <dlfcn.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <ATen/Parallel.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include "core/base/error.h"
#include "core/runtime/ranks.h"

namespace tempera {

c10::Device choose_device(const std::string& name) {
    const bool has_cuda = torch::cuda::is_available();
    if (name == "cpu" || (name == "auto" && !has_cuda)) {
        return c10::Device(c10::kCPU);
    }
    if (name != "auto" && name != "cuda") {
        throw Error("unknown device '" + name + "'", "device", "use auto, cpu or cuda");
    }
    if (!has_cuda) {
        throw Error("this LibTorch or this machine has no CUDA device", "device",
                    "set device = \"cpu\", or build with TORCH_DIR pointing to a CUDA build of LibTorch");
    }
    // Several ranks on one machine: a GPU for each, as far as there are.
    const auto place = rank_place();
    const auto own = place ? place->local_rank % static_cast<std::int64_t>(torch::cuda::device_count()) : 0;
    return c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(own));
}

namespace {

/// OpenBLAS built on its own threads spins against LibTorch's OpenMP threads for the same cores: twice
/// slower on two cores than with one thread. The build on OpenMP shares the threads and stays as it is.
void tame_openblas() {
    constexpr int own_threads = 1;
    const auto kind = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "openblas_get_parallel"));
    const auto limit = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
    if (kind != nullptr && limit != nullptr && kind() == own_threads) {
        limit(1);
    }
}

/// Activations come and go by the megabyte. glibc would return each to the kernel and have it cleared
/// again: 8 % of the time of an evaluation.
void keep_freed_memory() {
    mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the most that glibc accepts
    mallopt(M_TRIM_THRESHOLD, 512 << 20);
}

}  // namespace

void set_threads(int threads) {
    if (threads > 0) {
        at::set_num_threads(threads);
    } else if (std::getenv("OMP_NUM_THREADS") == nullptr) {
        // LibTorch's own default is a guess at the physical cores that says 1 on some virtual machines.
        // Ranks on one machine share its cores.
        const auto place = rank_place();
        const auto sharing = static_cast<unsigned>(place ? place->local_count : 1);
        at::set_num_threads(static_cast<int>(std::max(1U, std::thread::hardware_concurrency() / sharing)));
    }
    tame_openblas();
    keep_freed_memory();
}

std::string describe_device(const c10::Device& device) {
    if (device.is_cuda()) {
        return device.str();
    }
    const int threads = at::get_num_threads();
    return "cpu, " + std::to_string(threads) + (threads == 1 ? " thread" : " threads");
}

std::string describe_blas() {
    const auto core = reinterpret_cast<const char* (*)()>(dlsym(RTLD_DEFAULT, "openblas_get_corename"));
    return core == nullptr ? "" : std::string("OpenBLAS ") + core();
}

std::string torch_version() {
    return std::string("LibTorch ") + std::to_string(TORCH_VERSION_MAJOR) + "." + std::to_string(TORCH_VERSION_MINOR) +
           "." + std::to_string(TORCH_VERSION_PATCH);
}

double resident_mib() {
    std::ifstream statm("/proc/self/statm");
    long total_pages = 0;
    long resident_pages = 0;
    statm >> total_pages >> resident_pages;
    return static_cast<double>(resident_pages) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
}

double peak_resident_mib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024.0;  // Linux counts KiB
}

double available_mib() {
    std::ifstream file("/proc/meminfo");
    const std::string key = "MemAvailable:";
    for (std::string word; file >> word;) {
        double kib = 0;
        if (word == key && file >> kib) {
            return kib / 1024.0;
        }
    }
    return 0;
}

}  // namespace tempera
