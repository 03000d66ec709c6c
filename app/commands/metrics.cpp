// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/output.h"
#include "core/base/error.h"
#include "core/store/run_reader.h"

namespace tempera {

namespace {

struct Options {
    std::string run;
    std::vector<std::string> keys;
    bool csv = false;
};

/// Keys that were asked for ("eval/" = all that begin so), or all.
std::vector<std::string> chosen_keys(RunReader& reader, const Options& options) {
    const std::vector<std::string> known = reader.metric_keys();
    if (options.keys.empty()) {
        return known;
    }
    std::vector<std::string> chosen;
    for (const std::string& asked : options.keys) {
        const std::size_t before = chosen.size();
        for (const std::string& key : known) {
            if (key == asked || (asked.ends_with('/') && key.starts_with(asked))) {
                chosen.push_back(key);
            }
        }
        if (chosen.size() == before) {
            throw Error("the run has no metric '" + asked + "'", options.run,
                        "see 'tempera-run show " + options.run + "'");
        }
    }
    return chosen;
}

int metrics(const Invocation& invocation, const Options& options) {
    RunReader reader(find_run_dir(invocation, options.run));
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    TextTable table({"METRIC", "EPOCH", "STEP", "QUERIES", "VALUE"});
    if (options.csv) {
        std::printf("key,epoch,step,reward_queries,wall,value\n");
    }
    for (const std::string& key : chosen_keys(reader, options)) {
        nlohmann::ordered_json series = nlohmann::ordered_json::array();
        for (const MetricRow& row : reader.metric(key)) {
            if (options.csv) {
                std::printf("%s,%lld,%lld,%lld,%s,%s\n", csv_field(key).c_str(), static_cast<long long>(row.at.epoch),
                            static_cast<long long>(row.at.step), static_cast<long long>(row.at.reward_queries),
                            exact_number(row.wall).c_str(), exact_number(row.value).c_str());
            } else if (invocation.json) {
                series.push_back({{"epoch", row.at.epoch},
                                  {"step", row.at.step},
                                  {"reward_queries", row.at.reward_queries},
                                  {"wall", row.wall},
                                  {"value", row.value}});
            } else {
                table.add({key, std::to_string(row.at.epoch), std::to_string(row.at.step),
                           std::to_string(row.at.reward_queries), exact_number(row.value)});
            }
        }
        json[key] = series;
    }
    if (options.csv) {
        return exit_ok;
    }
    if (invocation.json) {
        print_json(json);
    } else {
        std::fputs(table.text().c_str(), stdout);
    }
    return exit_ok;
}

}  // namespace

void add_metrics(CLI::App& app, Invocation& invocation) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("metrics", "Print metric values; every digit that is stored");
    command->add_option("RUN", options->run, "Id, unique start of the id, name, or folder of a run")->required();
    command->add_option("-k,--key", options->keys, "Only this metric, or all that begin with 'eval/' (repeatable)")
        ->type_name("KEY")
        ->allow_extra_args(false);
    command->add_flag("--csv", options->csv, "Comma-separated values with a heading");
    add_workspace_option(*command, invocation);
    add_json_option(*command, invocation);
    command->callback([&invocation, options] {
        invocation.action = [&invocation, options] { return metrics(invocation, *options); };
    });
}

}  // namespace tempera
