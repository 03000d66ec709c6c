// SPDX-License-Identifier: GPL-3.0-or-later
// Rules that join several keys.
#include <cstdint>

#include "core/base/error.h"
#include "core/config/config.h"
#include "core/config/reward_spec.h"

namespace tempera {

namespace {

using Problems = std::vector<std::pair<std::string, std::string>>;

std::string number(std::int64_t value) {
    return std::to_string(value);
}

std::int64_t samples_per_epoch(const Config& config) {
    return config.integer("sample.batch_size") * config.integer("sample.num_batches_per_epoch");
}

std::int64_t effective_batch(const Config& config) {
    return config.integer("train.batch_size") * config.integer("train.gradient_accumulation_steps");
}

void check_counts(const Config& config, Problems& problems) {
    const std::int64_t samples = samples_per_epoch(config);
    if (samples % effective_batch(config) != 0) {
        problems.emplace_back("train.gradient_accumulation_steps",
                              "the " + number(samples) +
                                  " samples of an epoch (sample.batch_size x sample.num_batches_per_epoch) are not a "
                                  "multiple of the effective batch of " +
                                  number(effective_batch(config)) +
                                  " (train.batch_size x train.gradient_accumulation_steps)");
    }
    const std::int64_t prompts = config.integer("prompts.per_epoch");
    if (prompts > 0 && samples % prompts != 0) {
        problems.emplace_back("prompts.per_epoch", "the " + number(samples) +
                                                       " samples of an epoch do not divide into equal numbers for " +
                                                       number(prompts) + " prompts");
    }
}

void check_policy_gradient(const Config& config, Problems& problems) {
    const std::string& method = config.text("method");
    const std::int64_t steps = config.integer("sample.num_steps");
    if (config.real("sample.eta") == 0) {
        problems.emplace_back("sample.eta", "without noise a step has no probability, and " + method +
                                                " learns nothing; it must be above 0");
    }
    if (config.integer("train.first_steps") > steps) {
        problems.emplace_back("train.first_steps", "there are only " + number(steps) + " steps (sample.num_steps)");
    }
    const std::int64_t first = config.integer("train.first_steps") > 0 ? config.integer("train.first_steps") : steps;
    const auto trained = static_cast<std::int64_t>(static_cast<double>(first) * config.real("train.timestep_fraction"));
    if (trained < 1) {
        problems.emplace_back("train.timestep_fraction", "so small a share of " + number(first) + " steps is none");
    }
    const bool update_per_step = method != "ddpo" || config.text("train.loop_order") == "time_major" ||
                                 !config.flag("ddpo.accum_over_timesteps");
    const std::int64_t updates = config.integer("train.num_inner_epochs") * (update_per_step ? trained : 1) *
                                 samples_per_epoch(config) / effective_batch(config);
    if (config.text("train.estimator") == "sf" && updates > 1) {
        problems.emplace_back("train.estimator",
                              "the score function (sf) is right for one update per epoch, here are " + number(updates) +
                                  "; use is, or one update");
    }
    if (config.integer("per_prompt.min_count") > config.integer("per_prompt.buffer_size")) {
        problems.emplace_back("per_prompt.min_count", "a buffer of " +
                                                          number(config.integer("per_prompt.buffer_size")) +
                                                          " rewards (per_prompt.buffer_size) never reaches it");
    }
}

void check_rewards(const Config& config, Problems& problems) {
    const std::string advantage = advantage_kind(config);
    if (config.flag("train.reward_scaling") && config.flag("train.reward_norm")) {
        problems.emplace_back("train.reward_scaling",
                              "rewards are either scaled or normalised; set train.reward_norm to false to scale them");
    }
    if (advantage == "group") {
        const std::int64_t prompts = config.integer("prompts.per_epoch");
        if (prompts == 0 || samples_per_epoch(config) / prompts < 2) {
            problems.emplace_back("train.advantage",
                                  "a group is at least two samples of one prompt; set prompts.per_epoch to at most "
                                  "half the samples of an epoch");
        }
        if (!config.flag("train.reward_norm")) {
            problems.emplace_back("train.reward_norm",
                                  "group advantages are normalised rewards; set it to true, and train.reward_scaling "
                                  "to false");
        }
    }
    if (advantage != "critic" && config.text("method") == "tdpo-r") {
        problems.emplace_back("train.advantage",
                              "tdpo-r resets the neurons of a critic; use critic, or the method tdpo");
    }
    if (config.flag("train.temporal_reward_norm_per_prompt") &&
        (advantage != "critic" || !config.flag("per_prompt.tracking"))) {
        problems.emplace_back("train.temporal_reward_norm_per_prompt",
                              "it needs a critic and the recent samples of every prompt; set train.advantage to critic "
                              "and per_prompt.tracking to true");
    }
    if (config.real("kl.target") > 0 && config.real("kl.penalty_coef") == 0) {
        problems.emplace_back("kl.target",
                              "without a penalty there is nothing to control; set kl.penalty_coef above 0");
    }
}

void check_align_prop(const Config& config, Problems& problems) {
    const std::int64_t steps = config.integer("sample.num_steps");
    if (config.text("align_prop.truncation") == "fixed" && config.integer("align_prop.first_trained_step") >= steps) {
        problems.emplace_back(
            "align_prop.first_trained_step",
            "the last of " + number(steps) + " steps (sample.num_steps) has the number " + number(steps - 1));
    }
    const RewardSpec reward = RewardSpec::parse(config.text("reward.name"), "reward.name");
    if (!reward.differentiable()) {
        problems.emplace_back("reward.name",
                              reward.name() + " has no gradient for align-prop; use a differentiable reward");
    }
}

void check_seppo(const Config& config, Problems& problems) {
    if (config.text("seppo.winners").empty()) {
        problems.emplace_back("seppo.winners",
                              "seppo learns from winning pictures; name their folder, or use animals-best-of-n");
    }
    if (config.text("seppo.flipper") == "none" && config.integer("seppo.aaf_draws") > 1) {
        problems.emplace_back("seppo.aaf_draws",
                              "without a flipper (seppo.flipper = none) there is nothing to average; use 1");
    }
}

}  // namespace

std::string advantage_kind(const Config& config) {
    const std::string& kind = config.text("train.advantage");
    if (kind != "auto") {
        return kind;
    }
    return config.text("method") == "ddpo" ? "per_prompt" : "critic";
}

Problems Config::problems() const {
    Problems problems;
    check_counts(*this, problems);
    if (text("method") == "align-prop") {
        check_align_prop(*this, problems);
    } else if (text("method") == "seppo") {
        check_seppo(*this, problems);
    } else {
        check_policy_gradient(*this, problems);
        check_rewards(*this, problems);
    }
    return problems;
}

void Config::check() const {
    for (const auto& [key, sentence] : problems()) {
        throw Error(sentence, key, "");
    }
}

}  // namespace tempera
