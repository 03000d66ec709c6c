// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tempera {

/// From now on SIGINT, SIGTERM and (unless ignored, as under nohup) SIGHUP ask for a clean stop; the
/// second such signal ends the process at once with exit status 130. A closed pipe on standard output
/// no longer kills the process: a run must not die with the terminal that showed it.
void catch_stop_signals();

/// Whether such a signal has come. Async-signal-safe, cheap.
bool stop_signal_came();

}  // namespace tempera
