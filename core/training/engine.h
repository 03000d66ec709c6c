// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/evaluation/evaluator.h"
#include "core/methods/method.h"
#include "core/rewards/reward_models.h"
#include "core/store/records.h"

namespace tempera {

/// Of N pictures.
struct Judgement {
    std::map<std::string, std::vector<double>> scores;  ///< judge -> N scores
    std::optional<double> diversity;                    ///< as in Evaluation
};

/// Everything that a configuration loads into memory: model, judges, method, evaluation set. Making
/// one touches no run folder, so a configuration that cannot run leaves nothing behind.
class Engine {
public:
    /// Throws Error when a file is missing, damaged, or does not fit the rest.
    explicit Engine(const Config& config);
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    const Config& config() const { return config_; }
    DiffusionModel& model() { return model_; }
    Method& method() { return *method_; }
    Reward& reward() { return *judges_.front(); }  ///< the training reward

    /// The fixed pictures of an evaluation: SampleKind::Eval, and Unseen where eval.unseen_prompts names some.
    const std::map<SampleKind, EvaluationSet>& evaluation_sets() const { return evaluation_sets_; }

    /// Samples and scores such a set. Empty when a stop was asked for.
    std::optional<Evaluation> evaluate(SampleKind kind);

    /// What the judges beside the training reward say about pictures [N,3,H,W]. Empty when a stop was asked for.
    std::optional<Judgement> judge_by_others(const at::Tensor& images01, const std::vector<std::string>& prompts);

    /// Polled between micro-batches by the method and the evaluation. May be set and changed any time.
    std::function<bool()> stop_asked;
    std::function<void(const std::string& phase, double fraction)> progress;
    std::function<bool(const std::string& problem)> wait_for_help;  ///< as in WorkHooks

private:
    WorkHooks hooks(const std::string& phase);
    std::vector<Reward*> judges() const;

    const Config config_;
    DiffusionModel model_;
    RewardModels reward_models_;
    std::vector<std::unique_ptr<Reward>> judges_;  ///< the training reward first
    std::unique_ptr<Method> method_;
    std::map<SampleKind, EvaluationSet> evaluation_sets_;
};

/// Who made this run, with what: a fresh identity for the engine's configuration.
RunInfo describe_run(Engine& engine, const std::string& name);

/// "tempera 0.1.0 (commit 1a2b3c4d5e6f), LibTorch 1.13.1".
std::string versions();

}  // namespace tempera
