// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/benchmark/operation_profile.h"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

#include <ATen/record_function.h>

#include "core/base/clock.h"

namespace tempera {
namespace {

// LibTorch calls plain functions, so what they add up is here and not in an object.
std::mutex totals_mutex;
std::map<std::string, OperationTime> totals;

/// An operation that has begun.
struct Open {
    double begin = 0;
    double inner = 0;  ///< seconds of the operations that it called
};
thread_local std::vector<Open> open_operations;

std::unique_ptr<at::ObserverContext> begin_operation(const at::RecordFunction&) {
    open_operations.push_back({steady_seconds(), 0});
    return nullptr;
}

void end_operation(const at::RecordFunction& function, at::ObserverContext*) {
    if (open_operations.empty()) {
        return;  // it began before the profile did
    }
    const Open ended = open_operations.back();
    open_operations.pop_back();
    const double took = steady_seconds() - ended.begin;
    if (!open_operations.empty()) {
        open_operations.back().inner += took;
    }
    const std::lock_guard lock(totals_mutex);
    OperationTime& total = totals[function.name()];
    ++total.calls;
    total.seconds += took - ended.inner;
}

}  // namespace

OperationProfile profile_operations(const std::function<void()>& work) {
    totals.clear();
    const at::CallbackHandle handle = at::addGlobalCallback(at::RecordFunctionCallback(begin_operation, end_operation));
    const double begin = steady_seconds();
    try {
        work();
    } catch (...) {
        at::removeCallback(handle);
        throw;
    }
    OperationProfile profile;
    profile.seconds = steady_seconds() - begin;
    at::removeCallback(handle);
    const std::lock_guard lock(totals_mutex);
    for (auto& [name, total] : totals) {
        total.name = name;
        profile.operations.push_back(total);
    }
    std::sort(profile.operations.begin(), profile.operations.end(),
              [](const OperationTime& a, const OperationTime& b) { return a.seconds > b.seconds; });
    return profile;
}

}  // namespace tempera
