// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>

namespace tempera {

/// How fast a run goes: mean duration of its latest epochs and the time that is left. Pure arithmetic;
/// all times in seconds. A resumed run starts without a past, because the machine may be another one.
class Pace {
public:
    /// One whole epoch (evaluation, round and checkpoint) took `seconds`.
    void epoch_done(double seconds);

    /// Mean of the latest epochs; 0 while none is complete.
    double epoch_seconds() const;

    /// Time to the end of the run; negative while unknown. `complete` of `planned` epochs are done and
    /// the one in flight has run for `elapsed`. An epoch that takes longer than the mean counts as
    /// nearly done, never as overdue.
    double remaining(std::int64_t complete, std::int64_t planned, double elapsed) const;

private:
    std::deque<double> recent_;
};

}  // namespace tempera
