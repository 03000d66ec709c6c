// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/output.h"
#include "core/comparison/overoptimization.h"

namespace tempera {

namespace {

struct Options {
    std::vector<std::string> runs;
    std::vector<std::string> rewards;
    bool unseen = false;
};

std::string fixed_number(double value, int digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

/// The command that writes the weights of the suggestion; empty when none are kept. `run`: as a command names it.
std::string export_command(const std::string& run, const Overoptimization& report) {
    return report.has_suggestion() && report.peak > 0 && report.checkpoint
               ? "tempera-run export-lora " + run + " --epoch " + std::to_string(*report.checkpoint) +
                     " --format diffusers"
               : "";
}

std::string table_of(const Overoptimization& report) {
    std::vector<std::string> heading{"EPOCH"};
    if (report.trained) {
        heading.push_back(report.trained->name);
    }
    for (const JudgeTrajectory& judge : report.others) {
        heading.push_back(judge.name + ", z");
    }
    const bool several = report.others.size() > 1;
    if (several) {
        heading.push_back("mean z");
    }
    if (!report.others.empty()) {
        heading.push_back("smoothed");
    }
    if (report.gold) {
        heading.push_back("gold");
    }
    TextTable table(heading);
    for (std::size_t i = 0; i < report.epochs.size(); ++i) {
        const bool suggested = report.has_suggestion() && i == report.peak;
        std::vector<std::string> row{std::to_string(report.epochs[i]) + (suggested ? " *" : "")};
        if (report.trained) {
            row.push_back(fixed_number(report.trained->means[i], 4));
        }
        for (const JudgeTrajectory& judge : report.others) {
            row.push_back(fixed_number(judge.z[i], 3));
        }
        if (several) {
            row.push_back(fixed_number(report.z[i], 3));
        }
        if (!report.others.empty()) {
            row.push_back(fixed_number(report.smoothed[i], 3));
        }
        if (report.gold) {
            row.push_back(fixed_number(report.gold->judge.means[i], 4));
        }
        table.add(row);
    }
    return table.text();
}

const char* word_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::TooShort:
            return "too short";
        case Verdict::NoOthers:
            return "no other judges";
        case Verdict::Sound:
            return "sound";
        case Verdict::Declining:
            return "declining";
        case Verdict::Overoptimized:
            return "overoptimized";
    }
    return "";
}

using Json = nlohmann::ordered_json;

Json to_json(const JudgeTrajectory& judge) {
    return {{"name", judge.name},
            {"deviation", judge.deviation},
            {"deviation_of", judge.of_pictures ? "pictures" : "evaluations"},
            {"means", judge.means},
            {"z", judge.z}};
}

Json to_json(const Change& change) {
    return {{"value", change.value}, {"standard_error", change.error}};
}

Json to_json(const std::string& id, const std::string& run, const Overoptimization& report) {
    Json json = {{"run", id},
                 {"verdict", word_of(report.verdict)},
                 {"sentence", verdict_sentence(report)},
                 {"suggestion", suggestion_sentence(report)},
                 {"epochs", report.epochs},
                 {"trained", nullptr},
                 {"others", Json::array()},
                 {"z", report.z},
                 {"smoothed", report.smoothed},
                 {"suggested_epoch", nullptr},
                 {"checkpoint", nullptr},
                 {"gold", nullptr},
                 {"notes", report.notes},
                 {"export", export_command(run, report)}};
    if (report.trained) {
        json["trained"] = to_json(*report.trained);
    }
    for (const JudgeTrajectory& judge : report.others) {
        json["others"].push_back(to_json(judge));
    }
    if (report.has_suggestion()) {
        json["suggested_epoch"] = report.suggested_epoch();
        json["gain"] = to_json(report.gain);
        json["drop"] = to_json(report.drop);
        json["climb"] = to_json(report.climb);
    }
    if (report.checkpoint) {
        json["checkpoint"] = *report.checkpoint;
    }
    if (report.gold) {
        const GoldCheck& gold = *report.gold;
        json["gold"] = to_json(gold.judge);
        json["gold"]["best_epoch"] = report.epochs[gold.best];
        json["gold"]["at_best"] = gold.at_best;
        if (report.has_suggestion()) {
            json["gold"]["at_suggested"] = gold.at_peak;
        }
    }
    return json;
}

void print_text(const std::string& id, const std::string& run, const Overoptimization& report) {
    std::printf("%s\n\n%s\n", id.c_str(), table_of(report).c_str());
    std::printf("%s\n", printable(verdict_sentence(report)).c_str());
    for (const std::string& sentence : {suggestion_sentence(report), export_command(run, report)}) {
        if (!sentence.empty()) {
            std::printf("%s\n", printable(sentence).c_str());
        }
    }
    for (const std::string& note : report.notes) {
        std::printf("Note: %s.\n", printable(note).c_str());
    }
}

int report(const Invocation& invocation, const Options& options) {
    Json json = Json::array();
    for (const std::string& run : options.runs) {
        const std::filesystem::path run_dir = find_run_dir(invocation, run);
        const std::string id = std::filesystem::canonical(run_dir).filename().string();
        RunReader reader(run_dir);
        const Overoptimization result = examine_overoptimization(
            read_evaluations(reader, run_dir, options.unseen ? SampleKind::Unseen : SampleKind::Eval), options.rewards);
        // Another workspace than the usual one: the id alone would not be found.
        const std::string name = invocation.workspace.empty() && run_dir != run ? id : run_dir.string();
        if (invocation.json) {
            json.push_back(to_json(id, name, result));
        } else {
            std::fputs(&run == &options.runs.front() ? "" : "\n", stdout);
            print_text(id, name, result);
        }
    }
    if (invocation.json) {
        print_json(json);
    }
    return exit_ok;
}

}  // namespace

void add_report(CLI::App& app, Invocation& invocation) {
    auto options = std::make_shared<Options>();
    CLI::App* command =
        app.add_subcommand("report", "Say whether a run is overoptimized, and which epoch is the best one");
    command->add_option("RUN", options->runs, "Id, unique start of the id, name, or folder of a run (repeatable)")
        ->required();
    command
        ->add_option("-r,--rewards", options->rewards,
                     "Out-of-domain judges (default: all that were evaluated but the trained one, gold, saturation and "
                     "jpeg-*)")
        ->delimiter(',')
        ->allow_extra_args(false);
    command->add_flag("--unseen", options->unseen, "Of the pictures of unseen prompts");
    add_workspace_option(*command, invocation);
    add_json_option(*command, invocation);
    command->footer(
        "z is the rise of a judge's mean since the first evaluation, in standard deviations of its scores there. The\n"
        "suggestion (*) is where the smoothed mean of z is highest; docs/overoptimization.md has the definitions.");
    command->callback([&invocation, options] {
        invocation.action = [&invocation, options] { return report(invocation, *options); };
    });
}

}  // namespace tempera
