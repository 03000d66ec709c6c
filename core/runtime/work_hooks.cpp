// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/work_hooks.h"

#include <algorithm>

#include "core/runtime/ranks.h"

namespace tempera {

SharedHooks::SharedHooks(const WorkHooks& hooks, std::int64_t units) : hooks_(hooks), units_(units) {}

bool SharedHooks::stop_asked() {
    const std::lock_guard lock(mutex_);
    stopped_ = stopped_ || (hooks_.stop_asked && hooks_.stop_asked());
    return stopped_;
}

void SharedHooks::done(std::int64_t units) {
    const std::lock_guard lock(mutex_);
    done_ += units;
    if (hooks_.progress) {
        const auto all_ranks = static_cast<double>(done_ * rank_count());
        hooks_.progress(std::min(1.0, all_ranks / static_cast<double>(units_)));
    }
}

bool SharedHooks::wait_for_help(const std::string& problem) {
    const std::lock_guard lock(mutex_);
    return hooks_.wait_for_help && hooks_.wait_for_help(problem);
}

bool SharedHooks::stopped() const {
    return any_rank(stopped_);
}

}  // namespace tempera
