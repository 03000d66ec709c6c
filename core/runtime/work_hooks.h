// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

namespace tempera {

/// How long work talks to its owner. All may be empty; called between UNet calls.
struct WorkHooks {
    std::function<bool()> stop_asked;               ///< true = give up now
    std::function<void(double fraction)> progress;  ///< of this piece of work, 0..1

    /// Told, as a sentence, why something outside the process (a reward server) keeps the work from going on. Waits a
    /// while: true = try again now; false = do not, either because of a stop or because nobody waits. Told "" when
    /// waiting has helped.
    std::function<bool(const std::string& problem)> wait_for_help = {};
};

/// The hooks of work that is done by several threads and ranks: counts its units, and lets one thread at a
/// time talk to the owner. Once a stop was asked for, it stays so.
class SharedHooks {
public:
    /// `units`: of all ranks together, which are taken to be equally fast.
    SharedHooks(const WorkHooks& hooks, std::int64_t units);

    bool stop_asked();
    void done(std::int64_t units);
    bool wait_for_help(const std::string& problem);

    /// On any rank. For the owner, when the work has ended; every rank must ask as often as the others.
    bool stopped() const;

private:
    const WorkHooks& hooks_;
    std::mutex mutex_;
    std::int64_t units_;
    std::int64_t done_ = 0;
    bool stopped_ = false;
};

}  // namespace tempera
