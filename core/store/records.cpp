// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/records.h"

namespace tempera {

const char* to_string(SampleKind kind) {
    switch (kind) {
        case SampleKind::Train:
            return "train";
        case SampleKind::Eval:
            return "eval";
        case SampleKind::Unseen:
            return "unseen";
    }
    return "";
}

const char* to_string(RunState state) {
    switch (state) {
        case RunState::Queued:
            return "queued";
        case RunState::Running:
            return "running";
        case RunState::Paused:
            return "paused";
        case RunState::Finished:
            return "finished";
        case RunState::Stopped:
            return "stopped";
        case RunState::Failed:
            return "failed";
        case RunState::Interrupted:
            return "interrupted";
    }
    return "";
}

}  // namespace tempera
