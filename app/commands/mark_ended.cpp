// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/output.h"
#include "core/store/run_recovery.h"

namespace tempera {

namespace {

int mark(const Invocation& invocation, const std::vector<std::string>& runs) {
    // All names are looked up before the first run is written to.
    std::vector<std::filesystem::path> found;
    for (const std::string& run : runs) {
        found.push_back(find_run_dir(invocation, run));
    }
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (const std::filesystem::path& run_dir : found) {
        const std::string id = run_dir.filename().string();
        mark_ended(run_dir);
        json.push_back({{"id", id}, {"result", "ended"}});
        if (!invocation.json) {
            std::printf("Marked %s as ended (to go on after all: tempera-run resume %s)\n", id.c_str(), id.c_str());
        }
    }
    if (invocation.json) {
        print_json(json);
    }
    return exit_ok;
}

}  // namespace

void add_mark_ended(CLI::App& app, Invocation& invocation) {
    auto runs = std::make_shared<std::vector<std::string>>();
    CLI::App* command =
        app.add_subcommand("mark-ended", "Mark runs whose worker vanished (killed, power failure) as stopped");
    command->add_option("RUN", *runs, "Id, unique start of the id, name, or folder of a run")->required();
    add_workspace_option(*command, invocation);
    add_json_option(*command, invocation);
    command->callback(
        [&invocation, runs] { invocation.action = [&invocation, runs] { return mark(invocation, *runs); }; });
}

}  // namespace tempera
