// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/training_session.h"

#include <cstdint>
#include <cstdio>

#include "app/commands/output.h"
#include "app/commands/progress_line.h"
#include "app/commands/stop_signals.h"
#include "core/base/clock.h"
#include "core/runtime/ranks.h"
#include "core/training/followers.h"

namespace tempera {

namespace {

using Metrics = std::map<std::string, double>;

/// The few numbers that tell whether the run goes well.
std::string short_metrics(const Metrics& metrics) {
    std::string text;
    const auto add = [&](const std::string& label, const std::string& key) {
        const auto found = metrics.find(key);
        if (found != metrics.end()) {
            text += (text.empty() ? "" : "  ") + label + " " + short_number(found->second);
        }
    };
    add("train", "reward/train_mean");
    for (const auto& [key, value] : metrics) {
        const std::string suffix = "_mean";
        if (key.starts_with("eval/") && key.ends_with(suffix)) {
            add(key.substr(0, key.size() - suffix.size()), key);
        }
    }
    return text;
}

class Reporter {
public:
    explicit Reporter(bool json) : json_(json) {}

    void started(const std::filesystem::path& run_dir, std::int64_t from_epoch) {
        run_dir_ = run_dir;
        if (json_) {
            print_json_line({{"event", "started"},
                             {"id", run_dir.filename().string()},
                             {"folder", run_dir.string()},
                             {"from_epoch", from_epoch}});
            return;
        }
        line_.clear();
        std::printf("%s %s in %s\n", from_epoch == 0 ? "Run" : "Resuming", run_dir.filename().c_str(),
                    run_dir.parent_path().c_str());
        std::fflush(stdout);
    }

    void progress(const Progress& progress) {
        num_epochs_ = progress.num_epochs;
        eta_ = progress.eta_seconds;
        std::string text = "epoch " + epochs_text(progress) + "  " + progress.phase;
        if (progress.eta_seconds >= 0) {
            text += "  " + human_duration(progress.eta_seconds) + " left";
        }
        line_.show(progress.fraction, text + (latest_.empty() ? "" : "  ") + latest_);
    }

    void epoch_done(std::int64_t epoch, const Metrics& metrics) {
        latest_ = short_metrics(metrics);
        if (json_) {
            print_json_line({{"event", "epoch"}, {"epoch", epoch}, {"metrics", metrics}});
        } else if (!line_.visible()) {
            std::printf("epoch %lld / %lld  %s", static_cast<long long>(epoch), static_cast<long long>(num_epochs_),
                        latest_.c_str());
            const auto seconds = metrics.find("time/epoch_s");
            if (seconds != metrics.end()) {
                std::printf("  %.1f s", seconds->second);
            }
            std::printf(eta_ >= 0 ? "  %s left\n" : "\n", human_duration(eta_).c_str());
            std::fflush(stdout);
        }
    }

    void ended(Outcome outcome) {
        line_.clear();
        const bool finished = outcome == Outcome::Finished;
        const std::string id = run_dir_.filename().string();
        if (json_) {
            print_json_line({{"event", finished ? "finished" : "stopped"}, {"id", id}});
        } else if (finished) {
            std::printf("Finished.%s%s\n", latest_.empty() ? "" : " ", latest_.c_str());
        } else if (id.empty()) {
            std::printf("Stopped before the run began.\n");
        } else {
            std::printf("Stopped; 'tempera-run resume %s' goes on.\n", id.c_str());
        }
    }

private:
    const bool json_;
    ProgressLine line_;
    std::filesystem::path run_dir_;
    std::string latest_;
    std::int64_t num_epochs_ = 0;
    double eta_ = -1;
};

}  // namespace

int run_training(const Invocation& invocation, const std::function<Outcome(const TrainerHooks&)>& work) {
    // Of several ranks only the first hears the signals, which launchers send to all: it tells the others.
    catch_stop_signals();
    if (const auto place = rank_place()) {
        join_ranks(*place);
    }
    if (!is_main_rank()) {
        follow_run();
        leave_ranks();
        return exit_ok;
    }
    Reporter reporter(invocation.json);
    TrainerHooks hooks;
    hooks.command = invocation.words;
    hooks.interrupted = stop_signal_came;
    hooks.started = [&](const std::filesystem::path& dir, std::int64_t epoch) { reporter.started(dir, epoch); };
    hooks.progress = [&](const Progress& progress) { reporter.progress(progress); };
    hooks.epoch_done = [&](std::int64_t epoch, const Metrics& metrics) { reporter.epoch_done(epoch, metrics); };
    const Outcome outcome = work(hooks);
    leave_ranks();
    reporter.ended(outcome);
    return outcome == Outcome::Stopped && stop_signal_came() ? exit_interrupted : exit_ok;
}

}  // namespace tempera
