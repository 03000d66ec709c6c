// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/store/run_writer.h"

namespace tempera {

/// When to try again what does not work for want of something outside the process.
struct RetryPauses {
    double first = 5;  ///< seconds; each further pause is twice as long
    double longest = 60;
};

/// What people ask of a running worker: by signal (through `interrupted`) or through the run's mailbox.
/// Methods and the evaluation poll stop_asked() between micro-batches. One thread.
class Control {
public:
    /// `interrupted`: whether a signal asked for the end. `paused`: told true when a pause begins and false when it
    /// ends, with "" where a person asked for it, else with the problem; again when the problem becomes another.
    /// Both may be empty. Keeps a reference to the writer.
    Control(RunWriter& writer, std::function<bool()> interrupted,
            std::function<void(bool paused, const std::string& problem)> paused, RetryPauses retries = {});

    /// Whether to stop now. Looks at signals every time and into the mailbox at most every 100 ms, lets
    /// waiting rows reach the file, and blocks for the time of a pause.
    bool stop_asked();

    /// As in WorkHooks. The pause lasts until `problem` is "", through all attempts; a letter (continue) begins the
    /// next one at once.
    bool wait_for_help(const std::string& problem);

    /// "stop asked" or "interrupted by a signal"; "" while nobody asked.
    const std::string& reason() const { return reason_; }

    bool take_checkpoint_request();  ///< asked since the last call
    bool take_sample_request();

    /// Seconds spent in pauses, for clocks that must not count them.
    double paused_seconds() const { return paused_seconds_; }

private:
    /// A problem that help is waited for.
    struct Trouble {
        std::string problem;
        double begin = 0;          ///< steady seconds
        double paused_before = 0;  ///< paused_seconds_ then
        double next_pause = 0;
    };

    bool look();
    void wait_while_paused();
    void tell(bool paused, const std::string& problem) const;

    RunWriter& writer_;
    std::function<bool()> interrupted_;
    std::function<void(bool, const std::string&)> on_pause_;
    const RetryPauses retries_;
    std::string reason_;
    std::optional<Trouble> trouble_;
    double looked_ = 0;
    double paused_seconds_ = 0;
    bool pause_asked_ = false;
    bool continue_asked_ = false;
    bool checkpoint_asked_ = false;
    bool sample_asked_ = false;
};

}  // namespace tempera
