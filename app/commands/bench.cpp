// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/benchmark/benchmark.h"

#include <cstdint>
#include <cstdio>
#include <memory>

#include <ATen/Parallel.h>

#include "app/commands/command.h"
#include "app/commands/output.h"
#include "app/commands/progress_line.h"
#include "app/commands/stop_signals.h"
#include "core/benchmark/report.h"
#include "core/runtime/device.h"

namespace tempera {

namespace {

struct Options {
    std::vector<std::string> names;
    std::string model = "animals";
    std::string device = "auto";
    int threads = 0;
    std::int64_t micro_batch = 0;
    BenchSettings settings;
};

/// "1.23 s (1.20 to 1.31)".
std::string time_text(const BenchResult& result) {
    return short_number(result.median()) + " s (" + short_number(result.fastest()) + " to " +
           short_number(result.slowest()) + ")";
}

std::string rate_text(const BenchResult& result) {
    return result.work.flop > 0 ? short_number(result.flop_rate() / 1e9) + " GFLOP/s" : "";
}

std::string ceiling_text(const BenchResult& result) {
    return result.work.flop > 0
               ? short_number(100 * result.flop_rate() / result.ceiling) + " % of " + short_number(result.ceiling / 1e9)
               : "";
}

std::string figures_text(const BenchResult& result) {
    std::string text;
    for (const auto& [name, value] : result.figures) {
        text += (text.empty() ? "" : ", ") + name + " " + short_number(value);
    }
    return text;
}

void print(const BenchSubject& subject, const std::vector<BenchResult>& results) {
    const nlohmann::ordered_json conditions = bench_conditions(subject);
    std::string line;
    for (const auto& [key, value] : conditions.items()) {
        line += (line.empty() ? "" : ", ") + key + " " + (value.is_string() ? value.get<std::string>() : value.dump());
    }
    TextTable table({"CASE", "WORK", "MICRO-BATCH", "RUNS", "MEDIAN", "GFLOP", "RATE", "OF MATMUL", "PEAK MIB", ""});
    for (const BenchResult& result : results) {
        table.add({result.name, result.work.description,
                   result.work.micro_batch > 0 ? std::to_string(result.work.micro_batch) : "",
                   std::to_string(result.seconds.size()), time_text(result),
                   result.work.flop > 0 ? short_number(result.work.flop / 1e9) : "", rate_text(result),
                   ceiling_text(result), short_number(result.peak_mib), figures_text(result)});
    }
    std::printf("%s\n%s", line.c_str(), table.text().c_str());
}

/// Of what all threads had time for.
void print(const BenchResult& result) {
    const OperationProfile& profile = *result.profile;
    const double all = profile.seconds * at::get_num_threads();
    TextTable table({"OPERATION", "CALLS", "SECONDS", "SHARE"});
    double rest = all;
    for (const OperationTime& operation : profile.operations) {
        rest -= operation.seconds;
        table.add({operation.name, std::to_string(operation.calls), short_number(operation.seconds),
                   short_number(100 * operation.seconds / all) + " %"});
    }
    table.add({"outside of operations, or waiting", "", short_number(rest), short_number(100 * rest / all) + " %"});
    std::printf("\n%s, one more run of %s s, each operation without those that it calls:\n%s", result.name.c_str(),
                short_number(profile.seconds).c_str(), table.text().c_str());
}

int bench(const Invocation& invocation, const Options& options) {
    catch_stop_signals();
    std::vector<const BenchCase*> chosen;
    for (const std::string& name : options.names) {
        chosen.push_back(&find_bench_case(name));
    }
    if (chosen.empty()) {
        for (const BenchCase& bench_case : bench_cases()) {
            chosen.push_back(&bench_case);
        }
    }
    set_threads(options.threads);
    BenchSettings settings = options.settings;
    settings.stop_asked = stop_signal_came;
    ProgressLine progress;
    progress.show(0, "making the model");
    BenchSubject subject = bench_subject(options.model, choose_device(options.device));
    if (options.micro_batch > 0) {
        subject.config.set_text("micro_batch", std::to_string(options.micro_batch), "--micro-batch");
    }
    std::vector<BenchResult> results;
    for (const BenchCase* bench_case : chosen) {
        progress.show(static_cast<double>(results.size()) / static_cast<double>(chosen.size()), bench_case->name);
        BenchResult result = run_bench(*bench_case, subject, settings);
        if (stop_signal_came()) {
            break;
        }
        results.push_back(std::move(result));
    }
    progress.clear();
    if (invocation.json) {
        nlohmann::ordered_json json = bench_conditions(subject);
        json["results"] = nlohmann::ordered_json::array();
        for (const BenchResult& result : results) {
            json["results"].push_back(bench_json(result));
        }
        print_json(json);
    } else {
        print(subject, results);
        for (const BenchResult& result : results) {
            if (result.profile) {
                print(result);
            }
        }
    }
    return stop_signal_came() ? exit_interrupted : exit_ok;
}

}  // namespace

void add_bench(CLI::App& app, Invocation& invocation) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("bench", "Measure how fast this machine does the parts of a run");
    command->add_option("CASE", options->names, "What to measure; nothing = everything, one after the other");
    command
        ->add_option("--model", options->model,
                     "animals, or sd1: Stable Diffusion 1.x of full size with random weights (minutes on a CPU)")
        ->capture_default_str();
    command->add_option("--runs", options->settings.runs, "Runs that count, after one that warms up")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000));
    command->add_option("--seconds", options->settings.seconds, "No run of a case begins later than this")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 1e6));
    command
        ->add_option("--micro-batch", options->micro_batch, "Samples of one call of the model (0 = the model's usual)")
        ->capture_default_str()
        ->check(CLI::Range(0, 4096));
    command->add_flag("--profile", options->settings.profile,
                      "Run each case once more and list the operations that the time went into");
    command->add_option("--device", options->device, "auto, cpu or cuda")->capture_default_str();
    command->add_option("--threads", options->threads, "CPU threads (0 = one per core)")->capture_default_str();
    add_json_option(*command, invocation);
    std::string cases;
    for (const BenchCase& bench_case : bench_cases()) {
        cases += "  " + bench_case.name + std::string(20 - bench_case.name.size(), ' ') + bench_case.summary + "\n";
    }
    command->footer("Cases:\n" + cases +
                    "FLOP are those of matrix products, convolutions and attention, counted from the configuration;\n"
                    "the ceiling is a matrix product measured beside each case, so rates can be compared on a machine\n"
                    "that does other things as well. Where one run takes longer than --seconds, it is the only one.");
    command->callback(
        [&invocation, options] { invocation.action = [&invocation, options] { return bench(invocation, *options); }; });
}

}  // namespace tempera
