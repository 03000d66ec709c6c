// SPDX-License-Identifier: GPL-3.0-or-later
// tempera-run: the worker and command line of Tempera. One file per subcommand in app/commands.
#include <cstdio>
#include <exception>

#include <CLI/CLI.hpp>

#include "app/commands/command.h"
#include "app/commands/output.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/training/engine.h"
#include "core/training/trainer.h"

namespace {

using namespace tempera;

int fail(const std::exception& error, bool json) {
    const std::string sentence = one_sentence(error);
    std::fprintf(stderr, "tempera-run: %s\n", printable(sentence).c_str());
    if (json) {
        nlohmann::ordered_json details = {{"sentence", sentence}};
        if (const auto* known = dynamic_cast<const Error*>(&error)) {
            details["problem"] = known->problem();
            details["where"] = known->where();
            details["remedy"] = known->remedy();
        }
        print_json_line({{"error", details}});
    }
    return exit_error;
}

}  // namespace

int main(int argc, char** argv) {
    Invocation invocation;
    invocation.words.assign(argv, argv + argc);
    bool verbose = false;
    CLI::App app(
        "Tempera fine-tunes diffusion models on rewards (TDPO, TDPO-R, DDPO, AlignProp, SePPO).\n"
        "First steps: 'tempera-run doctor', 'tempera-run config --presets', 'tempera-run train animals-quick'.\n",
        "tempera-run");
    app.set_help_all_flag("--help-all", "Print the help of all commands and exit");
    app.set_version_flag("--version", versions());
    app.add_flag("-v,--verbose", verbose, "Log details to standard error");
    app.require_subcommand(1);
    app.footer(
        "'tempera-run COMMAND --help' explains a command.\n\n"
        "Exit status: 0 done (also: stopped on request); 1 an error, told in one sentence on standard error;\n"
        "2 wrong usage; 130 interrupted by a signal (the run is stopped cleanly and can be resumed).");
    for (const auto add : {add_train,       add_resume,    add_mailbox, add_list,     add_show,      add_metrics,
                           add_report,      add_diff,      add_archive, add_delete,   add_verify,    add_sample,
                           add_export_lora, add_inspect,   add_score,   add_evaluate, add_config,    add_pretrain,
                           add_suite,       add_selfcheck, add_doctor,  add_bench,    add_mark_ended}) {
        add(app, invocation);
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_ok : exit_usage;
    }
    try {
        log_to_stderr(verbose);
        if (!verbose) {
            spdlog::set_level(spdlog::level::warn);
        }
        return invocation.action();
    } catch (const std::exception& error) {
        return fail(error, invocation.json);
    }
}
