// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>
#include <set>

#include <torch/torch.h>

#include <QTest>

#include "core/pretraining/agreement.h"
#include "core/pretraining/preferences.h"
#include "core/runtime/random.h"
#include "tests/helpers/error_text.h"

using namespace tempera;

namespace {

constexpr std::int64_t kPrompts = 3;
constexpr std::int64_t kEach = 40;

/// Of every prompt 30 pictures to learn from and 10 that are held out; the score rises from picture to picture.
Judged judged() {
    const std::int64_t count = kPrompts * kEach;
    const at::Tensor number = at::arange(count).remainder(kEach);
    return {at::arange(count).view({-1, 1, 1, 1}).expand({count, 3, 64, 64}).to(at::kByte).contiguous(),
            number.to(at::kFloat) / kEach, at::arange(count).floor_divide(kEach) * 7,
            at::where(number < 30, at::full_like(number, 1), at::full_like(number, 2))};
}

std::set<std::int64_t> rows_of(const Preferences& preferences) {
    const at::Tensor flat = preferences.rankings.flatten();
    std::set<std::int64_t> rows;
    for (std::int64_t i = 0; i < flat.size(0); ++i)
        rows.insert(flat[i].item<std::int64_t>());
    return rows;
}

}  // namespace

class TestPreferences : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rankingsAreOfOnePromptAndNotHeldOut() {
        const Judged all = judged();
        const Preferences told = tell_preferences(all, {"a", 1, 50, 8, 0.1}, 1);
        QCOMPARE(told.rankings.sizes(), at::IntArrayRef({50 * kPrompts, 8}));
        const at::Tensor animal = all.animal.index_select(0, told.rankings.flatten()).view({-1, 8});
        QVERIFY(animal.eq(animal.slice(1, 0, 1)).all().item<bool>());
        const auto rows = rows_of(told);
        for (const std::int64_t row : rows)
            QVERIFY(row % kEach < 30);
        QCOMPARE(rows.size(), std::size_t(kPrompts * 30));
        // No picture twice in a ranking.
        const at::Tensor sorted = std::get<0>(told.rankings.sort(1));
        QVERIFY((sorted.slice(1, 1) > sorted.slice(1, 0, 7)).all().item<bool>());
    }

    void aPairIsTheOftenerWrongTheSmallerTheDifference() {
        const Judged all = judged();
        const auto gold = [&](const Preferences& told) {
            return all.scores.index_select(0, told.rankings.flatten()).view({-1, 2});
        };
        const Preferences sure = tell_preferences(all, {"a", 1, 2000, 2, 1e-5}, 1);
        QVERIFY((gold(sure).select(1, 0) > gold(sure).select(1, 1)).all().item<bool>());
        QCOMPARE(sure.wrong, 0.0);

        constexpr double kTemperature = 0.1;
        const Preferences told = tell_preferences(all, {"a", 1, 4000, 2, kTemperature}, 1);
        const at::Tensor difference = gold(told).select(1, 0) - gold(told).select(1, 1);
        QVERIFY(std::abs((difference < 0).to(at::kDouble).mean().item<double>() - told.wrong) < 1e-9);
        for (const double step : {1, 4, 12}) {
            const double size = step / kEach;
            const at::Tensor of_size = (difference.abs() - size).abs() < 1e-4;
            const double count = of_size.sum().item<double>();
            const double wrong = at::logical_and(of_size, difference < 0).sum().item<double>() / count;
            const double expected = 1 / (1 + std::exp(size / kTemperature));
            QVERIFY2(std::abs(wrong - expected) < 4 * std::sqrt(expected * (1 - expected) / count),
                     qPrintable(QString("%1 instead of %2").arg(wrong).arg(expected)));
        }
    }

    void judgesLearnFromSharesOfTheirOwn() {
        const Judged all = judged();
        const auto one = rows_of(tell_preferences(all, {"a", 0.5, 200, 4, 0.1}, 1));
        QVERIFY(one == rows_of(tell_preferences(all, {"a", 0.5, 200, 4, 0.1}, 1)));
        QVERIFY(one.size() > kPrompts * 15 * 0.6 && one.size() < kPrompts * 15 * 1.4);
        QVERIFY(one != rows_of(tell_preferences(all, {"b", 0.5, 200, 4, 0.1}, 1)));
        QVERIFY(one != rows_of(tell_preferences(all, {"a", 0.5, 200, 4, 0.1}, 2)));
        QVERIFY(error_text([&] { tell_preferences(all, {"a", 1, 5, 31, 0.1}, 1); }).contains("31 pictures"));
    }

    void aBatchShowsTheRankingsInOrder() {
        const Judged all = judged();
        const Preferences told = tell_preferences(all, {"a", 1, 50, 4, 1e-5}, 1);
        const PreferenceBatch batch = draw_rankings(all, told, 16, make_stream(1, "batch"));
        QCOMPARE(batch.images.sizes(), at::IntArrayRef({64, 3, 64, 64}));
        // The pictures are of one colour, their number: whatever moves them does not change it.
        const at::Tensor number = (batch.images.amax({1, 2, 3}) * 255).round().to(at::kLong).view({16, 4});
        QVERIFY((number.slice(1, 0, 3) > number.slice(1, 1)).all().item<bool>());
        QVERIFY(at::equal(number.floor_divide(kEach) * 7, batch.animal.view({-1, 1}).expand({-1, 4})));
    }

    void picturesAreMovedByThreePixelsAndMirrored() {
        Judged all = judged();
        // A bright column, left of the middle.
        all.images = at::zeros({kPrompts * kEach, 3, 64, 64}, at::kByte);
        all.images.select(3, 20).fill_(255);
        const Preferences told = tell_preferences(all, {"a", 1, 50, 4, 0.1}, 1);
        const PreferenceBatch batch = draw_rankings(all, told, 64, make_stream(1, "batch"));
        const at::Tensor column = batch.images.select(1, 0).select(1, 0).argmax(1);
        QVERIFY(batch.images.sum({1, 2, 3}).eq(3 * 64).all().item<bool>());
        std::set<std::int64_t> seen;
        for (std::int64_t i = 0; i < column.size(0); ++i)
            seen.insert(column[i].item<std::int64_t>());
        const std::set<std::int64_t> expected = {17, 18, 19, 20, 21, 22, 23, 40, 41, 42, 43, 44, 45, 46};
        QVERIFY(seen == expected);
    }

    void theLossIsThatOfAllPairs() {
        const at::Tensor scores = at::tensor({2.0, 0.5, -1.0, 0.0, 0.0, 3.0}, at::kDouble).view({2, 3});
        const auto loss = [](double better, double worse) { return std::log1p(std::exp(worse - better)); };
        const double expected = (loss(2, 0.5) + loss(2, -1) + loss(0.5, -1) + loss(0, 0) + 2 * loss(0, 3)) / 6;
        QVERIFY(std::abs(ranking_loss(scores).item<double>() - expected) < 1e-9);
    }

    void agreementCountsPairsOfOnePrompt() {
        const auto row = [](std::vector<double> values) { return at::tensor(values, at::kDouble).view({2, 4}); };
        // The second prompt's samples score far above the first's, which must not matter.
        const at::Tensor gold = row({0.1, 0.2, 0.3, 0.4, 0.9, 0.8, 0.7, 0.6});
        const at::Tensor one_swap = row({1, 3, 2, 4, 8, 7, 6, 5});
        const at::Tensor opposite = -gold;
        const at::Tensor own = at::stack({one_swap, opposite, gold});
        at::Tensor other = own - 1;
        other[1][0] = opposite[0];     // not told apart
        other[2][1] = gold[1] + 0.05;  // liked better
        const Agreement agreement = agreement_of({"swap", "opposite", "gold"}, own, other);
        QCOMPARE(agreement.prompts, std::int64_t(2));
        QCOMPARE(agreement.samples, std::int64_t(4));
        QCOMPARE(agreement.judges[0].accuracy, (5.0 / 6 + 1) / 2);
        QVERIFY(std::abs(agreement.judges[0].accuracy_error - 1.0 / 12) < 1e-9);
        QCOMPARE(agreement.judges[1].accuracy, 0.0);
        QCOMPARE(agreement.judges[2].accuracy, 1.0);
        // 28 pairs: one within the first prompt is wrong; "opposite" has them all wrong.
        QCOMPARE(agreement.judges[0].across, 27.0 / 28);
        QCOMPARE(agreement.judges[1].across, 0.0);
        QCOMPARE(agreement.judges[0].own_prompt, 1.0);
        QCOMPARE(agreement.judges[1].own_prompt, 0.75);
        QCOMPARE(agreement.judges[2].own_prompt, 0.5);
        // Ranks 1 3 2 4 against 1 2 3 4: 1 - 6 * 2 / (4 * 15) = 0.8; mean with the 1 of the other prompt.
        QVERIFY(std::abs(agreement.correlation[0][2] - 0.9) < 1e-9);
        QVERIFY(std::abs(agreement.correlation[1][2] + 1) < 1e-9);
        QVERIFY(std::abs(agreement.correlation[1][1] - 1) < 1e-9);
        QCOMPARE(agreement.judges[2].mean, 0.5);
    }
};

QTEST_APPLESS_MAIN(TestPreferences)
#include "tst_preferences.moc"
