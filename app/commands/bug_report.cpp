// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/bug_report.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include <sys/utsname.h>

#include "app/commands/output.h"
#include "app/commands/redaction.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/config/config.h"
#include "core/store/checkpoint_folders.h"
#include "core/store/run_reader.h"
#include "core/store/run_recovery.h"
#include "core/training/engine.h"

namespace tempera {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t most_runs = 5;
constexpr std::size_t most_events = 20;
constexpr int most_log_lines = 40;

/// The value behind `key` in a file of lines such as "MemTotal:  16 kB" or "PRETTY_NAME=...".
std::string value_in(const char* file, const std::string& key) {
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with(key)) {
            const std::size_t begin = line.find_first_not_of(" \t:=\"", key.size());
            const std::size_t end = line.find_last_not_of(" \"");
            return begin == std::string::npos ? "" : line.substr(begin, end + 1 - begin);
        }
    }
    return "unknown";
}

std::string machine() {
    utsname system{};
    ::uname(&system);
    TextTable table({"kernel", std::string(system.sysname) + " " + system.release + " " + system.machine});
    table.add({"distribution", value_in("/etc/os-release", "PRETTY_NAME")});
    table.add({"processor", value_in("/proc/cpuinfo", "model name")});
    table.add({"memory", value_in("/proc/meminfo", "MemTotal")});
    for (const char* name :
         {"LANG", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "CUDA_VISIBLE_DEVICES", "TEMPERA_RESOURCES", "TEMPERA_PRESETS",
          "TEMPERA_WORKSPACE", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE", "WAYLAND_DISPLAY", "DISPLAY"}) {
        if (const char* value = std::getenv(name)) {
            table.add({name, value});
        }
    }
    return table.text();
}

std::string events_of(RunReader& reader) {
    std::vector<std::string> lines;
    for (const EventRow& event : reader.events_since(0)) {
        if (event.level != "info") {
            lines.push_back(iso_time(event.wall) + " " + event.level + " " + printable(event.text) + "\n");
        }
    }
    std::string text;
    for (std::size_t i = lines.size() - std::min(lines.size(), most_events); i < lines.size(); ++i) {
        text += lines[i];
    }
    return text;
}

/// What differs from the defaults; paths in it are added to the redaction.
std::string configuration_of(RunReader& reader, const fs::path& run_dir, Redaction& redaction) {
    const Config config = Config::from_toml(reader.config_toml(), (run_dir / "config.toml").string());
    std::string text;
    for (const ConfigDifference& one : diff(Config(), config)) {
        if (one.right.starts_with('/')) {
            redaction.hide_path(one.right);
        }
        text += one.key + " = " + printable(one.right) + "\n";
    }
    return text;
}

std::string run_part(const fs::path& run_dir, Redaction& redaction) {
    std::string text = "\n## Run " + run_dir.filename().string() + "\n";
    try {
        RunReader reader(run_dir);
        const RunSummary summary = reader.summary();
        redaction.hide(summary.info.host, "(host)");
        TextTable table({"state", state_text(summary, run_state(run_dir, summary))});
        table.add({"epochs", epochs_text(summary.progress) + ", " + summary.progress.phase});
        table.add({"memory", short_number(summary.progress.resident_mib) + " MiB"});
        table.add({"device", summary.info.device});
        table.add({"versions", summary.info.versions});
        table.add({"model", summary.info.model_hash.substr(0, 12)});
        std::string checkpoints;
        for (const std::int64_t epoch : list_checkpoints(run_dir)) {
            checkpoints.append(" ").append(std::to_string(epoch));
        }
        table.add({"checkpoints", checkpoints});
        for (const AttemptRow& attempt : summary.attempts) {
            table.add({"attempt", iso_time(attempt.started) + " to " +
                                      (attempt.ended > 0 ? iso_time(attempt.ended) : std::string("?")) +
                                      ", from epoch " + std::to_string(attempt.from_epoch) + ": " + attempt.reason});
        }
        text += table.text() + events_of(reader) + configuration_of(reader, run_dir, redaction);
    } catch (const std::exception& error) {
        text += printable(error.what()) + "\n";
    }
    return text + "last lines of its log:\n" + last_log_lines(run_dir, most_log_lines) + "\n";
}

/// Latest change first.
std::vector<fs::path> latest_runs(const Workspace& workspace) {
    std::vector<std::pair<fs::file_time_type, fs::path>> runs;
    for (const fs::path& run_dir : workspace.run_dirs()) {
        std::error_code ignored;
        runs.emplace_back(fs::last_write_time(run_dir / "run.db", ignored), run_dir);
    }
    std::sort(runs.rbegin(), runs.rend());
    std::vector<fs::path> latest;
    for (std::size_t i = 0; i < std::min(runs.size(), most_runs); ++i) {
        latest.push_back(runs[i].second);
    }
    return latest;
}

}  // namespace

std::string bug_report(const std::vector<Finding>& findings, const std::optional<Workspace>& workspace,
                       bool with_paths) {
    Redaction redaction;
    TextTable table({"", "SUBJECT", "FINDING"});
    for (const Finding& finding : findings) {
        table.add({finding.ok ? "ok" : "PROBLEM", finding.subject,
                   finding.detail + (finding.remedy.empty() ? "" : "; " + finding.remedy)});
    }
    std::string text = "# Bug report, " + versions() + ", " + iso_time(unix_seconds()) +
                       "\n\nWhat did you do, what did you expect, what happened instead?\n\n\n## Findings\n" +
                       table.text() + "\n## Machine\n" + machine();
    if (workspace) {
        redaction.hide_path(workspace->root().string());
        for (const fs::path& run_dir : latest_runs(*workspace)) {
            text += run_part(run_dir, redaction);
        }
    }
    return with_paths ? text : redaction.applied_to(std::move(text));
}

}  // namespace tempera
