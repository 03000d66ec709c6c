// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include "core/ops/flat_adamw.h"
#include "core/pretraining/stage.h"

namespace tempera {

struct LoopSettings {
    std::int64_t steps = 0;
    std::int64_t batch = 0;  ///< samples a step, for the reports
    double learning_rate = 1e-3;
    double beta2 = 0.99;
    double weight_decay = 0;
    double max_grad_norm = 1;
    std::int64_t warm_up = 100;  ///< steps of rising learning rate; then half a cosine down to zero
    double average = 0.998;      ///< decay of the running average of the weights, reached gradually
};

/// A model in training: its keys get the prefix "<name>/" in the state file. `fast`, when not null, is a
/// twin of `master` in a cheaper number type: it gets the master's weights before each step, and its
/// gradients go to the master.
struct TrainedModel {
    std::string name;
    torch::nn::Module* master;
    torch::nn::Module* fast = nullptr;
};

/// The loop that all stages share: AdamW, warm-up and cosine decay, clipping, running average, reports,
/// and state saved atomically so that a stopped training goes on bit for bit. The caller draws its
/// random numbers from streams named by the step, so the step is all there is to restore.
class TrainLoop {
public:
    /// Takes up the state file "<work>/<stage>.safetensors" when there is one. Throws Error when that
    /// belongs to another seed or another shape of model.
    TrainLoop(std::string stage, const StageOptions& options, const LoopSettings& settings,
              std::vector<TrainedModel> models);

    /// Calls `loss` (returns a scalar with its graph) for each remaining step. `after_save` runs after
    /// each save. True at the end, false when stopped. The state is saved in both cases.
    bool run(const std::function<at::Tensor(std::int64_t step)>& loss, const std::function<void()>& after_save = {});

    /// Running average of the weights of one model, by the model's own keys.
    std::map<std::string, at::Tensor> averaged(const std::string& model) const;

    std::int64_t step() const { return step_; }

private:
    struct Weight {
        std::string model;
        std::string key;
        at::Tensor master;
        at::Tensor fast;  // undefined without a twin
        at::Tensor average;
    };

    static std::vector<Weight> collect(const std::vector<TrainedModel>& models);
    static std::vector<at::Tensor> masters(const std::vector<Weight>& weights);
    void save() const;
    void load();
    double learning_rate() const;

    std::string stage_;
    const StageOptions& options_;
    LoopSettings settings_;
    std::filesystem::path state_file_;
    std::vector<Weight> weights_;
    FlatAdamW optimizer_;
    std::int64_t step_ = 0;
};

}  // namespace tempera
