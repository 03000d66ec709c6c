// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/control.h"

#include <chrono>
#include <thread>
#include <utility>

#include "core/base/clock.h"

namespace tempera {

namespace {
constexpr double mailbox_interval = 0.1;  // seconds
}

Control::Control(RunWriter& writer, std::function<bool()> interrupted, std::function<void(bool)> paused)
    : writer_(writer), interrupted_(std::move(interrupted)), on_pause_(std::move(paused)) {}

bool Control::stop_asked() {
    if (look()) {
        return true;
    }
    if (pause_asked_) {
        wait_while_paused();
    }
    return !reason_.empty();
}

bool Control::look() {
    if (!reason_.empty()) {
        return true;
    }
    if (interrupted_ && interrupted_()) {
        reason_ = "interrupted by a signal";
        return true;
    }
    const double now = steady_seconds();
    if (now - looked_ < mailbox_interval) {
        return false;
    }
    looked_ = now;
    writer_.flush_if_due();
    while (const std::optional<Command> command = writer_.take_command()) {
        switch (*command) {
            case Command::Stop:
                reason_ = "stop asked";
                return true;
            case Command::Pause:
                pause_asked_ = true;
                break;
            case Command::Continue:
                pause_asked_ = false;
                break;
            case Command::Checkpoint:
                checkpoint_asked_ = true;
                break;
            case Command::SampleNow:
                sample_asked_ = true;
                break;
        }
    }
    return false;
}

void Control::wait_while_paused() {
    const double start = steady_seconds();
    if (on_pause_) {
        on_pause_(true);
    }
    while (pause_asked_ && !look()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    paused_seconds_ += steady_seconds() - start;
    if (on_pause_) {
        on_pause_(false);
    }
}

bool Control::take_checkpoint_request() {
    return std::exchange(checkpoint_asked_, false);
}

bool Control::take_sample_request() {
    return std::exchange(sample_asked_, false);
}

}  // namespace tempera
