// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/methods/epoch_tools.h"
#include "core/methods/lora_policy.h"
#include "core/methods/method.h"
#include "core/methods/pair_learner.h"
#include "core/methods/reference_pool.h"
#include "core/methods/winner_latents.h"
#include "core/methods/winner_set.h"

namespace tempera {

/// SePPO (arXiv 2410.05255): preference optimization with winning pictures alone. The losing picture of a pair
/// is sampled by an earlier version of the policy, drawn from a pool; the adaptive anchor flipper (AAF) turns
/// it into a picture to learn from where that reference fits the winner better than the policy does.
///
/// Training code was never published: loss, pool and flipper follow the paper, what it leaves open follows
/// DiffusionDPO, on whose code it builds. The paper tunes the whole UNet, here the adapter learns as in every
/// other method, and a reference is the same base model with an earlier adapter.
///
/// Round of N = sample.batch_size x sample.num_batches_per_epoch: N pictures of the training prompts are
/// sampled and scored, for the record only; then train.num_inner_epochs passes over the next N winners, each
/// pass with times and noise of its own, in updates of M = train.batch_size x
/// train.gradient_accumulation_steps pairs.
class Seppo final : public Method {
public:
    /// Throws Error when the folder of the winners is not in order. The built-in ones are made in the first
    /// round when they are not there yet.
    explicit Seppo(MethodContext context);

    EpochReport run_epoch(std::int64_t epoch) override;
    std::map<std::string, at::Tensor> save() const override;
    void load(const std::map<std::string, at::Tensor>& state) override;
    const LoraAdapter& lora() const override { return policy_.lora(); }

private:
    struct Round;   // sums over the updates of a round
    struct Losers;  // reference pictures of one update's winners

    bool open_winners();
    void check_digest() const;
    bool update(std::int64_t epoch, std::int64_t pass, std::int64_t block, Losers& losers, Round& round,
                const WorkHooks& hooks);
    bool sample_losers(std::int64_t epoch, std::int64_t block, const std::vector<std::string>& texts, Losers& losers,
                       const WorkHooks& hooks);
    std::optional<PreferencePairs> make_pairs(std::int64_t epoch, std::int64_t pass, std::int64_t block,
                                              const std::vector<std::int64_t>& numbers,
                                              const std::vector<std::string>& texts, const at::Tensor& losers,
                                              const WorkHooks& hooks);
    std::vector<std::int64_t> winners_of(std::int64_t epoch, std::int64_t block) const;
    double learning_rate() const;

    MethodContext context_;
    std::uint64_t seed_;
    std::int64_t samples_;       // N
    std::int64_t update_batch_;  // M
    std::int64_t micro_batch_;
    std::int64_t passes_;
    std::int64_t aaf_draws_;
    PairLearner learner_;
    LoraPolicy policy_;
    LoraAdapter reference_;  // holds the weights of the pool's entry in use
    ReferencePool pool_;
    std::optional<WinnerSet> winners_;
    std::optional<WinnerLatents> winner_latents_;
    std::string expected_digest_;  // of the winners when the run began; empty = not known yet
    bool winners_made_ = false;    // in this process, not yet reported
    std::int64_t reward_queries_ = 0;
};

/// Value of seppo.winners that stands for best-of-n pictures of the base model under gold.
inline constexpr const char* kBuiltInWinners = "animals-best-of-n";

}  // namespace tempera
