// SPDX-License-Identifier: GPL-3.0-or-later
// For LD_PRELOAD: a wall clock that jumps a day back and a day forth, as one does that is set while a program runs. The
// monotonic clock stays what it is.
#include <ctime>

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>

extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
    static std::atomic<unsigned> calls = 0;
    constexpr unsigned between_jumps = 50;
    constexpr time_t day = 24 * 3600;
    const auto result = static_cast<int>(::syscall(SYS_clock_gettime, clock, time));
    if (clock == CLOCK_REALTIME && (++calls / between_jumps) % 2 == 1) {
        time->tv_sec -= day;
    }
    return result;
}
