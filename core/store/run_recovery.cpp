// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/run_recovery.h"

#include <deque>
#include <fstream>
#include <set>
#include <sstream>

#include "core/base/error.h"
#include "core/store/checkpoint_folders.h"
#include "core/store/run_lock.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"

namespace tempera {

namespace fs = std::filesystem;

namespace {
constexpr std::streamoff tail_size = 16 * 1024;
}

std::string last_log_lines(const fs::path& run_dir, int count) {
    std::ifstream file(run_dir / "log.txt", std::ios::binary);
    if (!file) {
        return "";
    }
    file.seekg(0, std::ios::end);
    file.seekg(std::max<std::streamoff>(file.tellg() - std::streampos(tail_size), 0));
    std::deque<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        // A progress line that was drawn over and over: what was seen last.
        while (line.ends_with('\r')) {
            line.pop_back();
        }
        line.erase(0, line.rfind('\r') + 1);
        if (line.find_first_not_of(" \t") != std::string::npos) {
            lines.push_back(std::move(line));
        }
        if (static_cast<int>(lines.size()) > count) {
            lines.pop_front();
        }
    }
    std::string text;
    for (const std::string& line : lines) {
        text += (text.empty() ? "" : "\n") + line;
    }
    return text;
}

LostRun examine_lost_run(const fs::path& run_dir) {
    LostRun lost;
    lost.epoch = RunReader(run_dir).summary().progress.epoch;
    const auto checkpoints = list_checkpoints(run_dir);
    if (!checkpoints.empty()) {
        lost.last_checkpoint = checkpoints.back();
    }
    lost.last_log_line = last_log_lines(run_dir, 1);
    return lost;
}

std::string missing_epochs(const fs::path& run_dir, std::int64_t epoch) {
    std::set<std::int64_t> complete;
    for (const MetricRow& row : RunReader(run_dir).metric("time/epoch_s")) {
        complete.insert(row.at.epoch);
    }
    std::string text;
    for (std::int64_t first = 0; first < epoch; ++first) {
        if (complete.contains(first)) {
            continue;
        }
        std::int64_t last = first;
        while (last + 1 < epoch && !complete.contains(last + 1)) {
            ++last;
        }
        text += (text.empty() ? "" : ", ") + std::to_string(first) + (last > first ? "-" + std::to_string(last) : "");
        first = last;
    }
    return text;
}

void mark_ended(const fs::path& run_dir) {
    const RunLock lock(run_dir);
    const RunSummary summary = RunReader(run_dir).summary();
    const bool open = summary.attempts.empty() || summary.attempts.back().ended == 0;
    if (!open || (summary.reached != ReachedState::Running && summary.reached != ReachedState::Paused)) {
        throw Error("the run has not lost its worker", run_dir.string(), "nothing is left to mark");
    }
    RunWriter writer(run_dir);
    writer.event("warning", "Marked as ended: the worker had vanished.");
    writer.end_lost_attempt("the worker vanished");
}

}  // namespace tempera
