// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <map>
#include <memory>
#include <set>

#include "app/commands/command.h"
#include "app/commands/output.h"
#include "core/config/config.h"
#include "core/store/run_reader.h"

namespace tempera {

namespace {

struct Side {
    explicit Side(const std::filesystem::path& run_dir)
        : id(run_dir.filename().string()),
          reader(run_dir),
          config(Config::from_toml(reader.config_toml(), (run_dir / "config.toml").string())) {
        for (const std::string& key : reader.metric_keys()) {
            const std::vector<MetricRow> rows = reader.metric(key);
            if (!rows.empty()) {
                last[key] = rows.back();
            }
        }
    }

    /// "0.5312 (epoch 10)" or "-".
    std::string text(const std::string& key) const {
        const auto found = last.find(key);
        return found == last.end()
                   ? "-"
                   : short_number(found->second.value) + " (epoch " + std::to_string(found->second.at.epoch) + ")";
    }

    nlohmann::ordered_json json(const std::string& key) const {
        const auto found = last.find(key);
        return found == last.end() ? nlohmann::ordered_json() : nlohmann::ordered_json(found->second.value);
    }

    std::string id;
    RunReader reader;
    Config config;
    std::map<std::string, MetricRow> last;
};

int diff_runs(const Invocation& invocation, const std::string& left_run, const std::string& right_run) {
    const Side left(find_run_dir(invocation, left_run));
    const Side right(find_run_dir(invocation, right_run));
    const std::vector<ConfigDifference> differences = diff(left.config, right.config);
    std::set<std::string> keys;
    for (const Side* side : {&left, &right}) {
        for (const auto& [key, row] : side->last) {
            keys.insert(key);
        }
    }
    if (invocation.json) {
        nlohmann::ordered_json json = {{"left", left.id}, {"right", right.id}};
        json["config"] = nlohmann::ordered_json::object();
        for (const ConfigDifference& difference : differences) {
            json["config"][difference.key] = {{"left", difference.left}, {"right", difference.right}};
        }
        json["metrics"] = nlohmann::ordered_json::object();
        for (const std::string& key : keys) {
            json["metrics"][key] = {{"left", left.json(key)}, {"right", right.json(key)}};
        }
        print_json(json);
        return exit_ok;
    }
    if (differences.empty()) {
        std::printf("The configurations are equal.\n");
    } else {
        TextTable table({"KEY", left.id, right.id});
        for (const ConfigDifference& difference : differences) {
            table.add({difference.key, difference.left, difference.right});
        }
        std::fputs(table.text().c_str(), stdout);
    }
    TextTable table({"LATEST METRIC", left.id, right.id});
    for (const std::string& key : keys) {
        table.add({key, left.text(key), right.text(key)});
    }
    std::printf("\n%s", table.text().c_str());
    return exit_ok;
}

}  // namespace

void add_diff(CLI::App& app, Invocation& invocation) {
    struct Options {
        std::string left;
        std::string right;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("diff", "Compare two runs: configuration and latest metrics");
    command->add_option("LEFT", options->left, "A run")->required();
    command->add_option("RIGHT", options->right, "Another run")->required();
    add_workspace_option(*command, invocation);
    add_json_option(*command, invocation);
    command->callback([&invocation, options] {
        invocation.action = [&invocation, options] { return diff_runs(invocation, options->left, options->right); };
    });
}

}  // namespace tempera
