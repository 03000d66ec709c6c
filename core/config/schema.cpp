// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/schema.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <numeric>

#include "core/base/files.h"
#include "core/config/reward_spec.h"

namespace tempera {

namespace {

using Names = std::vector<std::string>;

const Names policy_gradient{"ddpo", "tdpo", "tdpo-r"};
const Names align_prop{"align-prop"};
const Names seppo{"seppo"};
const Names with_passes{"ddpo", "tdpo", "tdpo-r", "seppo"};
constexpr double count_max = 1e9;  // a count that no run reaches

Field boolean(const char* key, bool value, Names methods, const char* doc) {
    return {key, FieldType::Bool, value, {}, {}, {}, "", std::move(methods), doc};
}

Field integer(const char* key, std::int64_t value, double min, double max, const char* unit, Names methods,
              const char* doc) {
    return {key, FieldType::Int, value, min, max, {}, unit, std::move(methods), doc};
}

Field real(const char* key, double value, double min, double max, Names methods, const char* doc) {
    return {key, FieldType::Real, value, min, max, {}, "", std::move(methods), doc};
}

Field text(const char* key, const char* value, const char* doc) {
    return {key, FieldType::Text, std::string(value), {}, {}, {}, "", {}, doc};
}

Field choice(const char* key, const char* value, Names choices, Names methods, const char* doc) {
    return {key, FieldType::Choice, std::string(value), {}, {}, std::move(choices), "", std::move(methods), doc};
}

Names reward_names() {
    Names names;
    for (const KnownReward& reward : known_rewards()) {
        // Those of the embedded world are offered where they have been made.
        const bool embedded = reward.name.starts_with("animals-");
        if (!embedded || std::filesystem::exists(resource_dir() / "models" / reward.name)) {
            names.push_back(reward.name);
        }
    }
    return names;
}

Field judge(const char* key, const char* value, Names methods, const char* doc) {
    return {key, FieldType::Reward, std::string(value), {}, {}, reward_names(), "", std::move(methods), doc};
}

Field judges(const char* key, Names value, const char* doc) {
    return {key, FieldType::RewardList, std::move(value), {}, {}, reward_names(), "", {}, doc};
}

std::vector<Field> run_fields() {
    return {
        choice("method", "tdpo", {"ddpo", "tdpo", "tdpo-r", "align-prop", "seppo"}, {},
               "How the weights learn what is wanted: policy gradient (ddpo), with a critic at every denoising step "
               "(tdpo), with neuron resets of that critic (tdpo-r), back-propagation through the sampler "
               "(align-prop), or winning pictures against samples of an earlier policy (seppo)."),
        text("name", "", "Name of the run in lists; empty = made from method and reward."),
        integer("seed", 42, 0, 9e18, "", {}, "Every random draw of the run derives from this number."),
        integer("num_epochs", 100, 1, count_max, "epochs", {}, "Rounds of sampling and training."),
        choice("device", "auto", {"auto", "cpu", "cuda"}, {},
               "Where the tensors live; auto takes CUDA when it is there."),
        integer("threads", 0, 0, 1024, "threads", {}, "CPU threads of the worker; 0 = all cores."),
        integer("micro_batch", 16, 1, 4096, "samples", {},
                "Samples per call of the UNet, in sampling and in training; changes memory and speed, not the result."),

        text(
            "model.path", "animals",
            "Base model: the embedded one by name, a folder in diffusers layout, or a single .safetensors checkpoint."),
        integer("lora.rank", 4, 1, 1024, "", {}, "Rank of the low-rank adapters on the attention projections."),
        text("prompts.file", "simple_animals", "Prompt list by name, or a text file with one prompt per line."),
        integer("prompts.per_epoch", 0, 0, count_max, "prompts", {},
                "Distinct prompts of an epoch, equal numbers of samples each; 0 = a random prompt for each sample."),
        judge("reward.name", "animals-aesthetic", {},
              "The reward that the run raises: a judge, NAME=PATH or NAME=http://..., or a weighted sum of them."),
        text("reward.folder", "", "Folder with the public weights of judges; empty = rewards/ among the user's data."),
    };
}

std::vector<Field> sample_fields() {
    return {
        integer("sample.num_steps", 50, 1, 1000, "steps", {}, "Denoising steps of a picture."),
        real("sample.eta", 1, 0, 1, {},
             "Noise of the DDIM sampler: 1 = as much as DDPM, 0 = deterministic (policy gradients need noise)."),
        real("sample.guidance_scale", 5, 0, 100, {}, "Weight of classifier-free guidance; 1 = none."),
        integer("sample.batch_size", 8, 1, count_max, "samples", {}, "Samples of one sampling batch."),
        integer("sample.num_batches_per_epoch", 4, 1, count_max, "batches", {},
                "Sampling batches of an epoch; times sample.batch_size this is the number of samples."),
        integer("sample.neuron_reset_freq", 10, 1, count_max, "epochs", {"tdpo-r"},
                "Epochs between two resets of the critic's neurons."),
        real("sample.dormant_threshold", 0, 0, 1e6, policy_gradient,
             "A critic neuron is dormant when its normalised activation score is at most this."),
        real("sample.extra_dormant_threshold", 0, 0, 1e6, policy_gradient,
             "A second threshold, counted in the statistics only; 0 = none."),
    };
}

std::vector<Field> train_fields() {
    return {
        integer("train.batch_size", 1, 1, count_max, "samples", {}, "Samples of one training batch."),
        integer("train.gradient_accumulation_steps", 16, 1, count_max, "batches", {},
                "Training batches summed into one update; times train.batch_size this is the effective batch."),
        integer("train.num_inner_epochs", 1, 1, 1000, "passes", with_passes, "Passes over the samples of an epoch."),
        real("train.learning_rate", 1e-4, 0, 1, {}, "Learning rate of AdamW for the adapters."),
        real("train.adam_beta1", 0.9, 0, 0.999999, {}, "Decay of AdamW's first moment."),
        real("train.adam_beta2", 0.999, 0, 0.99999999, {}, "Decay of AdamW's second moment."),
        real("train.adam_weight_decay", 1e-4, 0, 1, {}, "Decoupled weight decay of AdamW."),
        real("train.adam_epsilon", 1e-8, 1e-16, 1, {}, "Added to AdamW's denominator."),
        real("train.max_grad_norm", 1, 1e-12, 1e12, {}, "Gradients longer than this are scaled down to it."),
        boolean("train.cfg", true, {}, "Trains with the same classifier-free guidance that sampling uses."),
        real("train.clip_range", 1e-4, 1e-12, 1, policy_gradient,
             "The policy ratio stops counting outside 1 +- this; the official value fits latents of 16384 numbers."),
        real("train.adv_clip_max", 0, 0, 1e6, policy_gradient, "Advantages are clipped to +- this; 0 = not clipped."),
        real("train.timestep_fraction", 1, 1e-6, 1, policy_gradient, "Share of the denoising steps that is trained."),
        integer("train.first_steps", 0, 0, 1000, "steps", policy_gradient,
                "Only this many first (noisiest) denoising steps are trained; 0 = all."),
        real("train.gamma", 1, 0, 1, policy_gradient, "Discount of the reward per denoising step."),
        choice(
            "train.advantage", "auto", {"auto", "per_prompt", "group", "critic"}, policy_gradient,
            "What a step is credited with: the normalised return (per_prompt), the same with rewards compared within "
            "their prompt's samples of the epoch (group), or the return minus a critic's value (critic); auto is "
            "per_prompt for ddpo and critic for tdpo and tdpo-r."),
        boolean("train.reward_norm", true, policy_gradient,
                "Centres rewards and divides them by their deviation; per_prompt.tracking says whose moments count."),
        boolean("train.reward_scaling", false, policy_gradient,
                "Divides rewards by their deviation without centring them, instead of train.reward_norm."),
        real("train.clip_range_reward", 0, 0, 1e6, policy_gradient,
             "Rewards are clipped to +- this after normalisation; 0 = not clipped."),
        boolean("train.shuffle_batch", true, policy_gradient, "Shuffles the samples before training."),
        boolean("train.shuffle_timestep", true, policy_gradient, "Shuffles the denoising steps of each sample."),
        choice("train.estimator", "is", {"is", "sf"}, policy_gradient,
               "Importance-sampled clipped ratio (is) or plain score function (sf, one update per epoch)."),
        choice("train.loop_order", "sample_major", {"sample_major", "time_major"}, {"ddpo"},
               "Walks all steps of a sample, then the next (sample_major), or all samples of a step (time_major)."),
        boolean("train.temporal_reward_norm", true, policy_gradient,
                "Whitens a critic's advantages over the samples and steps of an epoch."),
        boolean("train.temporal_reward_norm_per_prompt", false, policy_gradient,
                "Whitens a critic's advantages by the recent samples of their prompt instead."),
        boolean("ddpo.accum_over_timesteps", true, {"ddpo"},
                "Accumulates over all steps of the samples too, so that an epoch has few, large updates."),
        boolean("per_prompt.tracking", true, policy_gradient,
                "Normalises rewards by the recent mean and deviation of their prompt."),
        integer("per_prompt.buffer_size", 32, 1, count_max, "rewards", policy_gradient,
                "Latest rewards kept per prompt."),
        integer("per_prompt.min_count", 16, 1, count_max, "rewards", policy_gradient,
                "With fewer rewards than this, the statistics of the whole epoch stand in for the prompt's."),
        real(
            "kl.penalty_coef", 0, 0, 1e6, policy_gradient,
            "Weight of the penalty for moving away from the base model, joined to the reward of every step; 0 = none."),
        choice("kl.penalty", "clip", {"kl", "abs", "square", "clip", "approx", "js"}, policy_gradient,
               "Penalty of a step whose log-probability rose by d over the base model's: d, |d|, d^2/2, max(d, 0), "
               "e^d - 1 - d, or the Jensen-Shannon form."),
        real("kl.init_coef", 0.2, 0, 1e6, policy_gradient, "First value of the controller that scales the penalty."),
        real("kl.target", 0, 0, 1e6, policy_gradient,
             "The controller aims at this divergence from the base model; 0 = it stays at kl.init_coef."),
        integer("kl.horizon", 2000, 1, count_max, "samples", policy_gradient,
                "Samples over which the controller corrects a deviation from kl.target."),
        boolean("kl.measure", false, policy_gradient,
                "Measures the divergence from the base model even without a penalty; costs as much as sampling."),
    };
}

std::vector<Field> method_fields() {
    return {
        real("critic.learning_rate", 1e-4, 0, 1, policy_gradient, "Learning rate of AdamW for the critic."),
        real("critic.clip_range", 0.2, 0, 1e6, policy_gradient,
             "A new value may differ from the old one by this much; 0 = not clipped."),
        real("critic.coef", 1, 0, 1e6, policy_gradient, "Weight of the critic's loss."),
        choice("critic.init", "official", {"official", "fan_in"}, policy_gradient,
               "First weights: the official tiny normal, or scaled by the fan-in, which learns in a few epochs."),
        choice("critic.activation", "none", {"none", "relu"}, policy_gradient,
               "Between the critic's layers: none as in the official network, or ReLU."),
        choice("critic.input", "decoded", {"decoded", "x0hat", "latent"}, policy_gradient,
               "The critic sees features of the decoded noisy latent (decoded, official), of the decoded prediction of "
               "the final one (x0hat), or cheap features of the latent itself (latent)."),
        judge("critic.encoder", "", policy_gradient,
              "The judge through whose image encoder the critic looks; empty = the reward's own (official), else CLIP "
              "ViT-L/14, or for the embedded model animals-aesthetic."),
        boolean("critic.dropout", true, policy_gradient, "Dropout in the critic while it trains."),
        choice(
            "critic.probe", "shuffled", {"shuffled", "fixed"}, policy_gradient,
            "States that neuron statistics are measured on: at random from each epoch (official), or the same ones of "
            "the run's first epoch, so that epochs can be compared."),
        choice("reset.target", "active", {"active", "dormant", "all", "none"}, {"tdpo-r"},
               "Which neurons of the critic a reset draws anew."),
        choice("reset.outgoing", "normal", {"normal", "zero"}, {"tdpo-r"},
               "Outgoing weights of a reset neuron: drawn anew (official), or zero."),
        choice("align_prop.truncation", "gaussian_once", {"fixed", "gaussian_once", "uniform_once", "per_step"},
               align_prop,
               "How the first step that the gradient reaches is chosen, once for each update; per_step is the way of "
               "the first official code, where every step is kept or left out by a draw of its own."),
        integer("align_prop.first_trained_step", -1, -1, 999, "steps", align_prop,
                "First step that the gradient reaches when the truncation is fixed; -1 = the last step alone."),
        real("align_prop.loss_coeff", 0.01, 0, 1e6, align_prop, "Weight of the loss."),
        real("align_prop.target", 10, -1e6, 1e6, align_prop,
             "The loss is |reward - target|; 0 = the loss is 1 - reward."),
    };
}

std::vector<Field> seppo_fields() {
    return {
        {"seppo.winners",
         FieldType::Text,
         std::string("animals-best-of-n"),
         {},
         {},
         {},
         "",
         seppo,
         "Folder of winning pictures with a metadata.jsonl (file_name, text); animals-best-of-n = the best of eight "
         "samples under gold, made at the first use."},
        real("seppo.beta", 2000, 0, 1e9, seppo, "Strength of the pull towards the reference, as in Diffusion-DPO."),
        choice("seppo.flipper", "sign", {"sign", "indicator", "none"}, seppo,
               "Where the reference fits the winner better, its sample is learned from as well (sign) or left out "
               "(indicator); none = it always loses."),
        integer("seppo.aaf_draws", 1, 1, 1000, "draws", seppo,
                "Draws of time and noise that the flipper averages over; the paper uses one."),
        choice("seppo.reference", "random", {"initial", "latest", "random"}, seppo,
               "Which earlier policy of the pool paints the losing pictures."),
        choice("seppo.reference_draw", "iteration", {"iteration", "update"}, seppo,
               "How often a random reference is drawn: whenever the pool grows, or for each update (an assumption: the "
               "paper does not say)."),
        choice("seppo.ref_space", "latent", {"latent", "image"}, seppo,
               "The losing sample is used as the sampler left it, or decoded and encoded again like a winner (an "
               "assumption: the paper does not say)."),
        integer("seppo.pool_every", 30, 1, count_max, "updates", seppo,
                "Updates between two additions of the policy to the pool."),
        integer("seppo.pool_size", 7, 2, 1000, "policies", seppo,
                "Policies in the pool at most: when it is full, the oldest but the first makes room."),
        real("seppo.caption_dropout", 0.2, 0, 1, seppo,
             "Share of pairs that are trained without their prompt, as in Diffusion-DPO."),
        real("seppo.warmup_fraction", 0.25, 0, 1, seppo,
             "Share of all updates over which the learning rate rises (an assumption, from Diffusion-DPO)."),
    };
}

std::vector<Field> record_fields() {
    return {
        integer("eval.every", 1, 0, count_max, "epochs", {}, "Epochs between two evaluations; 0 = never."),
        integer("eval.samples", 64, 2, count_max, "samples", {},
                "Pictures of an evaluation, always with the same prompts and noise."),
        integer("eval.seed", 1234, 0, 9e18, "", {}, "Fixes the noise of the evaluation pictures."),
        judges("eval.rewards", {"gold"}, "Other judges of every picture, never trained on."),
        text("eval.prompts", "", "Prompts of the evaluation, as in prompts.file; empty = the training prompts."),
        text("eval.unseen_prompts", "",
             "Prompts that training never sees, as in prompts.file, evaluated as a set of their own; empty = none."),
        integer("eval.unseen_samples", 12, 2, count_max, "samples", {},
                "Pictures of the evaluation on unseen prompts."),
        integer("checkpoint.every", 1, 1, count_max, "epochs", {}, "Epochs between two checkpoints."),
        integer("checkpoint.keep", 2, 0, count_max, "checkpoints", {}, "Latest checkpoints kept; 0 = all."),
        integer("images.train_every", 1, 0, count_max, "epochs", {},
                "Epochs between two stored sets of training pictures; 0 = never."),
        integer("images.train_count", 16, 0, count_max, "pictures", {}, "Training pictures stored per set."),
        integer("images.trajectories", 2, 0, 1000, "pictures", policy_gradient,
                "The first so many training pictures of a stored set keep how they came to be: what the model "
                "predicted, and a critic thought, at every denoising step."),
    };
}

std::vector<Field> all_fields() {
    std::vector<Field> fields = run_fields();
    for (auto* part : {sample_fields, train_fields, method_fields, seppo_fields, record_fields}) {
        std::vector<Field> more = part();
        fields.insert(fields.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }
    return fields;
}

/// Levenshtein distance with one row.
std::size_t edit_distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (const char letter : from) {
        std::size_t diagonal = row[0]++;
        for (std::size_t i = 1; i < row.size(); ++i) {
            const std::size_t changed = diagonal + (letter != to[i - 1]);
            diagonal = row[i];
            row[i] = std::min({row[i] + 1, row[i - 1] + 1, changed});
        }
    }
    return row.back();
}

}  // namespace

const std::vector<Field>& schema() {
    static const std::vector<Field> fields = all_fields();
    return fields;
}

const Field* find_field(std::string_view key) {
    const auto& fields = schema();
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.key == key; });
    return found == fields.end() ? nullptr : &*found;
}

std::string nearest_key(std::string_view key) {
    // A right name in a wrong section ("train.num_steps") is nearer than any other spelling.
    const auto distance = [key](const Field& field) {
        const std::string_view own = std::string_view(field.key).substr(field.key.rfind('.') + 1);
        const std::string_view asked = key.substr(key.rfind('.') + 1);
        return std::min(edit_distance(key, field.key), edit_distance(asked, own) + 1);
    };
    const auto& fields = schema();
    return std::min_element(fields.begin(), fields.end(),
                            [&](const Field& a, const Field& b) { return distance(a) < distance(b); })
        ->key;
}

}  // namespace tempera
