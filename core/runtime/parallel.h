// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>

#include <c10/core/Device.h>

namespace tempera {

/// Calls body(0) ... body(count - 1). On the CPU several calls run at once, each in a thread of its own
/// with its share of LibTorch's threads: on small models that is far faster than splitting every kernel
/// over all cores. On other devices, with one thread, or inside another call they run in order.
/// The caller's grad mode holds in all of them. Bodies must not depend on their order: write results by
/// index and add up afterwards. Rethrows an exception when all threads have ended.
void for_each_parallel(const c10::Device& device, std::int64_t count, const std::function<void(std::int64_t)>& body);

/// While it lives, tensor operations of this thread use this thread alone.
class OneThread {
public:
    OneThread();
    ~OneThread();
    OneThread(const OneThread&) = delete;
    OneThread& operator=(const OneThread&) = delete;

private:
    int before_;
};

}  // namespace tempera
