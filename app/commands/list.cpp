// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>

#include "app/commands/command.h"
#include "app/commands/output.h"
#include "core/base/clock.h"
#include "core/store/run_lock.h"
#include "core/store/run_reader.h"

namespace tempera {

namespace {

int list(const Invocation& invocation) {
    const Workspace workspace = open_workspace(invocation);
    nlohmann::ordered_json runs = nlohmann::ordered_json::array();
    TextTable table({"RUN", "STATE", "EPOCH", "ETA", "METHOD", "REWARD", "SEED", "CREATED"});
    for (const std::filesystem::path& run_dir : workspace.run_dirs()) {
        const std::string id = run_dir.filename().string();
        // One damaged run must not hide the others.
        try {
            const RunSummary summary = RunReader(run_dir).summary();
            const RunState state = run_state(run_dir, summary);
            const double eta = summary.progress.eta_seconds;
            const bool alive = lock_holder(run_dir).has_value();
            runs.push_back(to_json(summary, state, run_dir.string()));
            table.add({id, state_text(summary, state), epochs_text(summary.progress),
                       alive && eta >= 0 ? human_duration(eta) : "-", summary.info.method, summary.info.reward,
                       std::to_string(summary.info.seed), iso_time(summary.info.created)});
        } catch (const std::exception& error) {
            runs.push_back({{"id", id}, {"folder", run_dir.string()}, {"error", error.what()}});
            table.add({id, "unreadable", "-", "-", error.what()});
        }
    }
    if (invocation.json) {
        print_json(runs);
    } else if (runs.empty()) {
        std::printf("No runs in %s yet: start one with 'tempera-run train animals-quick'.\n", workspace.root().c_str());
    } else {
        std::fputs(table.text().c_str(), stdout);
    }
    return exit_ok;
}

}  // namespace

void add_list(CLI::App& app, Invocation& invocation) {
    CLI::App* command = app.add_subcommand("list", "List the runs of the workspace");
    add_workspace_option(*command, invocation);
    add_json_option(*command, invocation);
    command->callback([&invocation] { invocation.action = [&invocation] { return list(invocation); }; });
}

}  // namespace tempera
