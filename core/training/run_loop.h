// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/training/checkpoint.h"
#include "core/training/control.h"
#include "core/training/engine.h"
#include "core/training/followers.h"
#include "core/training/pace.h"
#include "core/training/report_store.h"
#include "core/training/trainer.h"

namespace tempera {

/// One attempt: the epochs from where the engine stands to the end of the run or to a stop. Keeps
/// references to the engine and the writer, and sets the engine's callbacks for its own life.
class RunLoop {
public:
    /// `config_hash`: that of the configuration that the run began with.
    RunLoop(Engine& engine, RunWriter& writer, Followers& followers, std::filesystem::path run_dir,
            std::string config_hash, const TrainerHooks& hooks);
    ~RunLoop();
    RunLoop(const RunLoop&) = delete;
    RunLoop& operator=(const RunLoop&) = delete;

    /// Puts the engine where the checkpoint was taken.
    void restore(const Checkpoint& checkpoint);

    /// Begins the attempt, runs, and ends it as Finished or Stopped. Throws Error; the attempt is then
    /// still open.
    Outcome run();

    /// After a failure: writes the checkpoint of the last complete epoch, unless it is there already. Throws Error.
    void keep_last_epoch() { save_remembered(); }

    /// Where keep_last_epoch() lets a resume go on from.
    std::int64_t last_good_epoch() const { return std::max(remembered_.epoch, saved_epoch_); }

private:
    bool evaluate(std::int64_t epoch);
    bool evaluate(SampleKind kind, std::int64_t epoch);
    bool round(std::int64_t epoch);
    Outcome finish(std::int64_t epoch);
    Outcome stop(std::int64_t epoch);

    bool evaluation_due(std::int64_t epoch);
    bool checkpoint_due(std::int64_t epoch);
    void remember(std::int64_t epoch);
    void save_remembered();

    void metric(const std::string& key, std::int64_t epoch, double value);
    void report_progress(const std::string& phase, double fraction);
    void report_pause(bool paused, const std::string& problem);
    void write_progress(const std::string& phase, double fraction_of_run, double eta);

    Engine& engine_;
    RunWriter& writer_;
    Followers& followers_;
    const std::filesystem::path run_dir_;
    const std::string config_hash_;
    const TrainerHooks& hooks_;
    Control control_;
    Pace pace_;
    const std::int64_t num_epochs_;

    std::int64_t epoch_ = 0;  ///< complete rounds
    std::int64_t step_ = 0;
    std::int64_t reward_queries_ = 0;
    std::map<SampleKind, Scores> base_scores_;  ///< of the evaluation of epoch 0
    std::map<std::string, double> epoch_metrics_;

    Checkpoint remembered_;  ///< state at the last epoch boundary
    std::map<std::string, at::Tensor> remembered_lora_;
    std::int64_t saved_epoch_ = 0;  ///< a run that begins again at 0 needs no checkpoint

    double epoch_start_ = 0;
    double epoch_pauses_ = 0;
    double last_progress_ = 0;
    double fraction_ = 0;  ///< of the epoch in flight
    std::string phase_;
};

}  // namespace tempera
