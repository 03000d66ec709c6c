// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/run_loop.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <spdlog/spdlog.h>

#include "core/base/clock.h"
#include "core/runtime/device.h"
#include "core/runtime/ranks.h"
#include "core/training/report_store.h"

namespace tempera {

namespace {

constexpr double progress_interval = 0.1;  // seconds

/// Where a checkpoint keeps the scores of the first evaluation.
std::string base_prefix(SampleKind kind) {
    return kind == SampleKind::Eval ? "evaluation/base/" : "evaluation/base-" + std::string(to_string(kind)) + "/";
}

/// Where an epoch stands when a phase begins and ends: a guess, good enough for a bar that moves.
std::pair<double, double> span_of(const std::string& phase) {
    static const std::map<std::string, std::pair<double, double>> spans = {
        {"evaluating", {0.0, 0.2}}, {"sampling", {0.2, 0.5}}, {"scoring", {0.5, 0.55}}, {"updating", {0.55, 1.0}}};
    const auto found = spans.find(phase);
    return found == spans.end() ? std::pair(0.0, 0.0) : found->second;
}

std::map<std::string, at::Tensor> copies(const std::map<std::string, at::Tensor>& tensors) {
    std::map<std::string, at::Tensor> cloned;
    for (const auto& [name, tensor] : tensors) {
        cloned[name] = tensor.to(at::kCPU, /*non_blocking=*/false, /*copy=*/true);
    }
    return cloned;
}

at::Tensor to_state(const std::vector<double>& values) {
    at::Tensor tensor = at::empty({static_cast<std::int64_t>(values.size())}, at::kDouble);
    std::copy(values.begin(), values.end(), tensor.data_ptr<double>());
    return tensor;
}

std::vector<double> from_state(const at::Tensor& tensor) {
    return {tensor.data_ptr<double>(), tensor.data_ptr<double>() + tensor.numel()};
}

}  // namespace

RunLoop::RunLoop(Engine& engine, RunWriter& writer, Followers& followers, std::filesystem::path run_dir,
                 std::string config_hash, const TrainerHooks& hooks)
    : engine_(engine),
      writer_(writer),
      followers_(followers),
      run_dir_(std::move(run_dir)),
      config_hash_(std::move(config_hash)),
      hooks_(hooks),
      control_(writer, hooks.interrupted,
               [this](bool paused, const std::string& problem) { report_pause(paused, problem); }),
      num_epochs_(engine.config().integer("num_epochs")) {
    engine_.stop_asked = [this] { return control_.stop_asked(); };
    engine_.progress = [this](const std::string& phase, double fraction) { report_progress(phase, fraction); };
    engine_.wait_for_help = [this](const std::string& problem) { return control_.wait_for_help(problem); };
}

RunLoop::~RunLoop() {
    engine_.stop_asked = nullptr;
    engine_.progress = nullptr;
    engine_.wait_for_help = nullptr;
}

void RunLoop::restore(const Checkpoint& checkpoint) {
    followers_.load(checkpoint.state);
    engine_.method().load(checkpoint.state);
    epoch_ = saved_epoch_ = checkpoint.epoch;
    step_ = checkpoint.step;
    reward_queries_ = checkpoint.reward_queries;
    for (const auto& [name, tensor] : checkpoint.state) {
        for (const SampleKind kind : {SampleKind::Eval, SampleKind::Unseen}) {
            if (const std::string prefix = base_prefix(kind); name.starts_with(prefix)) {
                base_scores_[kind][name.substr(prefix.size())] = from_state(tensor);
            }
        }
    }
}

Outcome RunLoop::run() {
    // Letters to an attempt that is over must not stop this one.
    while (writer_.take_command()) {
    }
    writer_.begin_attempt(epoch_, hooks_.command);
    writer_.flush();
    for (;; ++epoch_) {
        epoch_start_ = steady_seconds();
        epoch_pauses_ = control_.paused_seconds();
        fraction_ = 0;
        epoch_metrics_.clear();
        if (evaluation_due(epoch_) && !evaluate(epoch_)) {
            return stop(epoch_);
        }
        if (epoch_ == num_epochs_) {
            return finish(epoch_);
        }
        if (!round(epoch_)) {
            return stop(epoch_);
        }
        if (checkpoint_due(epoch_ + 1)) {
            save_remembered();
        }
        pace_.epoch_done(steady_seconds() - epoch_start_ - (control_.paused_seconds() - epoch_pauses_));
        if (hooks_.epoch_done) {
            hooks_.epoch_done(epoch_, epoch_metrics_);
        }
    }
}

bool RunLoop::evaluation_due(std::int64_t epoch) {
    const std::int64_t every = engine_.config().integer("eval.every");
    const bool asked = control_.take_sample_request();
    return asked || (every > 0 && (epoch % every == 0 || epoch == num_epochs_));
}

bool RunLoop::checkpoint_due(std::int64_t epoch) {
    const std::int64_t every = engine_.config().integer("checkpoint.every");
    const bool asked = control_.take_checkpoint_request();
    return asked || epoch == num_epochs_ || epoch % every == 0;
}

bool RunLoop::evaluate(std::int64_t epoch) {
    const double start = steady_seconds();
    report_progress("evaluating", 0);
    for (const auto& [kind, set] : engine_.evaluation_sets()) {
        if (!evaluate(kind, epoch)) {
            return false;
        }
    }
    metric("time/evaluating_s", epoch, steady_seconds() - start);
    writer_.flush();
    return true;
}

bool RunLoop::evaluate(SampleKind kind, std::int64_t epoch) {
    followers_.evaluate(kind);
    const std::optional<Evaluation> evaluation = engine_.evaluate(kind);
    if (!evaluation) {
        return false;
    }
    Scores& base_scores = base_scores_[kind];
    if (epoch == 0) {
        base_scores = evaluation->scores;
    }
    for (const auto& [key, value] : evaluation_metrics(kind, evaluation->scores, base_scores, evaluation->diversity)) {
        metric(key, epoch, value);
    }
    store_evaluation_pictures(writer_, *evaluation, engine_.evaluation_sets().at(kind), kind, epoch);
    return true;
}

bool RunLoop::round(std::int64_t epoch) {
    followers_.train(epoch);
    const EpochReport report = engine_.method().run_epoch(epoch);
    if (report.stopped) {
        return false;
    }
    require_equal_ranks(digest_of(engine_.method().lora()), "the adapter");
    require_finite(report, epoch);
    step_ = report.policy_steps;
    reward_queries_ = report.reward_queries;

    const std::int64_t every = engine_.config().integer("images.train_every");
    const bool picture_epoch = every > 0 && epoch % every == 0;
    std::optional<Judgement> judgement = engine_.judge_by_others(report.images, report.prompts);
    if (!judgement) {
        return false;
    }
    Scores& scores = judgement->scores;
    for (const auto& [reward, values] : scores) {
        metric("reward/" + reward + "_train_mean", epoch, mean_of(values));
    }
    if (judgement->diversity) {
        metric("sample/diversity", epoch, *judgement->diversity);
    }
    for (const auto& [key, value] : report.metrics) {
        metric(key, epoch, value);
    }
    scores[engine_.reward().name()] = report.rewards;
    if (picture_epoch) {
        store_training_pictures(writer_, report, epoch, scores, engine_.config().integer("images.train_count"));
    }
    store_statistics(writer_, report);
    metric("memory/worker_mib", epoch, resident_mib());
    metric("time/epoch_s", epoch, steady_seconds() - epoch_start_ - (control_.paused_seconds() - epoch_pauses_));
    // Rows before the checkpoint: one that exists must find the rows of all epochs before it in the file.
    writer_.end_epoch();
    remember(epoch + 1);
    return true;
}

void RunLoop::remember(std::int64_t epoch) {
    Checkpoint now = {
        epoch, step_, reward_queries_, config_hash_, engine_.model().hash, versions(), copies(engine_.method().save())};
    // The numbers that the epoch reported may have been sound while its last step was not.
    require_finite(now.state, epoch - 1);
    remembered_ = std::move(now);
    for (const auto& [kind, base_scores] : base_scores_) {
        for (const auto& [reward, scores] : base_scores) {
            remembered_.state[base_prefix(kind) + reward] = to_state(scores);
        }
    }
    remembered_lora_ = copies(engine_.method().lora().state_dict());
}

void RunLoop::save_remembered() {
    if (remembered_.epoch <= saved_epoch_) {
        return;
    }
    write_checkpoint(run_dir_, remembered_, remembered_lora_);
    saved_epoch_ = remembered_.epoch;
    prune_checkpoints(run_dir_, engine_.config().integer("checkpoint.keep"));
}

Outcome RunLoop::finish(std::int64_t epoch) {
    write_progress("finished", 1, 0);
    writer_.event("info", "Finished after " + std::to_string(epoch) + " epochs.");
    writer_.end_attempt(ReachedState::Finished, "finished");
    if (hooks_.epoch_done && !epoch_metrics_.empty()) {
        hooks_.epoch_done(epoch, epoch_metrics_);
    }
    return Outcome::Finished;
}

Outcome RunLoop::stop(std::int64_t epoch) {
    // The epoch in flight is given up, those before it are not: with checkpoints every n epochs the
    // latest boundary may not be on the disk yet.
    save_remembered();
    write_progress("stopped", static_cast<double>(epoch) / num_epochs_, -1);
    writer_.event("info", "Stopped in epoch " + std::to_string(epoch) + " (" + control_.reason() + ").");
    writer_.end_attempt(ReachedState::Stopped, control_.reason());
    return Outcome::Stopped;
}

void RunLoop::metric(const std::string& key, std::int64_t epoch, double value) {
    if (!std::isfinite(value)) {
        return;
    }
    writer_.metric(key, {epoch, step_, reward_queries_}, value);
    epoch_metrics_[key] = value;
}

void RunLoop::report_progress(const std::string& phase, double fraction) {
    const double now = steady_seconds();
    if (phase == phase_ && now - last_progress_ < progress_interval) {
        return;
    }
    const bool begins = phase != phase_;
    last_progress_ = now;
    phase_ = phase;
    const auto [begin, end] = span_of(phase);
    fraction_ = std::max(fraction_, begin + (end - begin) * std::clamp(fraction, 0.0, 1.0));
    const double elapsed = now - epoch_start_ - (control_.paused_seconds() - epoch_pauses_);
    write_progress(phase, std::min(1.0, (static_cast<double>(epoch_) + fraction_) / num_epochs_),
                   pace_.remaining(epoch_, num_epochs_, elapsed));
    if (begins) {
        spdlog::debug("epoch {}: {}", epoch_, phase);
        writer_.flush();  // what it does now is shown now, be it for hours
    }
}

void RunLoop::report_pause(bool paused, const std::string& problem) {
    std::string doing = paused ? "paused" : phase_;
    if (!problem.empty()) {
        const std::string sentence =
            paused ? "Paused until it can go on, which it tries by itself: " + problem : "Goes on after: " + problem;
        spdlog::log(paused ? spdlog::level::warn : spdlog::level::info, "{}", sentence);
        writer_.event(paused ? "warning" : "info", sentence);
        doing += paused ? ": " + problem : "";
    }
    writer_.set_state(paused ? ReachedState::Paused : ReachedState::Running);
    write_progress(doing, (static_cast<double>(epoch_) + fraction_) / num_epochs_, -1);
    writer_.flush();
}

void RunLoop::write_progress(const std::string& phase, double fraction_of_run, double eta) {
    Progress progress;
    progress.phase = phase;
    progress.epoch = epoch_;
    progress.num_epochs = num_epochs_;
    progress.fraction = fraction_of_run;
    progress.epoch_seconds = pace_.epoch_seconds();
    progress.eta_seconds = eta;
    progress.resident_mib = resident_mib();
    progress.wall = unix_seconds();
    writer_.progress(progress);
    writer_.flush_if_due();
    if (hooks_.progress) {
        hooks_.progress(progress);
    }
}

}  // namespace tempera
