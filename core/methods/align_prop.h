// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/methods/epoch_tools.h"
#include "core/methods/lora_policy.h"
#include "core/methods/method.h"

namespace tempera {

/// AlignProp (Prabhudesai et al. 2023, arXiv 2310.03739): the gradient of a differentiable reward through
/// the VAE decoder and the last K denoising steps.
///
/// No graph is ever longer than one step: the path is sampled without gradient, the gradient of the loss
/// with respect to the last latent is taken, and then the steps are recomputed one by one, backwards. That
/// is gradient checkpointing with every step a checkpoint: memory does not depend on K or T.
class AlignProp final : public Method {
public:
    explicit AlignProp(MethodContext context);

    EpochReport run_epoch(std::int64_t epoch) override;
    std::map<std::string, at::Tensor> save() const override;
    void load(const std::map<std::string, at::Tensor>& state) override;
    const LoraAdapter& lora() const override { return policy_.lora(); }

private:
    struct Lesson;
    std::optional<Lesson> learn(const PromptDraw& draw, const at::Tensor& embeds, const at::Tensor& negative,
                                std::int64_t begin, const std::vector<bool>& trained, SharedHooks& hooks);

    MethodContext context_;
    std::int64_t samples_;       // N
    std::int64_t update_batch_;  // M
    std::int64_t micro_batch_;
    DdimSchedule ddim_;
    LoraPolicy policy_;
    std::int64_t reward_queries_ = 0;
};

/// First step that is trained, b in 0..T-1 (K = T - b), once per update (align_prop.truncation):
/// fixed: align_prop.first_trained_step (-1 = T - 1); gaussian_once: int(N(.84 T, .1 T)), the official
/// N(42, 5) at T = 50; uniform_once: 0..T-1; both redrawn until 1 <= b < T.
std::int64_t draw_truncation(const Config& config, std::int64_t num_steps, std::int64_t epoch, std::int64_t update);

/// Which of the T steps are trained in one update: those from draw_truncation() on; or, per_step, step j when a
/// draw of its own from 0..T, both included, is at most j (the first official code: (j + 1) / (T + 1) of
/// the time, and not a window).
std::vector<bool> draw_trained_steps(const Config& config, std::int64_t num_steps, std::int64_t epoch,
                                     std::int64_t update);

/// d(scalar)/d(parameters), flat, given d(scalar)/d(last latent), through the steps of `path` that are
/// `trained`. In the others the predicted noise is a constant, while the way of the latent through them stays
/// (x' = a x + c eps: a remains, c is cut). Nothing of `path` before the first trained step is read.
/// Any thread; touches no gradient that is stored in the parameters, and draws no random number.
at::Tensor path_gradient(DiffusionModel& model, const DdimSchedule& ddim, const Path& path,
                         const at::Tensor& prompt_embeds, const at::Tensor& negative_embeds, double guidance_scale,
                         const std::vector<bool>& trained, const at::Tensor& last_gradient,
                         const std::vector<at::Tensor>& parameters);

}  // namespace tempera
