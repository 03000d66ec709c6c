// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pretraining/preferences.h"

#include <vector>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/runtime/random.h"

namespace tempera {

namespace {

/// Every picture moved by up to three pixels, edges repeated, and mirrored or not.
at::Tensor moved(const at::Tensor& images01, at::Generator generator) {
    constexpr std::int64_t kFarthest = 3;
    const std::int64_t count = images01.size(0);
    const auto longs = at::TensorOptions(at::kLong);
    const at::Tensor mirrored = at::rand({count, 1, 1, 1}, generator) < 0.5;
    const at::Tensor shift = at::randint(2 * kFarthest + 1, {2, count}, generator, longs);
    const at::Tensor padded = at::replication_pad2d(at::where(mirrored, images01.flip({3}), images01),
                                                    {kFarthest, kFarthest, kFarthest, kFarthest});
    // Rows and columns of every picture by their numbers.
    const at::Tensor y = shift[0].view({-1, 1}) + at::arange(images01.size(2));
    const at::Tensor x = shift[1].view({-1, 1}) + at::arange(images01.size(3));
    const at::Tensor rows =
        padded.gather(2, y.view({count, 1, -1, 1}).expand({count, images01.size(1), -1, padded.size(3)}));
    return rows.gather(3, x.view({count, 1, 1, -1}).expand({count, images01.size(1), rows.size(2), -1}));
}

}  // namespace

Preferences tell_preferences(const Judged& judged, const PreferenceSettings& settings, std::uint64_t seed) {
    at::Generator draw = make_stream(seed, "preferences of " + settings.judge);
    const auto longs = at::TensorOptions(at::kLong);
    const at::Tensor known = judged.kind.ne(static_cast<std::int64_t>(JudgedKind::held_out));
    const at::Tensor seen = at::logical_and(known, at::rand(known.sizes(), draw) < settings.share);
    std::vector<at::Tensor> rankings;
    for (std::int64_t animal = 0; animal <= judged.animal.max().item<std::int64_t>(); ++animal) {
        const at::Tensor rows = at::logical_and(seen, judged.animal == animal).nonzero().squeeze(1);
        if (rows.size(0) < settings.length)
            continue;
        for (std::int64_t i = 0; i < settings.rankings; ++i) {
            const at::Tensor some =
                rows.index_select(0, at::randperm(rows.size(0), draw, longs).slice(0, 0, settings.length));
            const at::Tensor gumbel = -at::empty(some.sizes()).exponential_(1, draw).log();
            const at::Tensor liking = judged.scores.index_select(0, some) / settings.temperature + gumbel;
            rankings.push_back(some.index_select(0, liking.argsort(0, true)));
        }
    }
    if (rankings.empty()) {
        throw Error("no prompt has " + std::to_string(settings.length) + " pictures to rank", settings.judge,
                    "judge more pictures");
    }
    const at::Tensor all = at::stack(rankings);
    const at::Tensor gold = judged.scores.index_select(0, all.flatten()).view(all.sizes());
    const at::Tensor wrong = (gold.unsqueeze(1) > gold.unsqueeze(2)).to(at::kDouble).triu(1);
    const auto pairs = static_cast<double>(all.size(0) * settings.length * (settings.length - 1) / 2);
    return {all, wrong.sum().item<double>() / pairs};
}

PreferenceBatch draw_rankings(const Judged& judged, const Preferences& preferences, std::int64_t size,
                              at::Generator generator) {
    const at::Tensor& all = preferences.rankings;
    const at::Tensor some =
        all.index_select(0, at::randint(all.size(0), {size}, generator, at::TensorOptions(at::kLong)));
    const at::Tensor images = judged.images.index_select(0, some.flatten()).to(at::kFloat).div(255);
    return {moved(images, generator), judged.animal.index_select(0, some.select(1, 0))};
}

at::Tensor ranking_loss(const at::Tensor& scores) {
    const at::Tensor pairs = at::ones({scores.size(1), scores.size(1)}).triu(1);
    // [b, i, j]: how far j, which comes after i, is above it.
    const at::Tensor above = scores.unsqueeze(1) - scores.unsqueeze(2);
    return (at::softplus(above) * pairs).sum() / (pairs.sum() * scores.size(0));
}

}  // namespace tempera
