// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/config_choice.h"
#include "app/commands/training_session.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/config/config.h"
#include "core/methods/seppo.h"

namespace tempera {

namespace {

struct Options {
    ConfigChoice choice;
    std::string name;
    std::string seed;
    std::string id;
};

/// A run may be resumed from another folder: what was found relative to this one gets its full path.
void make_paths_absolute(Config& config) {
    namespace fs = std::filesystem;
    for (const auto& [key, embedded] :
         {std::pair("model.path", resource_dir() / "models" / config.text("model.path")),
          std::pair("prompts.file", resource_dir() / "prompts" / (config.text("prompts.file") + ".txt")),
          std::pair("eval.prompts", resource_dir() / "prompts" / (config.text("eval.prompts") + ".txt")),
          std::pair("eval.unseen_prompts",
                    resource_dir() / "prompts" / (config.text("eval.unseen_prompts") + ".txt"))}) {
        const std::string& value = config.text(key);
        if (!value.empty() && !fs::exists(embedded) && fs::exists(value)) {
            config.set(key, fs::absolute(value).lexically_normal().string());
        }
    }
    const std::string& winners = config.text("seppo.winners");
    if (winners != kBuiltInWinners && fs::exists(winners)) {
        config.set("seppo.winners", fs::absolute(winners).lexically_normal().string());
    }
}

Config resolved(const Options& options) {
    Config config = chosen_config(options.choice);
    if (!options.seed.empty()) {
        config.set_text("seed", options.seed, "--seed");
    }
    if (!options.name.empty()) {
        config.set("name", options.name, "--name");
    } else if (config.text("name").empty()) {
        config.set("name", std::filesystem::path(options.choice.preset).stem().string());
    }
    make_paths_absolute(config);
    config.check();
    return config;
}

/// One that was asked for is taken as it is: whoever started the worker finds the run under it, and a second
/// worker of that id is refused.
std::filesystem::path run_dir(const Workspace& workspace, const Options& options, const std::string& name) {
    if (options.id.empty()) {
        return workspace.new_run_dir(name);
    }
    const bool plain = std::all_of(options.id.begin(), options.id.end(), [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
    });
    if (!plain || options.id.front() == '-') {
        throw Error("'" + options.id + "' is no id of a run", "--id", "use lower-case letters, digits and dashes");
    }
    return workspace.root() / "runs" / options.id;
}

int train(const Invocation& invocation, const Options& options) {
    return run_training(invocation, [&](const TrainerHooks& hooks) {
        const Config config = resolved(options);
        const std::string& name = config.text("name");
        return start_run(config, name, run_dir(open_workspace(invocation), options, name), hooks);
    });
}

}  // namespace

void add_train(CLI::App& app, Invocation& invocation) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("train", "Fine-tune a model: start a new run");
    add_config_options(*command, options->choice);
    command->add_option("-n,--name", options->name, "Name of the run (default: that of the preset)");
    command->add_option("--seed", options->seed, "Same as --set seed=...");
    command->add_option("--id", options->id, "Id of the run, which must be new (default: made from the name)");
    add_workspace_option(*command, invocation);
    add_json_option(*command, invocation);
    command->footer(
        "Shows a progress bar on a terminal, a line per epoch elsewhere, and one JSON object per line with --json\n"
        "(events: started, epoch, finished, stopped). Ctrl-C stops cleanly; a second Ctrl-C ends at once.\n"
        "Started several times with MASTER_ADDR, RANK and WORLD_SIZE (torchrun, srun, mpirun), the processes share\n"
        "the run; only rank 0 writes and prints (docs/ranks.md).");
    command->callback(
        [&invocation, options] { invocation.action = [&invocation, options] { return train(invocation, *options); }; });
}

}  // namespace tempera
