// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/pair_learner.h"

#include <string>

#include <torch/torch.h>

#include "core/diffusion/scheduler_config.h"

namespace tempera {
namespace {

Flipper flipper_of(const std::string& name) {
    return name == "sign" ? Flipper::Sign : name == "indicator" ? Flipper::Indicator : Flipper::None;
}

}  // namespace

PairLearner::PairLearner(DiffusionModel& model, const Config& config)
    : model_(model),
      alphas_(make_alphas_cumprod(model.scheduler).to(model.device)),
      flipper_(flipper_of(config.text("seppo.flipper"))),
      beta_(config.real("seppo.beta")),
      aaf_draws_(config.integer("seppo.aaf_draws")) {}

/// Winners and losers in one call.
at::Tensor PairLearner::pair_errors(const PreferencePairs& pairs, std::int64_t begin, std::int64_t end) const {
    const auto part = [&](const at::Tensor& all) { return all.slice(0, begin, end); };
    const auto twice = [&](const at::Tensor& all) { return at::cat({part(all), part(all)}); };
    return denoising_error(model_, alphas_, at::cat({part(pairs.winners), part(pairs.losers)}), twice(pairs.noise),
                           twice(pairs.times), twice(pairs.embeds));
}

at::Tensor PairLearner::anchor_errors(const PreferencePairs& pairs, std::int64_t begin, std::int64_t end) const {
    torch::NoGradGuard no_grad;
    const auto part = [&](const at::Tensor& all) { return all.slice(0, begin, end); };
    at::Tensor sum;
    for (std::int64_t draw = 0; draw < aaf_draws_ - 1; ++draw) {
        const at::Tensor error = denoising_error(model_, alphas_, part(pairs.winners), part(pairs.anchor_noise[draw]),
                                                 part(pairs.anchor_times[draw]), part(pairs.embeds));
        sum = sum.defined() ? sum + error : error;
    }
    return sum;
}

ReferenceErrors PairLearner::judge(const PreferencePairs& pairs, std::int64_t begin, std::int64_t end) const {
    torch::NoGradGuard no_grad;
    return {pair_errors(pairs, begin, end), anchor_errors(pairs, begin, end)};
}

PairLesson PairLearner::learn(const PreferencePairs& pairs, std::int64_t begin, std::int64_t end,
                              const ReferenceErrors& reference, const std::vector<at::Tensor>& parameters) const {
    const at::Tensor policy = pair_errors(pairs, begin, end);
    // Where the policy is its own reference the errors are equal to the bit: no second call is needed.
    const at::Tensor judged = reference.pairs.defined() ? reference.pairs : policy.detach();
    const std::int64_t half = end - begin;
    const DenoisingErrors errors{policy.slice(0, 0, half), policy.slice(0, half), judged.slice(0, 0, half),
                                 judged.slice(0, half)};
    at::Tensor statistic = (errors.reference_winner - errors.policy_winner).detach();
    if (reference.anchors.defined()) {
        statistic =
            (statistic + reference.anchors - anchor_errors(pairs, begin, end)) / static_cast<double>(aaf_draws_);
    }
    const at::Tensor loss = seppo_loss(errors, flip(flipper_, statistic), beta_).sum();
    PairLesson lesson;
    lesson.gradient = torch::nn::utils::parameters_to_vector(
        torch::autograd::grad({loss / static_cast<double>(pairs.winners.size(0))}, parameters));
    lesson.loss_sum = loss.item<double>();
    lesson.flipped = (statistic < 0).sum().item<double>();
    lesson.statistic_sum = statistic.sum().item<double>();
    return lesson;
}

}  // namespace tempera
