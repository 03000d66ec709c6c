// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/lora_policy.h"

#include <cstdint>

#include <torch/torch.h>

#include "core/runtime/random.h"
#include "core/runtime/ranks.h"

namespace tempera {

LoraPolicy::LoraPolicy(DiffusionModel& model, const Config& config)
    : model_(model),
      lora_(LoraAdapter::create(model.unet, config.integer("lora.rank"),
                                make_stream(static_cast<std::uint64_t>(config.integer("seed")), "lora"))),
      optimizer_(lora_.parameters(), adam_options(config, config.real("train.learning_rate"))),
      max_grad_norm_(config.real("train.max_grad_norm")) {
    lora_.attach(model_.unet);
    optimizer_.zero_grad();
}

LoraPolicy::~LoraPolicy() {
    LoraAdapter::detach(model_.unet);
}

double LoraPolicy::update() {
    sum_over_ranks(optimizer_.gradient());
    const double norm = optimizer_.clip_grad_norm(max_grad_norm_);
    optimizer_.step();
    optimizer_.zero_grad();
    return norm;
}

void LoraPolicy::save(StateMap& state) const {
    put_state(state, "lora", lora_.state_dict());
    put_state(state, "policy_optimizer", optimizer_.state_dict());
}

void LoraPolicy::load(const StateMap& state) {
    lora_.load_state_dict(get_state(state, "lora"), "checkpoint");
    optimizer_.load_state_dict(get_state(state, "policy_optimizer"));
    optimizer_.zero_grad();
}

WithoutAdapter::WithoutAdapter(const LoraPolicy& policy) : policy_(policy) {
    LoraAdapter::detach(policy_.model_.unet);
}

WithoutAdapter::~WithoutAdapter() {
    policy_.lora_.attach(policy_.model_.unet);
}

AdamWOptions adam_options(const Config& config, double learning_rate) {
    AdamWOptions options;
    options.lr = learning_rate;
    options.beta1 = config.real("train.adam_beta1");
    options.beta2 = config.real("train.adam_beta2");
    options.eps = config.real("train.adam_epsilon");
    options.weight_decay = config.real("train.adam_weight_decay");
    return options;
}

SamplerSettings sampler_settings(const Config& config, std::int64_t micro_batch) {
    SamplerSettings settings;
    settings.num_steps = config.integer("sample.num_steps");
    settings.eta = config.real("sample.eta");
    settings.guidance_scale = config.real("sample.guidance_scale");
    settings.micro_batch = micro_batch;
    return settings;
}

}  // namespace tempera
