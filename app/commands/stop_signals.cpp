// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/stop_signals.h"

#include <atomic>
#include <csignal>

#include <unistd.h>

#include "app/commands/command.h"

namespace tempera {

namespace {

// A signal handler has no other way to talk to the program.
std::atomic<bool> came{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void on_stop_signal(int) {
    if (came.exchange(true)) {
        _exit(exit_interrupted);
    }
}

void handle(int signal, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
}

}  // namespace

void catch_stop_signals() {
    handle(SIGINT, on_stop_signal);
    handle(SIGTERM, on_stop_signal);
    struct sigaction hangup {};
    if (sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler != SIG_IGN) {
        handle(SIGHUP, on_stop_signal);
    }
    handle(SIGPIPE, SIG_IGN);
}

bool stop_signal_came() {
    return came.load();
}

}  // namespace tempera
