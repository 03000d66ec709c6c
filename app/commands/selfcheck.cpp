// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/selfcheck.h"

#include <algorithm>
#include <cstdio>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/config_choice.h"
#include "app/commands/output.h"
#include "app/commands/progress_line.h"
#include "app/commands/stop_signals.h"

namespace tempera {

namespace {

void print(const Invocation& invocation, const std::string& preset, const std::vector<SelfcheckLine>& lines, bool ok) {
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    TextTable table({"", "FINDING", "VALUE", ""});
    for (const SelfcheckLine& line : lines) {
        json.push_back({{"name", line.name},
                        {"value", line.value},
                        {"number", line.number ? nlohmann::ordered_json(*line.number) : nullptr},
                        {"verdict", to_string(line.verdict)},
                        {"sentence", line.sentence}});
        table.add({to_string(line.verdict), line.name, line.value, line.sentence});
    }
    if (invocation.json) {
        print_json({{"preset", preset}, {"ok", ok}, {"findings", json}});
    } else {
        std::fputs(table.text().c_str(), stdout);
    }
}

int check(const Invocation& invocation, const ConfigChoice& choice) {
    catch_stop_signals();
    const Config config = chosen_config(choice);
    ProgressLine progress;
    SelfcheckHooks hooks;
    hooks.stop_asked = stop_signal_came;
    hooks.progress = [&](const std::string& phase, double fraction) { progress.show(fraction, phase); };
    const auto lines = selfcheck(config, workspace_path(invocation), hooks);
    progress.clear();
    if (!lines) {
        std::fputs("Stopped; nothing was written.\n", stderr);
        return exit_interrupted;
    }
    const bool ok =
        std::none_of(lines->begin(), lines->end(), [](const auto& line) { return line.verdict == Verdict::Bad; });
    print(invocation, choice.preset, *lines, ok);
    return ok ? exit_ok : exit_error;
}

}  // namespace

void add_selfcheck(CLI::App& app, Invocation& invocation) {
    auto choice = std::make_shared<ConfigChoice>();
    choice->preset = "animals-tdpo";
    CLI::App* command = app.add_subcommand(
        "selfcheck", "Train two small rounds of a preset without writing anything, and say what a run would meet");
    add_config_options(*command, *choice);
    add_workspace_option(*command, invocation);
    add_json_option(*command, invocation);
    command->footer(
        "Each line says ok, look (it runs, but may not be what you mean) or bad. Exit status 1 when one is bad.\n"
        "Looks at ratios before the first update, the reward's spread and sign, gradients of every part, the critic,\n"
        "sensitive steps and the clip range; estimates memory, time and disk space of the run.");
    command->callback(
        [&invocation, choice] { invocation.action = [&invocation, choice] { return check(invocation, *choice); }; });
}

}  // namespace tempera
