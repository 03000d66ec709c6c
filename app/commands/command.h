// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/store/workspace.h"

namespace tempera {

/// Exit statuses of tempera-run, as documented in --help.
enum ExitStatus { exit_ok = 0, exit_error = 1, exit_usage = 2, exit_interrupted = 130 };

/// What the command line chose: filled while it is parsed, run afterwards.
struct Invocation {
    std::vector<std::string> words;  ///< program and arguments, as given
    bool json = false;
    std::filesystem::path workspace;
    std::function<int()> action;  ///< returns the exit status, throws Error
};

/// Adds --json and --workspace. Every command has both or only --json.
void add_json_option(CLI::App& command, Invocation& invocation);
void add_workspace_option(CLI::App& command, Invocation& invocation);

/// The folder named by --workspace, TEMPERA_WORKSPACE or the user's default, in this order; may be missing.
std::filesystem::path workspace_path(const Invocation& invocation);

/// The workspace in that folder.
Workspace open_workspace(const Invocation& invocation);

/// A run by id, id prefix or name in that workspace, or by the path of its folder.
std::filesystem::path find_run_dir(const Invocation& invocation, const std::string& run);

// One function per subcommand, in the file of its name.
void add_train(CLI::App& app, Invocation& invocation);
void add_resume(CLI::App& app, Invocation& invocation);
void add_mailbox(CLI::App& app, Invocation& invocation);  // pause, continue, stop, checkpoint, sample-now
void add_mark_ended(CLI::App& app, Invocation& invocation);
void add_list(CLI::App& app, Invocation& invocation);
void add_show(CLI::App& app, Invocation& invocation);
void add_metrics(CLI::App& app, Invocation& invocation);
void add_report(CLI::App& app, Invocation& invocation);
void add_diff(CLI::App& app, Invocation& invocation);
void add_archive(CLI::App& app, Invocation& invocation);  // export, import
void add_delete(CLI::App& app, Invocation& invocation);
void add_verify(CLI::App& app, Invocation& invocation);
void add_sample(CLI::App& app, Invocation& invocation);
void add_export_lora(CLI::App& app, Invocation& invocation);
void add_inspect(CLI::App& app, Invocation& invocation);
void add_score(CLI::App& app, Invocation& invocation);
void add_evaluate(CLI::App& app, Invocation& invocation);
void add_config(CLI::App& app, Invocation& invocation);
void add_pretrain(CLI::App& app, Invocation& invocation);
void add_suite(CLI::App& app, Invocation& invocation);
void add_selfcheck(CLI::App& app, Invocation& invocation);
void add_doctor(CLI::App& app, Invocation& invocation);

}  // namespace tempera
