// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/config/config.h"
#include "core/diffusion/diffusion_model.h"
#include "core/models/lora.h"
#include "core/rewards/reward.h"
#include "core/store/records.h"

namespace tempera {

/// What a method works with. References must outlive the method. The callbacks may be empty; they are
/// called on the thread of run_epoch, between micro-batches.
struct MethodContext {
    DiffusionModel& model;
    Reward& reward;                    ///< the training reward
    const Config& config;              ///< checked (Config::check)
    std::vector<std::string> prompts;  ///< the training prompts, not empty
    ImageEncoder image_encoder;        ///< of a critic that sees pictures; none = the reward's own
    std::function<bool()> stop_asked;
    std::function<void(const std::string& phase, double fraction)> progress;  ///< fraction of the phase, 0..1
    std::function<bool(const std::string& problem)> wait_for_help = {};       ///< as in WorkHooks
};

/// How one training picture came to be.
struct Trajectory {
    TrajectoryRow row;       ///< with all its steps, but without their pictures
    at::Tensor predictions;  ///< [T,3,H,W] fp32 0..1, CPU: the picture that the model predicted at each step
};

/// Everything that one epoch produced, ready for the store. `epoch` and `id` of the rows are filled by
/// run_epoch and left 0, respectively.
struct EpochReport {
    bool stopped = false;  ///< a stop was asked for: nothing else is valid, and the method must load() its last state
    std::map<std::string, double> metrics;  ///< reward/..., policy/..., critic/..., neurons/..., time/...

    /// The N pictures of the epoch, in sampling order.
    at::Tensor images;  ///< [N,3,H,W] fp32 0..1, CPU
    std::vector<std::string> prompts;
    std::vector<std::uint64_t> seeds;  ///< with the prompt it fixes the noise of the picture
    std::vector<double> rewards;       ///< training reward

    std::vector<NeuronLayerRow> neurons;
    std::vector<ResetRow> resets;
    std::vector<TimestepRow> timesteps;
    std::vector<Trajectory> trajectories;
    std::vector<EventRow> events;

    std::int64_t policy_steps = 0;    ///< optimizer steps of the policy so far, over all epochs
    std::int64_t reward_queries = 0;  ///< pictures scored by the training reward so far
};

/// A way of fine-tuning the model's LoRA. One thread.
///
/// Every random draw comes from a stream named by (seed, purpose, epoch, index), so the state below is
/// all there is: load(save()) followed by run_epoch(e) gives bit for bit what the uninterrupted run gives.
class Method {
public:
    virtual ~Method();

    /// Samples, scores and trains round `epoch` (from 0). Throws Error.
    virtual EpochReport run_epoch(std::int64_t epoch) = 0;

    /// Named tensors on the CPU: adapter ("lora/..."), optimizers, statistics, counters.
    virtual std::map<std::string, at::Tensor> save() const = 0;

    /// Throws Error naming the missing or ill-shaped tensor.
    virtual void load(const std::map<std::string, at::Tensor>& state) = 0;

    /// The adapter in training; attached to the model for the method's life.
    virtual const LoraAdapter& lora() const = 0;
};

/// The method that config names ("ddpo", "tdpo", "tdpo-r", "align-prop", "seppo"), with a fresh adapter
/// attached to context.model. Throws Error when the configuration does not fit the model or the reward.
std::unique_ptr<Method> make_method(MethodContext context);

}  // namespace tempera
