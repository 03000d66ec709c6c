// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/config/config.h"
#include "core/diffusion/diffusion_model.h"
#include "core/diffusion/rollout.h"
#include "core/methods/state_map.h"
#include "core/models/lora.h"
#include "core/ops/flat_adamw.h"

namespace tempera {

/// The part of the model that learns: a LoRA adapter of lora.rank on all attention projections (drawn
/// from the run's seed) and its AdamW. Attached to the model for the object's life.
class LoraPolicy {
public:
    LoraPolicy(DiffusionModel& model, const Config& config);
    ~LoraPolicy();
    LoraPolicy(const LoraPolicy&) = delete;
    LoraPolicy& operator=(const LoraPolicy&) = delete;

    /// Adds up the gradients of all ranks, clips to train.max_grad_norm, steps, and clears it. Returns the norm
    /// before clipping.
    double update();

    /// train.learning_rate until it is set.
    void set_learning_rate(double rate) { optimizer_.set_lr(rate); }

    /// What learns, in the order of the flat gradient.
    const std::vector<at::Tensor>& parameters() const { return optimizer_.params(); }

    /// Adds a flat gradient, as torch::nn::utils::parameters_to_vector lays it out, to the next update's.
    void add_gradient(const at::Tensor& flat) { optimizer_.add_gradient(flat); }

    const LoraAdapter& lora() const { return lora_; }
    std::int64_t steps() const { return optimizer_.step_count(); }

    void save(StateMap& state) const;  ///< "lora/...", "policy_optimizer/..."
    void load(const StateMap& state);

private:
    friend class WithoutAdapter;

    DiffusionModel& model_;
    LoraAdapter lora_;
    FlatAdamW optimizer_;
    double max_grad_norm_;
};

/// While it lives, the model computes without the policy's adapter: it is the base model.
class WithoutAdapter {
public:
    explicit WithoutAdapter(const LoraPolicy& policy);
    ~WithoutAdapter();
    WithoutAdapter(const WithoutAdapter&) = delete;
    WithoutAdapter& operator=(const WithoutAdapter&) = delete;

private:
    const LoraPolicy& policy_;
};

/// train.adam_* with the given learning rate.
AdamWOptions adam_options(const Config& config, double learning_rate);

/// sample.* with the given micro-batch.
SamplerSettings sampler_settings(const Config& config, std::int64_t micro_batch);

}  // namespace tempera
