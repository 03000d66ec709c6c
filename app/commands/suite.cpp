// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/output.h"
#include "app/commands/suite_runs.h"
#include "core/base/error.h"
#include "core/comparison/score_table.h"
#include "core/comparison/suite_results.h"

namespace tempera {
namespace {

struct Options {
    std::string suite;
    std::vector<std::int64_t> seeds{1, 2, 3};
    int jobs = 1;
    std::optional<double> level;
    bool report_only = false;
};

/// "0.776 +- 0.012", and how many of the runs it is over when not of all.
std::string spread_text(const std::vector<double>& values, std::size_t runs) {
    const Spread spread = spread_of(values);
    if (spread.count == 0) {
        return "-";
    }
    char text[64];
    std::snprintf(text, sizeof text, std::abs(spread.mean) < 100 ? "%.3f" : "%.0f", spread.mean);
    std::string result = text;
    if (spread.count > 1) {
        std::snprintf(text, sizeof text, std::abs(spread.mean) < 100 ? " +- %.3f" : " +- %.0f", spread.deviation);
        result += text;
    }
    return values.size() < runs ? result + " (" + std::to_string(values.size()) + ")" : result;
}

nlohmann::ordered_json spread_json(const std::vector<double>& values) {
    const Spread spread = spread_of(values);
    return {{"n", spread.count}, {"mean", spread.mean}, {"deviation", spread.deviation}, {"values", values}};
}

std::vector<MethodRuns> finished_runs(const Suite& suite) {
    std::map<std::string, MethodRuns> methods;
    for (const SuiteRun& run : suite.runs) {
        methods[run.method].name = run.method;
        if (run.finished) {
            methods[run.method].runs.push_back(read_run_scores(run.run_dir));
        }
    }
    std::vector<MethodRuns> list;
    for (auto& [name, method] : methods) {
        list.push_back(std::move(method));
    }
    return list;
}

void report(const Invocation& invocation, const Options& options, const Suite& suite) {
    const std::vector<MethodRuns> methods = finished_runs(suite);
    const std::optional<double> common = options.level ? options.level : common_level(methods);
    if (!common) {
        throw Error("no run of the suite is finished", options.suite, "give the command without --report");
    }
    const double level = *common;
    nlohmann::ordered_json json = {{"suite", suite.name}, {"level", level}};
    std::vector<std::string> heading{""};
    for (const MethodRuns& method : methods) {
        heading.push_back(method.name);
    }
    // Methods side by side: there are more numbers than methods.
    TextTable table(heading);
    std::vector<std::string> counts{"runs"};
    for (const MethodRuns& method : methods) {
        counts.push_back(std::to_string(method.runs.size()));
        json["methods"][method.name]["runs"] = method.runs.size();
    }
    table.add(counts);
    for (const ScoreColumn& column : score_columns(methods)) {
        const std::string name = to_text(column);
        std::vector<std::string> row{name};
        for (const MethodRuns& method : methods) {
            const std::vector<double> values = values_of(column, method, level);
            row.push_back(spread_text(values, method.runs.size()));
            json["methods"][method.name][name] = spread_json(values);
        }
        table.add(row);
    }
    if (invocation.json) {
        print_json(json);
        return;
    }
    const RunScores& any = std::find_if(methods.begin(), methods.end(), [](const MethodRuns& method) {
                               return !method.runs.empty();
                           })->runs.front();
    std::printf("Mean +- sample deviation over the seeds; fewer than all runs in brackets. Trained reward: %s.\n",
                any.reward.c_str());
    std::printf("Level for comparisons at equal reward: %.3f%s.\n\n%s", level,
                options.level ? "" : ", nine tenths of the way to the run that climbs least", table.text().c_str());
}

int suite(const Invocation& invocation, const Options& options) {
    const Workspace workspace = open_workspace(invocation);
    Suite suite = open_suite(options.suite, options.seeds);
    find_runs(suite, workspace);
    if (!options.report_only && !run_suite(suite, workspace, options.jobs)) {
        std::fprintf(stderr, "Stopped; the same command goes on.\n");
        return exit_interrupted;
    }
    report(invocation, options, suite);
    return exit_ok;
}

}  // namespace

void add_suite(CLI::App& app, Invocation& invocation) {
    auto options = std::make_shared<Options>();
    CLI::App* command =
        app.add_subcommand("suite", "Train every preset of a folder with several seeds, and compare the results");
    command->add_option("SUITE", options->suite, "paper-animals, or a folder of presets")->required();
    command->add_option("--seeds", options->seeds, "Seeds of each method")->delimiter(',')->capture_default_str();
    command->add_option("-j,--jobs", options->jobs, "Workers at a time; they share the cores")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option(
        "--level", options->level,
        "Trained reward at which methods are compared (default: one that every method which raises it passes)");
    command->add_flag("--report", options->report_only, "Train nothing; compare the runs that are finished");
    add_workspace_option(*command, invocation);
    add_json_option(*command, invocation);
    command->footer(
        "A run of the workspace with the same configuration counts as the suite's, whoever started it. Ctrl-C stops\n"
        "cleanly; the same command goes on where it was.");
    command->callback(
        [&invocation, options] { invocation.action = [&invocation, options] { return suite(invocation, *options); }; });
}

}  // namespace tempera
