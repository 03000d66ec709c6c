// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "core/methods/advantage.h"
#include "core/methods/critic.h"
#include "core/methods/epoch_tools.h"
#include "core/methods/kl_penalty.h"
#include "core/methods/lora_policy.h"
#include "core/methods/method.h"
#include "core/methods/neuron_study.h"
#include "core/methods/policy_update.h"
#include "core/methods/reward_normalizer.h"
#include "core/methods/update_plan.h"

namespace tempera {

/// DDPO (Black et al. 2023): reward of the final picture, normalised per prompt, as the advantage of
/// every denoising step.
/// TDPO (Zhang et al. 2024): minus a critic's value of the noisy latent at each step, one update of policy
/// and critic per step. TDPO-R: and every sample.neuron_reset_freq epochs the critic's active neurons are
/// reset. With the critic at 0 and no whitening TDPO is DDPO in time_major order, bit for bit.
/// What else the advantage is made of (train.advantage, rewards, gamma, divergence from the base model)
/// is a setting of its own, the same for all three.
class PolicyGradient final : public Method {
public:
    enum class Kind { Ddpo, Tdpo, TdpoR };
    PolicyGradient(Kind kind, MethodContext context);

    EpochReport run_epoch(std::int64_t epoch) override;
    std::map<std::string, at::Tensor> save() const override;
    void load(const std::map<std::string, at::Tensor>& state) override;
    const LoraAdapter& lora() const override { return policy_.lora(); }

private:
    std::optional<Experience> collect(std::int64_t epoch, EpochReport& report);
    bool look(Experience& experience, const WorkHooks& hooks);
    void weigh(Experience& experience, const std::vector<double>& normalized, const at::Tensor& step_rewards);
    void report_divergence(const KlToBase::Verdict& verdict, std::int64_t epoch, EpochReport& report) const;
    void report_updates(const UpdateStatistics& statistics, const Experience& experience, std::int64_t epoch,
                        EpochReport& report) const;
    void report_critic(const UpdateStatistics& statistics, const Experience& experience, std::int64_t epoch,
                       EpochReport& report) const;
    void add_moments(EpochReport& report, std::int64_t epoch, const std::string& key, const at::Tensor& table) const;
    void warn_once(EpochReport& report) const;

    MethodContext context_;
    UpdateSchedule schedule_;
    DdimSchedule ddim_;
    LoraPolicy policy_;
    RewardNormalizer normalizer_;
    KlToBase kl_;
    std::optional<Critic> critic_;
    TemporalNormalizer temporal_;
    NeuronStudy neurons_;
    std::int64_t reward_queries_ = 0;
};

}  // namespace tempera
