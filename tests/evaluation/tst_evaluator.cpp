// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>
#include <limits>

#include <torch/torch.h>
#include <QTest>

#include "core/base/error.h"
#include "core/evaluation/evaluator.h"

using namespace tempera;

namespace {

/// Mean brightness; remembers the sizes of the batches that it was given.
class Brightness : public Reward {
public:
    std::string name() const override { return "brightness"; }
    bool differentiable() const override { return true; }
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>& prompts) override {
        batches.push_back(static_cast<int>(prompts.size()));
        return images01.mean({1, 2, 3});
    }

    std::vector<int> batches;
};

}  // namespace

class TestEvaluator : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void setCyclesPromptsAndCountsSeeds() {
        const EvaluationSet set = make_evaluation_set({"cat", "dog", "hen"}, 5, 1234);
        QCOMPARE(set.prompts, (std::vector<std::string>{"cat", "dog", "hen", "cat", "dog"}));
        QCOMPARE(set.seeds, (std::vector<std::uint64_t>{1234, 1235, 1236, 1237, 1238}));
    }

    void scoresInBatches() {
        Brightness judge;
        const at::Tensor images = torch::linspace(0, 1, 5).reshape({5, 1, 1, 1}).expand({5, 3, 4, 4}).contiguous();
        const std::vector<double> scores = score_pictures(judge, images, std::vector<std::string>(5, "cat"), 2);
        QCOMPARE(judge.batches, (std::vector<int>{2, 2, 1}));
        for (std::size_t i = 0; i < 5; ++i) {
            QVERIFY(std::abs(scores[i] - 0.25 * static_cast<double>(i)) < 1e-6);
        }
    }

    void aScoreThatIsNoNumberIsRefused() {
        Brightness judge;
        at::Tensor images = torch::zeros({3, 3, 4, 4});
        images[1].fill_(std::numeric_limits<float>::quiet_NaN());
        try {
            score_pictures(judge, images, {"cat", "dog", "hen"}, 16);
            QFAIL("not a number went through");
        } catch (const Error& error) {
            QVERIFY2(QString(error.what()).contains("picture 1 ('dog')"), error.what());
        }
    }

    void gainIsPaired() {
        // Gains 1, 2, 3: mean 2, deviation 1, standard error 1/sqrt(3). The spread of the pictures
        // themselves (0, 100, 5) does not enter.
        const std::optional<double> gain = gain_in_standard_errors({0, 100, 5}, {1, 102, 8});
        QVERIFY(gain.has_value());
        QVERIFY(std::abs(*gain - 2 * std::sqrt(3.0)) < 1e-12);
    }

    void gainWithoutError() {
        QCOMPARE(gain_in_standard_errors({1, 2}, {1, 2}), std::optional(0.0));
        QVERIFY(!gain_in_standard_errors({1, 2}, {2, 3}).has_value());
        QVERIFY(!gain_in_standard_errors({1}, {2}).has_value());
        QVERIFY(!gain_in_standard_errors({}, {}).has_value());
    }
};

QTEST_APPLESS_MAIN(TestEvaluator)
#include "tst_evaluator.moc"
