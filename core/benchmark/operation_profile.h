// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tempera {

/// Where a piece of work spent its time: one operation of LibTorch, a step of its autograd, or an operation of
/// core/ops.
struct OperationTime {
    std::string name;  ///< "aten::addmm"
    std::int64_t calls = 0;
    double seconds = 0;  ///< on all threads, without the operations that it called
};

struct OperationProfile {
    double seconds = 0;                     ///< of the work, as a clock on the wall shows
    std::vector<OperationTime> operations;  ///< the longest first
};

/// Runs the work once with every operation timed, on whatever thread it is; that costs it some microseconds per
/// operation. On a GPU the times are those of handing over. Not from two threads at once.
OperationProfile profile_operations(const std::function<void()>& work);

}  // namespace tempera
