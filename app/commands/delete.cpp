// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/output.h"

namespace tempera {

namespace {

int delete_runs(const Invocation& invocation, const std::vector<std::string>& runs) {
    const Workspace workspace = open_workspace(invocation);
    // All names are looked up before the first run moves: a typo must not delete half of the list.
    std::vector<std::filesystem::path> found;
    for (const std::string& run : runs) {
        found.push_back(workspace.find_run(run));
    }
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (const std::filesystem::path& run_dir : found) {
        const std::string id = run_dir.filename().string();
        workspace.trash_run(run_dir);
        json.push_back({{"id", id}, {"moved_to", (workspace.root() / "trash" / id).string()}});
        if (!invocation.json) {
            std::printf("Moved %s to %s (undo: tempera-run delete --restore %s)\n", id.c_str(),
                        (workspace.root() / "trash").c_str(), id.c_str());
        }
    }
    if (invocation.json) {
        print_json(json);
    }
    return exit_ok;
}

int restore_runs(const Invocation& invocation, const std::vector<std::string>& runs) {
    const Workspace workspace = open_workspace(invocation);
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (const std::string& run : runs) {
        workspace.restore_run(run);
        json.push_back({{"id", run}, {"restored_to", (workspace.root() / "runs" / run).string()}});
        if (!invocation.json) {
            std::printf("Restored %s\n", run.c_str());
        }
    }
    if (invocation.json) {
        print_json(json);
    }
    return exit_ok;
}

}  // namespace

void add_delete(CLI::App& app, Invocation& invocation) {
    struct Options {
        std::vector<std::string> runs;
        bool restore = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command =
        app.add_subcommand("delete", "Move runs to the trash of the workspace (refused while they run)");
    command->add_option("RUN", options->runs, "Runs; with --restore full ids")->required();
    command->add_flag("--restore", options->restore, "Move them back from the trash instead");
    add_workspace_option(*command, invocation);
    add_json_option(*command, invocation);
    command->callback([&invocation, options] {
        invocation.action = [&invocation, options] {
            return options->restore ? restore_runs(invocation, options->runs) : delete_runs(invocation, options->runs);
        };
    });
}

}  // namespace tempera
