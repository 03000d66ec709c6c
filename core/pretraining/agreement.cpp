// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pretraining/agreement.h"

#include <cmath>
#include <memory>

#include <torch/torch.h>

#include "core/pretraining/judged_pictures.h"
#include "core/rewards/animal_glyphs.h"
#include "core/rewards/make_reward.h"
#include "core/rewards/scoring.h"

namespace tempera {

namespace {

constexpr std::int64_t kBatch = 64;

/// For each row of scores [groups, n], of the n (n - 1) / 2 pairs in it: the share that both order alike.
at::Tensor same_order(const at::Tensor& one, const at::Tensor& other) {
    const auto signs = [](const at::Tensor& scores) { return (scores.unsqueeze(2) - scores.unsqueeze(1)).sign(); };
    // Every pair is counted twice, and no picture is compared with itself.
    const auto pairs = static_cast<double>(one.size(1) * (one.size(1) - 1));
    return (signs(one) * signs(other) > 0).to(at::kDouble).sum({1, 2}) / pairs;
}

/// Ranks along the last dimension, less their mean, divided by their length.
at::Tensor unit_ranks(const at::Tensor& scores) {
    const at::Tensor ranks = scores.argsort(-1, false).argsort(-1, false).to(at::kDouble);
    const at::Tensor centred = ranks - ranks.mean(-1, true);
    return centred / centred.norm(2, {-1}, true);
}

}  // namespace

Agreement agreement_of(const std::vector<std::string>& names, const at::Tensor& own, const at::Tensor& other) {
    Agreement result;
    result.prompts = own.size(1);
    result.samples = own.size(2);
    const at::Tensor gold = own[-1];
    const at::Tensor ranks = unit_ranks(own);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const at::Tensor scores = own[static_cast<std::int64_t>(i)];
        const at::Tensor right = same_order(scores, gold);
        Agreement::Judge judge;
        judge.name = names[i];
        judge.accuracy = right.mean().item<double>();
        judge.accuracy_error = right.std(0).item<double>() / std::sqrt(static_cast<double>(result.prompts));
        judge.across = same_order(scores.view({1, -1}), gold.view({1, -1})).item<double>();
        // Who does not read the prompt is right half of the time.
        judge.own_prompt = ((scores - other[static_cast<std::int64_t>(i)]).sign() + 1).mean().item<double>() / 2;
        judge.mean = scores.mean().item<double>();
        judge.deviation = scores.flatten().std(0).item<double>();
        result.judges.push_back(judge);
        const at::Tensor row = (ranks[static_cast<std::int64_t>(i)] * ranks).sum(-1).mean(1).contiguous();
        result.correlation.emplace_back(row.data_ptr<double>(), row.data_ptr<double>() + row.numel());
    }
    return result;
}

std::optional<Agreement> measure_agreement(const StageOptions& options) {
    const auto judged = judged_pictures(options, held_out_plan());
    if (!judged)
        return std::nullopt;
    const auto animals = AnimalGlyphs::load().names();
    std::vector<std::string> own;
    std::vector<std::string> other;
    const std::int64_t rows = judged->animal.size(0);
    const std::int64_t samples = held_out_plan().held_out;
    for (std::int64_t row = 0; row < rows; ++row) {
        const auto place = [&](std::int64_t of) {
            return static_cast<std::size_t>(judged->animal[of].item<std::int64_t>());
        };
        own.push_back(animals[place(row)]);
        other.push_back(animals[place((row + samples) % rows)]);
    }
    const at::Tensor images = judged->images.to(at::kFloat).div(255);
    std::vector<std::string> names = {"animals-aesthetic", "animals-pick", "animals-hps", "animals-image-reward",
                                      "gold"};
    RewardModels models(at::kCPU);
    std::vector<at::Tensor> own_scores;
    std::vector<at::Tensor> other_scores;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (options.stop_asked && options.stop_asked())
            return std::nullopt;
        const bool is_gold = names[i] == "gold";
        const std::string source = is_gold ? "" : (options.models / names[i]).string();
        const auto judge = make_reward(RewardSpec{{RewardTerm{1, names[i], source}}}, models);
        for (const auto& [prompts, scores] : {std::pair{&own, &own_scores}, std::pair{&other, &other_scores}}) {
            const auto values = score_pictures(*judge, images, *prompts, kBatch);
            scores->push_back(at::tensor(values, at::kDouble).view({-1, samples}));
        }
        if (options.progress) {
            options.progress({"agreement: asking the judges", static_cast<std::int64_t>(i + 1),
                              static_cast<std::int64_t>(names.size()), 0, 0});
        }
    }
    return agreement_of(names, at::stack(own_scores), at::stack(other_scores));
}

}  // namespace tempera
