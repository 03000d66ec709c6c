// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/parallel.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/ThreadLocalState.h>

namespace tempera {

void for_each_parallel(const c10::Device& device, std::int64_t count, const std::function<void(std::int64_t)>& body) {
    const std::int64_t threads = at::get_num_threads();
    const std::int64_t workers = device.is_cpu() ? std::min(count, threads) : 1;
    if (workers <= 1) {
        for (std::int64_t i = 0; i < count; ++i) {
            body(i);
        }
        return;
    }
    const at::ThreadLocalState caller;
    std::atomic<std::int64_t> next = 0;
    const auto work = [&] {
        const at::ThreadLocalStateGuard as_caller(caller);
        at::set_num_threads(static_cast<int>(threads / workers));  // of this thread only
        for (std::int64_t i = next++; i < count; i = next++) {
            body(i);
        }
    };
    // Not at::parallel_for: it is serial in sources compiled without OpenMP, and with OpenMP it would bring
    // a second runtime beside the one inside a LibTorch from elsewhere.
    std::vector<std::future<void>> running;
    for (std::int64_t worker = 0; worker < workers; ++worker) {
        running.push_back(std::async(std::launch::async, work));
    }
    for (std::future<void>& one : running) {
        one.wait();
    }
    for (std::future<void>& one : running) {
        one.get();
    }
}

OneThread::OneThread() : before_(at::get_num_threads()) {
    at::set_num_threads(1);
}

OneThread::~OneThread() {
    at::set_num_threads(before_);
}

}  // namespace tempera
