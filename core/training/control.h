// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "core/store/run_writer.h"

namespace tempera {

/// What people ask of a running worker: by signal (through `interrupted`) or through the run's mailbox.
/// Methods and the evaluation poll stop_asked() between micro-batches. One thread.
class Control {
public:
    /// `interrupted`: whether a signal asked for the end. `paused`: told true when a pause begins and
    /// false when it ends. Both may be empty. Keeps a reference to the writer.
    Control(RunWriter& writer, std::function<bool()> interrupted, std::function<void(bool)> paused);

    /// Whether to stop now. Looks at signals every time and into the mailbox at most every 100 ms, lets
    /// waiting rows reach the file, and blocks for the time of a pause.
    bool stop_asked();

    /// "stop asked" or "interrupted by a signal"; "" while nobody asked.
    const std::string& reason() const { return reason_; }

    bool take_checkpoint_request();  ///< asked since the last call
    bool take_sample_request();

    /// Seconds spent in pauses, for clocks that must not count them.
    double paused_seconds() const { return paused_seconds_; }

private:
    bool look();
    void wait_while_paused();

    RunWriter& writer_;
    std::function<bool()> interrupted_;
    std::function<void(bool)> on_pause_;
    std::string reason_;
    double looked_ = 0;
    double paused_seconds_ = 0;
    bool pause_asked_ = false;
    bool checkpoint_asked_ = false;
    bool sample_asked_ = false;
};

}  // namespace tempera
