// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/trainer.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include <c10/util/Exception.h>
#include <spdlog/spdlog.h>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/runtime/not_finite.h"
#include "core/runtime/ranks.h"
#include "core/store/run_lock.h"
#include "core/store/run_reader.h"
#include "core/store/run_recovery.h"
#include "core/store/run_writer.h"
#include "core/training/engine.h"
#include "core/training/out_of_memory.h"
#include "core/training/run_loop.h"

namespace tempera {

namespace {

bool interrupted(const TrainerHooks& hooks) {
    return hooks.interrupted && hooks.interrupted();
}

/// What an attempt works with; the loop refers to the engine.
struct Attempt {
    std::unique_ptr<Engine> engine;
    std::unique_ptr<RunLoop> loop;
};

/// One of the steps after a failure, which are taken also where the one before fails, as on a full disk.
void try_to(const char* what, const std::function<void()>& step) {
    try {
        step();
    } catch (const std::exception& error) {
        spdlog::info("could not {}: {}", what, error.what());
    }
}

/// Writes down that the attempt broke, and why.
void record_end(RunWriter& writer, const std::string& sentence, ReachedState reached) {
    // Level info: the caller tells the person, and once is enough.
    spdlog::info("{}: {}", reached == ReachedState::Paused ? "paused" : "failed", sentence);
    try_to("record the failure", [&] {
        writer.discard();  // of the epoch that broke
        writer.event("error", sentence);
        writer.end_attempt(reached, sentence);
    });
}

/// Of values that are not numbers, with where the run stands.
Error paused_error(const NotFinite& error, std::int64_t epoch, const std::string& run) {
    return {error.problem(), error.where(),
            error.remedy() + "; the run is paused before that, at epoch " + std::to_string(epoch) +
                ": go on from there with tempera-run resume " + run};
}

/// Runs the attempt and, when it breaks, writes down why before passing the exception on.
Outcome run(Attempt attempt, RunWriter& writer, const std::filesystem::path& run_dir, const TrainerHooks& hooks) {
    const std::string id = run_dir.filename().string();
    const auto keep = [&] { attempt.loop->keep_last_epoch(); };
    try {
        const Outcome outcome = attempt.loop->run();
        spdlog::info(outcome == Outcome::Finished ? "finished" : "stopped");
        return outcome;
    } catch (const NotFinite& error) {
        // The worker does not wait: whether the run goes on, a person says, and until then others may have the device.
        const Error advice = paused_error(error, attempt.loop->last_good_epoch(), id);
        record_end(writer, one_sentence(advice), ReachedState::Paused);
        try_to("keep the last epoch", keep);
        throw advice;
    } catch (const std::exception& error) {
        if (!is_out_of_memory(error)) {
            record_end(writer, one_sentence(error), ReachedState::Failed);
            try_to("keep the last epoch", keep);
            throw;
        }
        try_to("keep the last epoch", keep);
        const Config config = attempt.engine->config();
        const std::int64_t size = config.integer("micro_batch");
        spdlog::info("micro_batch = {} does not fit into the memory: trying smaller ones", size);
        // What is tried needs the memory, and the other ranks do not take part in it.
        attempt.loop.reset();
        attempt.engine.reset();
        leave_ranks();
        const Error advice = memory_error(error, size, largest_micro_batch(config, hooks.interrupted), id);
        record_end(writer, one_sentence(advice), ReachedState::Failed);
        throw advice;
    }
}

/// What the run folder says about the run, and that it can go on.
struct Resumable {
    RunInfo info;
    Config config;
    bool worker_vanished = false;  ///< the last attempt has no end
};

Resumable read_resumable(const std::filesystem::path& run_dir, bool from_named_epoch) {
    RunReader reader(run_dir);
    const RunSummary summary = reader.summary();
    const std::string id = run_dir.filename().string();
    if (summary.reached == ReachedState::Finished && !from_named_epoch) {
        throw Error("the run is finished: nothing is left to do", id,
                    "go back to an earlier epoch with --from, or start a new run");
    }
    Config config = Config::from_toml(reader.config_toml(), (run_dir / "config.toml").string());
    if (config.hash() != summary.info.config_hash) {
        throw Error("the configuration was changed after the run had begun", (run_dir / "config.toml").string(),
                    "undo the change, or start a new run with it");
    }
    return {summary.info, std::move(config), !summary.attempts.empty() && summary.attempts.back().ended == 0};
}

/// The epoch to go on from: as asked, else the latest checkpoint, else the beginning.
std::int64_t starting_epoch(const std::filesystem::path& run_dir, std::optional<std::int64_t> asked) {
    const std::vector<std::int64_t> epochs = list_checkpoints(run_dir);
    if (!asked) {
        return epochs.empty() ? 0 : epochs.back();
    }
    if (*asked != 0 && std::find(epochs.begin(), epochs.end(), *asked) == epochs.end()) {
        std::string known = "0";
        for (const std::int64_t epoch : epochs) {
            known += ", " + std::to_string(epoch);
        }
        throw Error("there is no checkpoint of epoch " + std::to_string(*asked), run_dir.filename().string(),
                    "choose one of " + known);
    }
    return *asked;
}

/// What a person should know about this resume.
void write_warnings(RunWriter& writer, const Resumable& run, const Config& config, std::int64_t epoch,
                    const std::string& missing) {
    if (run.worker_vanished) {
        writer.event("warning", "The worker had vanished (killed, or the machine went down). Goes on from epoch " +
                                    std::to_string(epoch) + "; what was written after it is made again.");
    }
    if (!missing.empty()) {
        writer.event("warning", "The rows of epochs " + missing +
                                    " are missing in run.db: a power loss or a defect of " +
                                    "the disk took them. The training itself is not affected.");
    }
    if (const std::int64_t size = config.integer("micro_batch"); size != run.config.integer("micro_batch")) {
        writer.event("warning", "Goes on with micro_batch " + std::to_string(size) + " instead of " +
                                    std::to_string(run.config.integer("micro_batch")) +
                                    ", so the last digits may differ.");
    }
    if (versions() != run.info.versions) {
        writer.event("warning", "Resumed with " + versions() + "; the run began with " + run.info.versions +
                                    ", so the last digits may differ.");
    }
}

}  // namespace

Outcome start_run(const Config& config, const std::string& name, const std::filesystem::path& run_dir,
                  const TrainerHooks& hooks) {
    config.check();
    if (std::filesystem::exists(run_dir)) {
        throw Error("the folder exists already", run_dir.string(), "choose another one, or resume the run in it");
    }
    Followers followers(config);
    Attempt attempt{std::make_unique<Engine>(config), nullptr};
    followers.compare(attempt.engine->model().hash);
    if (interrupted(hooks)) {
        return Outcome::Stopped;
    }
    RunWriter writer = RunWriter::create(run_dir, describe_run(*attempt.engine, name), config.canonical_toml());
    const RunLock lock(run_dir);
    log_to_file(run_dir / "log.txt");
    spdlog::info("{}: run {} from the beginning", versions(), run_dir.filename().string());
    attempt.loop = std::make_unique<RunLoop>(*attempt.engine, writer, followers, run_dir, config.hash(), hooks);
    if (hooks.started) {
        hooks.started(run_dir, 0);
    }
    return run(std::move(attempt), writer, run_dir, hooks);
}

Outcome resume_run(const std::filesystem::path& run_dir, const ResumeChoice& choice, const TrainerHooks& hooks) {
    const RunLock lock(run_dir);
    const Resumable resumable = read_resumable(run_dir, choice.from_epoch.has_value());
    Config config = resumable.config;
    if (choice.micro_batch) {
        config.set("micro_batch", *choice.micro_batch, "--micro-batch");
        config.check();
    }
    const std::int64_t epoch = starting_epoch(run_dir, choice.from_epoch);
    std::optional<Checkpoint> checkpoint;
    if (epoch > 0) {
        checkpoint = read_checkpoint(run_dir, epoch);
    }
    Followers followers(config);
    Attempt attempt{std::make_unique<Engine>(config), nullptr};
    followers.compare(attempt.engine->model().hash);
    if (attempt.engine->model().hash != resumable.info.model_hash) {
        throw Error("the base model is not the one that the run began with", resumable.info.model,
                    "put the old weights back, or start a new run");
    }
    if (interrupted(hooks)) {
        return Outcome::Stopped;
    }
    RunWriter writer(run_dir);
    log_to_file(run_dir / "log.txt");
    spdlog::info("{}: run {} from epoch {}", versions(), run_dir.filename().string(), epoch);
    sweep_checkpoints(run_dir);
    remove_checkpoints_after(run_dir, epoch);
    attempt.loop =
        std::make_unique<RunLoop>(*attempt.engine, writer, followers, run_dir, resumable.info.config_hash, hooks);
    if (checkpoint) {
        attempt.loop->restore(*checkpoint);
    }
    write_warnings(writer, resumable, config, epoch, missing_epochs(run_dir, epoch));
    if (hooks.started) {
        hooks.started(run_dir, epoch);
    }
    return run(std::move(attempt), writer, run_dir, hooks);
}

std::string one_sentence(const std::exception& error) {
    std::string text = error.what();
    if (const auto* torch_error = dynamic_cast<const c10::Error*>(&error)) {
        text = torch_error->what_without_backtrace();
        text = "LibTorch: " + text.substr(0, text.find('\n'));
    }
    if (!dynamic_cast<const Error*>(&error) && is_out_of_memory(error)) {
        text += "; there is not enough memory: lower micro_batch";
    }
    while (!text.empty() && (text.back() == '.' || text.back() == '\n' || text.back() == ' ')) {
        text.pop_back();
    }
    return text + ".";
}

}  // namespace tempera
