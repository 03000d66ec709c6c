// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>

#include <c10/core/Device.h>

#include "core/runtime/parallel.h"

namespace tempera {

/// Calls work(i) for i in [0, count), each of about `cost` elements: here, or on all threads that this
/// thread may use when there is enough to do.
template <typename Work>
void split_work(std::int64_t count, std::int64_t cost, const Work& work) {
    // Threads are started for every call that uses them: worth it from about a millisecond of work.
    constexpr std::int64_t kElementsOfAThread = 1 << 19;
    const std::int64_t parts = std::clamp<std::int64_t>(count * cost / kElementsOfAThread, 1, count);
    for_each_parallel(c10::Device(c10::kCPU), parts, [&](std::int64_t part) {
        for (std::int64_t i = count * part / parts; i < count * (part + 1) / parts; ++i) {
            work(i);
        }
    });
}

}  // namespace tempera
