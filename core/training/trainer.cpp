// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/trainer.h"

#include <algorithm>
#include <new>

#include <c10/util/Exception.h>
#include <spdlog/spdlog.h>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/store/run_lock.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/training/run_loop.h"

namespace tempera {

namespace {

bool interrupted(const TrainerHooks& hooks) {
    return hooks.interrupted && hooks.interrupted();
}

/// Runs the attempt and, when it breaks, writes down why before passing the exception on.
Outcome attempt(RunLoop& loop, RunWriter& writer) {
    try {
        const Outcome outcome = loop.run();
        spdlog::info(outcome == Outcome::Finished ? "finished" : "stopped");
        return outcome;
    } catch (const std::exception& error) {
        const std::string sentence = one_sentence(error);
        // Level info: the caller tells the person, and once is enough.
        spdlog::info("failed: {}", sentence);
        try {
            writer.event("error", sentence);
            writer.end_attempt(ReachedState::Failed, sentence);
        } catch (const std::exception& second) {
            // A full disk breaks both; the free lock still tells that the worker is gone.
            spdlog::info("could not record the failure: {}", second.what());
        }
        throw;
    }
}

/// What the run folder says about the run, and that it can go on.
struct Resumable {
    RunInfo info;
    Config config;
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
    return {summary.info, std::move(config)};
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

}  // namespace

Outcome start_run(const Config& config, const std::string& name, const std::filesystem::path& run_dir,
                  const TrainerHooks& hooks) {
    config.check();
    if (std::filesystem::exists(run_dir)) {
        throw Error("the folder exists already", run_dir.string(), "choose another one, or resume the run in it");
    }
    Followers followers(config);
    Engine engine(config);
    followers.compare(engine.model().hash);
    if (interrupted(hooks)) {
        return Outcome::Stopped;
    }
    RunWriter writer = RunWriter::create(run_dir, describe_run(engine, name), config.canonical_toml());
    const RunLock lock(run_dir);
    log_to_file(run_dir / "log.txt");
    spdlog::info("{}: run {} from the beginning", versions(), run_dir.filename().string());
    RunLoop loop(engine, writer, followers, run_dir, hooks);
    if (hooks.started) {
        hooks.started(run_dir, 0);
    }
    return attempt(loop, writer);
}

Outcome resume_run(const std::filesystem::path& run_dir, std::optional<std::int64_t> from_epoch,
                   const TrainerHooks& hooks) {
    const RunLock lock(run_dir);
    const Resumable resumable = read_resumable(run_dir, from_epoch.has_value());
    const std::int64_t epoch = starting_epoch(run_dir, from_epoch);
    std::optional<Checkpoint> checkpoint;
    if (epoch > 0) {
        checkpoint = read_checkpoint(run_dir, epoch);
    }
    Followers followers(resumable.config);
    Engine engine(resumable.config);
    followers.compare(engine.model().hash);
    if (engine.model().hash != resumable.info.model_hash) {
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
    RunLoop loop(engine, writer, followers, run_dir, hooks);
    if (checkpoint) {
        loop.restore(*checkpoint);
    }
    if (versions() != resumable.info.versions) {
        writer.event("warning", "Resumed with " + versions() + "; the run began with " + resumable.info.versions +
                                    ", so the last digits may differ.");
    }
    if (hooks.started) {
        hooks.started(run_dir, epoch);
    }
    return attempt(loop, writer);
}

std::string one_sentence(const std::exception& error) {
    std::string text = error.what();
    if (const auto* torch_error = dynamic_cast<const c10::Error*>(&error)) {
        text = torch_error->what_without_backtrace();
        text = "LibTorch: " + text.substr(0, text.find('\n'));
    }
    if (dynamic_cast<const std::bad_alloc*>(&error) || text.find("out of memory") != std::string::npos ||
        text.find("allocate memory") != std::string::npos) {
        text += "; there is not enough memory: lower micro_batch";
    }
    while (!text.empty() && (text.back() == '.' || text.back() == '\n' || text.back() == ' ')) {
        text.pop_back();
    }
    return text + ".";
}

}  // namespace tempera
