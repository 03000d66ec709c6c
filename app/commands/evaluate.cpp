// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>

#include <torch/torch.h>

#include "app/commands/command.h"
#include "app/commands/lora_argument.h"
#include "app/commands/output.h"
#include "app/commands/progress_line.h"
#include "app/commands/stop_signals.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/comparison/suite_results.h"
#include "core/evaluation/evaluator.h"
#include "core/models/lora.h"
#include "core/rewards/make_reward.h"
#include "core/runtime/device.h"
#include "core/text/prompts.h"
#include "core/training/later_evaluation.h"

namespace tempera {

namespace {

struct Options {
    std::string run;
    std::string lora;
    std::vector<std::string> rewards;
    std::string prompts;
    std::optional<std::int64_t> samples;
    std::optional<std::int64_t> seed;
    std::vector<std::int64_t> epochs;
    std::optional<std::string> rewards_folder;
    std::string device = "auto";
    int threads = 0;

    std::string model = "animals";  // of --lora
    SamplerSettings sampler;
};

/// The progress bar with the time that the rest takes at the pace since the start.
class Bar {
public:
    void show(const std::string& doing, double fraction) {
        line_.show(fraction, doing + time_left(steady_seconds() - start_, fraction, fraction));
    }

private:
    ProgressLine line_;
    double start_ = steady_seconds();
};

std::vector<RewardSpec> specs_of(const Options& options) {
    std::vector<RewardSpec> specs;
    for (const std::string& text : options.rewards) {
        specs.push_back(RewardSpec::parse(text, "--rewards"));
    }
    return specs;
}

int evaluate_stored_run(const Invocation& invocation, const Options& options) {
    LaterEvaluation wish;
    wish.judges = specs_of(options);
    if (!options.prompts.empty()) {
        wish.unseen_prompts = read_prompts(options.prompts);
    }
    wish.samples = options.samples;
    wish.seed = options.seed;
    wish.epochs = options.epochs;
    wish.reward_folder = options.rewards_folder;
    wish.device = options.device;
    const std::filesystem::path run_dir = std::filesystem::canonical(find_run_dir(invocation, options.run));
    LaterEvaluationResult result;
    {
        Bar bar;
        LaterEvaluationHooks hooks;
        hooks.stop_asked = stop_signal_came;
        hooks.progress = [&bar](const std::string& doing, double fraction) { bar.show(doing, fraction); };
        result = evaluate_run(run_dir, wish, hooks);
    }
    if (invocation.json) {
        print_json({{"run", run_dir.filename().string()},
                    {"stopped", result.stopped},
                    {"sampled_epochs", result.sampled},
                    {"judges", result.judges},
                    {"sets", result.sets},
                    {"pictures", result.pictures},
                    {"remarks", result.remarks}});
    } else {
        if (!result.sampled.empty()) {
            std::printf("Sampled the unseen prompts at %zu epochs.\n", result.sampled.size());
        }
        if (result.sets > 0) {
            std::printf("Judged %lld stored pictures of %lld evaluations and epochs.\n",
                        static_cast<long long>(result.pictures), static_cast<long long>(result.sets));
        } else if (result.sampled.empty() && !result.stopped) {
            std::printf("Nothing to add: every stored picture has these scores.\n");
        }
        for (const std::string& remark : result.remarks) {
            std::printf("Note: %s.\n", printable(remark).c_str());
        }
    }
    if (result.stopped) {
        std::fprintf(stderr, "Stopped; the same command goes on.\n");
        return exit_interrupted;
    }
    return exit_ok;
}

nlohmann::ordered_json to_json(const Spread& spread) {
    return {{"mean", spread.mean}, {"deviation", spread.deviation}};
}

void print_comparison(const Invocation& invocation, const Options& options, const Evaluation& base,
                      const Evaluation& tuned) {
    TextTable table({"JUDGE", "BASE", "DEVIATION", "WITH LORA", "DEVIATION", "GAIN", "STANDARD ERROR"});
    nlohmann::ordered_json json = {{"lora", options.lora},
                                   {"model", options.model},
                                   {"pictures", tuned.images.size(0)},
                                   {"judges", nlohmann::ordered_json::object()},
                                   {"diversity", nullptr}};
    for (const auto& [judge, scores] : tuned.scores) {
        const std::vector<double>& before = base.scores.at(judge);
        std::vector<double> gains;
        for (std::size_t i = 0; i < scores.size(); ++i) {
            gains.push_back(scores[i] - before[i]);
        }
        const Spread gain = spread_of(gains);
        const double error = gain.deviation / std::sqrt(static_cast<double>(gain.count));
        const Spread old_spread = spread_of(before);
        const Spread new_spread = spread_of(scores);
        table.add({judge, short_number(old_spread.mean), short_number(old_spread.deviation),
                   short_number(new_spread.mean), short_number(new_spread.deviation), short_number(gain.mean),
                   short_number(error)});
        json["judges"][judge] = {{"base", to_json(old_spread)},
                                 {"lora", to_json(new_spread)},
                                 {"gain", {{"mean", gain.mean}, {"standard_error", error}}}};
    }
    if (base.diversity && tuned.diversity) {
        table.add({"diversity", short_number(*base.diversity), "", short_number(*tuned.diversity), "",
                   short_number(*tuned.diversity - *base.diversity)});
        json["diversity"] = {{"base", *base.diversity}, {"lora", *tuned.diversity}};
    }
    if (invocation.json) {
        print_json(json);
    } else {
        std::fputs(table.text().c_str(), stdout);
    }
}

int evaluate_adapter(const Invocation& invocation, const Options& options) {
    const torch::NoGradGuard no_grad;
    if (options.prompts.empty() || options.rewards.empty()) {
        throw Error("an adapter says neither what to paint nor who judges", "--lora",
                    "give --prompts and --rewards as well");
    }
    const std::vector<std::string> prompts = read_prompts(options.prompts);
    DiffusionModel model = DiffusionModel::load(options.model, choose_device(options.device));
    RewardModels models(model.device, options.rewards_folder.value_or(""));
    std::vector<std::unique_ptr<Reward>> judges;
    std::vector<Reward*> pointers;
    for (const RewardSpec& spec : specs_of(options)) {
        judges.push_back(make_reward(spec, models));
        pointers.push_back(judges.back().get());
    }
    const EvaluationSet set =
        make_evaluation_set(prompts, options.samples.value_or(static_cast<std::int64_t>(prompts.size())),
                            static_cast<std::uint64_t>(options.seed.value_or(0)));
    std::optional<Evaluation> results[2];
    {
        Bar bar;
        for (int tuned = 0; tuned < 2; ++tuned) {
            if (tuned == 1) {
                apply_lora(model, options.lora, false);
            }
            WorkHooks hooks;
            hooks.stop_asked = stop_signal_came;
            hooks.progress = [&](double fraction) {
                bar.show(tuned == 0 ? "base model" : "with the adapter", (tuned + fraction) / 2);
            };
            results[tuned] = evaluate(model, options.sampler, set, pointers, hooks);
            if (!results[tuned]) {
                return exit_interrupted;
            }
        }
    }
    print_comparison(invocation, options, *results[0], *results[1]);
    return exit_ok;
}

int evaluate_command(const Invocation& invocation, const Options& options) {
    catch_stop_signals();
    set_threads(options.threads);
    if (options.run.empty() == options.lora.empty()) {
        throw Error("exactly one of a run and an adapter is evaluated", "evaluate", "give RUN, or else --lora FILE");
    }
    return options.run.empty() ? evaluate_adapter(invocation, options) : evaluate_stored_run(invocation, options);
}

void add_adapter_options(CLI::App& command, Options& options, CLI::Option* run) {
    command
        .add_option("--lora", options.lora,
                    "Instead of a run: an adapter, compared with the base model; any that `sample` reads")
        ->type_name("FILE[:SCALE]")
        ->excludes(run);
    const auto add = [&](const char* name, auto& value, const char* doc) {
        return command.add_option(name, value, doc)->capture_default_str()->excludes(run);
    };
    add("-m,--model", options.model, "With --lora: embedded model, folder or single .safetensors checkpoint");
    add("--steps", options.sampler.num_steps, "With --lora: denoising steps")->check(CLI::Range(1, 1000));
    add("--eta", options.sampler.eta, "With --lora: noise of the sampler")->check(CLI::Range(0.0, 1.0));
    add("--guidance", options.sampler.guidance_scale, "With --lora: classifier-free guidance scale")
        ->check(CLI::Range(0.0, 100.0));
    add("--micro-batch", options.sampler.micro_batch, "With --lora: pictures per UNet call")
        ->check(CLI::Range(1, 4096));
}

}  // namespace

void add_evaluate(CLI::App& app, Invocation& invocation) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand(
        "evaluate", "Let more judges score a run that is trained, on its own pictures or on prompts that it never saw");
    CLI::Option* run = command->add_option("RUN", options->run, "Id, unique start of the id, name, or folder of a run");
    command
        ->add_option("-r,--rewards", options->rewards,
                     "Judges as in reward.name, separated by commas (default: the run's own)")
        ->delimiter(',')
        ->allow_extra_args(false);
    command
        ->add_option("--prompts", options->prompts,
                     "Prompt list by name or file: samples anew, with the untrained model and every checkpoint that is "
                     "kept, and stores that as the run's unseen set")
        ->type_name("NAME|FILE");
    command
        ->add_option("--samples", options->samples,
                     "Pictures of such a set; prompts repeat (default: eval.unseen_samples; of an adapter: one per "
                     "prompt)")
        ->check(CLI::Range(2, 100000));
    command->add_option("--seed", options->seed, "Picture i has seed S + i (default: eval.seed; of an adapter: 0)")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--epoch", options->epochs, "Only this epoch; 0 = the untrained model (repeatable)")
        ->type_name("EPOCH")
        ->allow_extra_args(false)
        ->check(CLI::NonNegativeNumber);
    command->add_option("--rewards-folder", options->rewards_folder,
                        "Folder with the public weights of judges (default: the run's reward.folder)");
    command->add_option("--device", options->device, "auto, cpu or cuda")->capture_default_str();
    command->add_option("--threads", options->threads, "CPU threads; 0 = all cores")->capture_default_str();
    add_adapter_options(*command, *options, run);
    add_workspace_option(*command, invocation);
    add_json_option(*command, invocation);
    command->footer(
        "Scores and metrics are added to the run's store, under the epochs of its evaluations; what is there stays.\n"
        "Ctrl-C stops cleanly, and the same command goes on where it was.");
    command->callback([&invocation, options] {
        invocation.action = [&invocation, options] { return evaluate_command(invocation, *options); };
    });
}

}  // namespace tempera
