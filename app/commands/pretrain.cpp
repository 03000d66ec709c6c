// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <cstdio>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/judge_agreement.h"
#include "app/commands/output.h"
#include "app/commands/progress_line.h"
#include "app/commands/stop_signals.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/pretraining/preview.h"
#include "core/pretraining/stage.h"
#include "core/runtime/device.h"

namespace tempera {

namespace {

bool pretrain_preview(const StageOptions& options) {
    write_preview(options.models / "animals", options.models / "animals" / "preview.png", options.seed);
    return true;
}

struct Stage {
    const char* name;
    const char* help;
    bool (*run)(const StageOptions&);
    bool (*report)(const StageOptions&, bool json) = nullptr;  ///< instead of run, of stages that only print
};

constexpr Stage stages[] = {
    {"tokenizer", "byte-pair vocabulary of the captions", pretrain_tokenizer},
    {"vae", "autoencoder of the pictures", pretrain_vae},
    {"diffusion", "UNet and text encoder, jointly", pretrain_diffusion},
    {"rewards", "small CLIP and aesthetic head, from noisy scores of the gold judge", pretrain_rewards},
    {"preferences", "two CLIP preference models and an image reward, from noisy preferences of gold",
     pretrain_preferences},
    {"agreement", "prints how the embedded judges stand to gold and to each other", nullptr, report_agreement},
    {"preview", "contact sheet with a sample of every animal", pretrain_preview},
    {"winners", "winning pictures for SePPO: best of n under the gold judge", pretrain_winners},
};

struct Options {
    std::string stage;
    StageOptions stage_options;
    int threads = 0;
};

class Reporter {
public:
    explicit Reporter(bool json) : json_(json) {}

    void report(const StageProgress& progress) {
        if (progress.stage != stage_) {
            stage_ = progress.stage;
            started_ = steady_seconds();
            first_step_ = progress.step;
            printed_ = 0;
        }
        const double now = steady_seconds();
        const double done = static_cast<double>(progress.step - first_step_);
        const double left =
            done > 0 ? (now - started_) / done * static_cast<double>(progress.steps - progress.step) : -1;
        char text[160];
        std::snprintf(text, sizeof text, "%s  step %lld / %lld  loss %.4g  %.0f samples/s  %s left",
                      progress.stage.c_str(), static_cast<long long>(progress.step),
                      static_cast<long long>(progress.steps), progress.loss, progress.samples_per_second,
                      human_duration(left).c_str());
        line_.show(progress.steps > 0 ? static_cast<double>(progress.step) / static_cast<double>(progress.steps) : 0,
                   text);
        // A log file gets a line a minute.
        if (!line_.visible() && (printed_ == 0 || now - printed_ > 60)) {
            printed_ = now;
            if (json_) {
                print_json_line({{"event", "progress"},
                                 {"stage", progress.stage},
                                 {"step", progress.step},
                                 {"steps", progress.steps},
                                 {"loss", progress.loss},
                                 {"samples_per_second", progress.samples_per_second}});
            } else {
                std::printf("%s\n", text);
                std::fflush(stdout);
            }
        }
    }

    void ended(const char* stage, bool finished) {
        line_.clear();
        if (json_) {
            print_json_line({{"event", finished ? "finished" : "stopped"}, {"stage", stage}});
        } else {
            std::printf(finished ? "%s: finished\n" : "%s: stopped; the same command goes on\n", stage);
        }
    }

private:
    const bool json_;
    ProgressLine line_;
    std::string stage_;
    double started_ = 0;
    double printed_ = 0;
    std::int64_t first_step_ = 0;
};

int pretrain(const Invocation& invocation, Options& options) {
    catch_stop_signals();
    set_threads(options.threads);
    Reporter reporter(invocation.json);
    StageOptions& stage_options = options.stage_options;
    stage_options.progress = [&reporter](const StageProgress& progress) { reporter.report(progress); };
    stage_options.stop_asked = stop_signal_came;
    for (const Stage& stage : stages) {
        if (options.stage != "all" && options.stage != stage.name) {
            continue;
        }
        const bool finished =
            stage.report != nullptr ? stage.report(stage_options, invocation.json) : stage.run(stage_options);
        reporter.ended(stage.name, finished);
        if (!finished) {
            return exit_interrupted;
        }
    }
    return exit_ok;
}

}  // namespace

void add_pretrain(CLI::App& app, Invocation& invocation) {
    auto options = std::make_shared<Options>();
    StageOptions& stage_options = options->stage_options;
    CLI::App* command = app.add_subcommand("pretrain", "Make the embedded model from the glyphs of the emoji font");
    std::vector<std::string> names;
    std::string help = "Stages, in the order in which they need each other:\n";
    for (const Stage& stage : stages) {
        names.emplace_back(stage.name);
        help +=
            std::string("  ") + stage.name + std::string(12 - std::string(stage.name).size(), ' ') + stage.help + "\n";
    }
    names.emplace_back("all");
    command->add_option("STAGE", options->stage, "A stage, or all")->required()->check(CLI::IsMember(names));
    command->add_option("--models", stage_options.models, "Folder that receives the finished files")
        ->default_val((resource_dir() / "models").string())
        ->type_name("DIR");
    command->add_option("--work", stage_options.work, "Folder for unfinished state between calls")
        ->default_val((default_workspace() / "pretrain").string())
        ->type_name("DIR");
    command
        ->add_option("--winners", stage_options.winners,
                     "Folder of the winners (default: among the user's data, where seppo.winners = animals-best-of-n "
                     "looks for them)")
        ->type_name("DIR");
    command->add_option("--seed", stage_options.seed, "Every random draw derives from it")->capture_default_str();
    command->add_option("--steps", stage_options.steps, "Training steps (0 = the stage's own number)")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    command->add_option("--pictures", stage_options.pictures, "Pictures of each animal (0 = the stage's own number)")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    command->add_flag("--bf16", stage_options.bf16, "Forward and backward passes in bfloat16");
    command->add_option("--threads", options->threads, "CPU threads (0 = one per core)")->capture_default_str();
    add_json_option(*command, invocation);
    command->footer(help + "Stopped by Ctrl-C, a stage goes on where it was when it is called again.");
    command->callback([&invocation, options] {
        invocation.action = [&invocation, options] { return pretrain(invocation, *options); };
    });
}

}  // namespace tempera
