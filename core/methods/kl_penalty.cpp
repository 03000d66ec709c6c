// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/kl_penalty.h"

#include <algorithm>
#include <vector>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/methods/policy_update.h"
#include "core/runtime/ranks.h"

namespace tempera {

KlPenalty kl_penalty_from(const std::string& name) {
    if (name == "kl") {
        return KlPenalty::Kl;
    }
    if (name == "abs") {
        return KlPenalty::Abs;
    }
    if (name == "square") {
        return KlPenalty::Square;
    }
    if (name == "clip") {
        return KlPenalty::Clip;
    }
    if (name == "approx") {
        return KlPenalty::Approx;
    }
    if (name == "js") {
        return KlPenalty::Js;
    }
    throw Error("unknown penalty '" + name + "'", "kl.penalty", "use kl, abs, square, clip, approx or js");
}

at::Tensor kl_penalty(KlPenalty kind, const at::Tensor& logp, const at::Tensor& base_logp) {
    const at::Tensor ours = logp.to(at::kDouble);
    const at::Tensor base = base_logp.to(at::kDouble);
    const at::Tensor d = ours - base;
    switch (kind) {
        case KlPenalty::Kl:
            return d;
        case KlPenalty::Abs:
            return d.abs();
        case KlPenalty::Square:
            return 0.5 * d.square();
        case KlPenalty::Clip:
            return d.clamp_min(0.0);
        case KlPenalty::Approx:
            return d.expm1() - d;
        case KlPenalty::Js:
            break;
    }
    const at::Tensor log_middle = (0.5 * (ours.exp() + base.exp())).log();
    return 0.5 * ((ours - log_middle).clamp_min(0.0) + (base - log_middle).clamp_min(0.0));
}

std::optional<at::Tensor> base_log_probs(DiffusionModel& model, const DdimSchedule& ddim, const LoraPolicy& policy,
                                         const Trajectories& paths, double guidance_scale, std::int64_t batch,
                                         const WorkHooks& hooks) {
    torch::NoGradGuard no_grad;
    const WithoutAdapter base(policy);
    const std::int64_t steps = paths.num_steps();
    const std::int64_t calls = (paths.size() + batch - 1) / batch * steps;
    at::Tensor table = at::zeros_like(paths.logp_old);
    SharedHooks shared(hooks, calls);
    for_each_own_part(model.device, calls, [&](std::int64_t call) {
        if (shared.stop_asked()) {
            return;
        }
        const std::int64_t step = call % steps;
        const std::int64_t begin = call / steps * batch;
        const std::int64_t end = std::min(begin + batch, paths.size());
        std::vector<Transition> transitions;
        for (std::int64_t sample = begin; sample < end; ++sample) {
            transitions.push_back({sample, step});
        }
        table.slice(0, begin, end)
            .select(1, step)
            .copy_(transition_log_probs(model, ddim, paths, transitions, guidance_scale));
        shared.done(1);
    });
    if (shared.stopped()) {
        return std::nullopt;
    }
    sum_over_ranks(table);
    return table;
}

KlToBase::KlToBase(const Config& config)
    : penalty_(kl_penalty_from(config.text("kl.penalty"))),
      penalty_coef_(config.real("kl.penalty_coef")),
      target_(config.real("kl.target")),
      horizon_(static_cast<double>(config.integer("kl.horizon"))),
      measure_(config.flag("kl.measure")),
      controller_(config.real("kl.init_coef")) {}

KlToBase::Verdict KlToBase::judge(const at::Tensor& logp, const at::Tensor& base_logp) {
    const at::Tensor ours = logp.to(at::kCPU, at::kDouble);
    const at::Tensor base = base_logp.to(at::kCPU, at::kDouble);
    const at::Tensor d = ours - base;
    Verdict verdict;
    verdict.per_step = d.mean(0);
    verdict.mean_kl = d.sum(1).mean().item<double>();
    verdict.coefficient = penalty_coef_ * controller_;
    verdict.rewards = -verdict.coefficient * kl_penalty(penalty_, ours, base);
    if (penalty_coef_ > 0 && target_ > 0) {
        const double error = std::clamp(verdict.mean_kl / target_ - 1.0, -0.2, 0.2);
        controller_ *= 1.0 + error * static_cast<double>(logp.size(0)) / horizon_;
    }
    return verdict;
}

void KlToBase::save(StateMap& state) const {
    state["kl/controller"] = torch::tensor(controller_, at::kDouble);
}

void KlToBase::load(const StateMap& state) {
    const at::Tensor controller = at::empty({}, at::kDouble);
    copy_state(state, "kl/controller", controller);
    controller_ = controller.item<double>();
}

}  // namespace tempera
