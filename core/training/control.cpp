// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/control.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "core/base/clock.h"

namespace tempera {

namespace {
constexpr double mailbox_interval = 0.1;  // seconds
}

Control::Control(RunWriter& writer, std::function<bool()> interrupted,
                 std::function<void(bool paused, const std::string& problem)> paused, RetryPauses retries)
    : writer_(writer), interrupted_(std::move(interrupted)), on_pause_(std::move(paused)), retries_(retries) {}

bool Control::stop_asked() {
    if (look()) {
        return true;
    }
    // In trouble the run is paused already, and wait_for_help() keeps it so.
    if (pause_asked_ && !trouble_) {
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
                continue_asked_ = true;
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
    tell(true, "");
    while (pause_asked_ && !look()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    paused_seconds_ += steady_seconds() - start;
    tell(false, "");
}

bool Control::wait_for_help(const std::string& problem) {
    if (problem.empty()) {
        const std::string solved = std::exchange(trouble_, std::nullopt)->problem;
        tell(false, solved);
        return true;
    }
    if (!trouble_) {
        trouble_ = Trouble{"", steady_seconds(), paused_seconds_, retries_.first};
        continue_asked_ = false;
    }
    if (problem != trouble_->problem) {
        trouble_->problem = problem;
        tell(true, problem);
    }
    const double end = steady_seconds() + trouble_->next_pause;
    trouble_->next_pause = std::min(2 * trouble_->next_pause, retries_.longest);
    while (!look() && (pause_asked_ || (!continue_asked_ && steady_seconds() < end))) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    continue_asked_ = false;
    paused_seconds_ = trouble_->paused_before + steady_seconds() - trouble_->begin;
    return reason_.empty();
}

void Control::tell(bool paused, const std::string& problem) const {
    if (on_pause_) {
        on_pause_(paused, problem);
    }
}

bool Control::take_checkpoint_request() {
    return std::exchange(checkpoint_asked_, false);
}

bool Control::take_sample_request() {
    return std::exchange(sample_asked_, false);
}

}  // namespace tempera
