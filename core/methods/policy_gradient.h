// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "core/methods/critic.h"
#include "core/methods/epoch_tools.h"
#include "core/methods/lora_policy.h"
#include "core/methods/method.h"
#include "core/methods/neuron_recycler.h"
#include "core/methods/policy_update.h"
#include "core/methods/reward_normalizer.h"
#include "core/methods/update_plan.h"

namespace tempera {

/// DDPO (Black et al. 2023): reward of the final picture, normalised per prompt, as the advantage of
/// every denoising step.
/// TDPO (Zhang et al. 2024): minus a critic's value of the noisy latent at each step, one update of policy
/// and critic per step. TDPO-R: and every sample.neuron_reset_freq epochs the critic's active neurons are
/// reset. With the critic at 0 and no whitening TDPO is DDPO in time_major order, bit for bit.
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
    bool look(Experience& experience);
    void weigh(Experience& experience, const std::vector<double>& normalized) const;
    void report_updates(const UpdateStatistics& statistics, const Experience& experience, std::int64_t epoch,
                        EpochReport& report) const;
    void report_critic(const UpdateStatistics& statistics, const Experience& experience, std::int64_t epoch,
                       EpochReport& report) const;
    void study_neurons(const Experience& experience, const UpdatePlan& plan, std::int64_t epoch, EpochReport& report);
    void warn_once(EpochReport& report) const;

    Kind kind_;
    MethodContext context_;
    UpdateSchedule schedule_;
    DdimSchedule ddim_;
    LoraPolicy policy_;
    RewardNormalizer normalizer_;
    std::optional<Critic> critic_;
    std::vector<at::Tensor> previous_dormant_;
    std::int64_t reward_queries_ = 0;
};

}  // namespace tempera
