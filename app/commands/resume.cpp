// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/training_session.h"

namespace tempera {

void add_resume(CLI::App& app, Invocation& invocation) {
    struct Options {
        std::string run;
        ResumeChoice choice;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("resume", "Go on with a run from its latest checkpoint");
    command->add_option("RUN", options->run, "Id, unique start of the id, name, or folder of a run")->required();
    command
        ->add_option("--from", options->choice.from_epoch,
                     "Go back to the checkpoint of this epoch (0 = the beginning); what came after it is hidden")
        ->type_name("EPOCH")
        ->check(CLI::NonNegativeNumber);
    command
        ->add_option("--micro-batch", options->choice.micro_batch,
                     "Samples per call of the UNet from here on, for a run that ran out of memory: changes memory and "
                     "speed, not the result")
        ->type_name("N")
        ->check(CLI::PositiveNumber);
    add_workspace_option(*command, invocation);
    add_json_option(*command, invocation);
    command->callback([&invocation, options] {
        invocation.action = [&invocation, options] {
            return run_training(invocation, [&](const TrainerHooks& hooks) {
                return resume_run(find_run_dir(invocation, options->run), options->choice, hooks);
            });
        };
    });
}

}  // namespace tempera
