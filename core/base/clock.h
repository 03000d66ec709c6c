// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace tempera {

double unix_seconds();                       ///< wall clock, seconds since 1970 (may jump)
double steady_seconds();                     ///< monotonic, seconds since an arbitrary start
std::string iso_time(double unix_seconds);   ///< "2026-01-31 23:59:59" in local time
std::string human_duration(double seconds);  ///< "48 s", "3 min 20 s", "2 h 05 min"; negative = "unknown"

}  // namespace tempera
