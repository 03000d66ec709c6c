// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <cstdio>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/output.h"
#include "core/base/clock.h"
#include "core/base/shell_words.h"
#include "core/config/config.h"
#include "core/store/run_lock.h"
#include "core/store/run_reader.h"
#include "core/training/checkpoint.h"

namespace tempera {

namespace {

void print_text(const std::filesystem::path& run_dir, RunReader& reader, const RunSummary& summary, RunState state) {
    const RunInfo& info = summary.info;
    const Progress& progress = summary.progress;
    std::printf("%s\n", run_dir.filename().c_str());
    TextTable facts({"  name", printable(info.name)});
    facts.add({"  state", state_text(summary, state)});
    const bool alive = lock_holder(run_dir).has_value();
    if (alive) {
        facts.add({"  doing", progress.phase + ", epoch " + epochs_text(progress) +
                                  (progress.eta_seconds >= 0 ? ", " + human_duration(progress.eta_seconds) + " left"
                                                             : std::string())});
    } else {
        facts.add({"  epochs", epochs_text(progress)});
    }
    facts.add({"  method", info.method});
    facts.add({"  reward", info.reward});
    facts.add({"  model", info.model + " (" + info.model_hash.substr(0, 12) + ")"});
    facts.add({"  seed", std::to_string(info.seed)});
    facts.add({"  device", info.device + " on " + info.host});
    facts.add({"  versions", info.versions});
    facts.add({"  created", iso_time(info.created)});
    facts.add({"  folder", run_dir.string()});
    std::string kept;
    for (const std::int64_t epoch : list_checkpoints(run_dir)) {
        kept += (kept.empty() ? "" : ", ") + std::to_string(epoch);
    }
    facts.add({"  checkpoints", kept.empty() ? "none" : "epoch " + kept});
    std::fputs(facts.text().c_str(), stdout);

    std::printf("\nAttempts\n");
    for (const AttemptRow& attempt : summary.attempts) {
        const std::string end = attempt.ended > 0 ? attempt.reason : alive ? "in progress" : "the worker was lost";
        std::printf("  %s  from epoch %lld: %s\n", iso_time(attempt.started).c_str(),
                    static_cast<long long>(attempt.from_epoch), printable(end).c_str());
        if (!attempt.command.empty()) {
            std::printf("    %s\n", printable(shell_line(attempt.command)).c_str());
        }
    }

    TextTable metrics({"METRIC", "EPOCH", "FIRST", "LAST"});
    for (const std::string& key : reader.metric_keys()) {
        const std::vector<MetricRow> rows = reader.metric(key);
        if (!rows.empty()) {
            metrics.add({key, std::to_string(rows.back().at.epoch), short_number(rows.front().value),
                         short_number(rows.back().value)});
        }
    }
    std::printf("\n%s", metrics.text().c_str());
}

int show(const Invocation& invocation, const std::string& run, bool with_config) {
    const std::filesystem::path run_dir = find_run_dir(invocation, run);
    RunReader reader(run_dir);
    if (with_config) {
        if (invocation.json) {
            nlohmann::ordered_json values;
            const Config config = Config::from_toml(reader.config_toml(), (run_dir / "config.toml").string());
            for (const Field& field : schema()) {
                std::visit([&](const auto& value) { values[field.key] = value; }, config.value(field.key));
            }
            print_json(values);
        } else {
            std::fputs(reader.config_toml().c_str(), stdout);
        }
        return exit_ok;
    }
    const RunSummary summary = reader.summary();
    const RunState state = run_state(run_dir, summary);
    if (!invocation.json) {
        print_text(run_dir, reader, summary, state);
        return exit_ok;
    }
    nlohmann::ordered_json json = to_json(summary, state, run_dir.string());
    json["checkpoints"] = list_checkpoints(run_dir);
    json["metrics"] = nlohmann::ordered_json::object();
    for (const std::string& key : reader.metric_keys()) {
        const std::vector<MetricRow> rows = reader.metric(key);
        if (!rows.empty()) {
            json["metrics"][key] = rows.back().value;
        }
    }
    json["events"] = nlohmann::ordered_json::array();
    for (const EventRow& event : reader.events_since(0)) {
        json["events"].push_back({{"wall", event.wall}, {"level", event.level}, {"text", event.text}});
    }
    print_json(json);
    return exit_ok;
}

}  // namespace

void add_show(CLI::App& app, Invocation& invocation) {
    struct Options {
        std::string run;
        bool config = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("show", "Show a run: what it is, how far it is, its latest metrics");
    command->add_option("RUN", options->run, "Id, unique start of the id, name, or folder of a run")->required();
    command->add_flag("--config", options->config, "Print the run's full configuration instead");
    add_workspace_option(*command, invocation);
    add_json_option(*command, invocation);
    command->callback([&invocation, options] {
        invocation.action = [&invocation, options] { return show(invocation, options->run, options->config); };
    });
}

}  // namespace tempera
