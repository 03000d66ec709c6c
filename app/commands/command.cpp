// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/command.h"

#include <cstdlib>

#include "core/base/files.h"

namespace tempera {

std::filesystem::path workspace_path(const Invocation& invocation) {
    if (!invocation.workspace.empty()) {
        return invocation.workspace;
    }
    const char* from_environment = std::getenv("TEMPERA_WORKSPACE");
    return from_environment && *from_environment ? std::filesystem::path(from_environment) : default_workspace();
}

void add_json_option(CLI::App& command, Invocation& invocation) {
    command.add_flag("--json", invocation.json, "Print JSON instead of text");
}

void add_workspace_option(CLI::App& command, Invocation& invocation) {
    command
        .add_option(
            "-w,--workspace", invocation.workspace,
            "Folder that holds the runs (default: $TEMPERA_WORKSPACE, else " + default_workspace().string() + ")")
        ->type_name("DIR");
}

Workspace open_workspace(const Invocation& invocation) {
    return Workspace(workspace_path(invocation));
}

std::filesystem::path find_run_dir(const Invocation& invocation, const std::string& run) {
    if (std::filesystem::exists(std::filesystem::path(run) / "run.db")) {
        return run;
    }
    return open_workspace(invocation).find_run(run);
}

}  // namespace tempera
