// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <torch/torch.h>
#include <QTest>

#include "core/evaluation/diversity.h"
#include "core/evaluation/evaluator.h"
#include "tests/helpers/tiny_diffusion.h"

using namespace tempera;

namespace {

/// Looks at the mean colour of a picture, through an encoder where it has one.
class Colour : public Reward {
public:
    explicit Colour(bool sees) : sees_(sees) {}
    std::string name() const override { return sees_ ? "seeing" : "blind"; }
    bool differentiable() const override { return false; }
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>&) override {
        return images01.mean({1, 2, 3});
    }
    ImageEncoder image_encoder() const override {
        if (!sees_) {
            return {};
        }
        return {3, [this](const at::Tensor& images01) {
                    batches.push_back(images01.size(0));
                    return images01.mean({2, 3});
                }};
    }

    mutable std::vector<std::int64_t> batches;

private:
    const bool sees_;
};

bool near(double one, double other) {
    return std::abs(one - other) < 1e-6;
}

}  // namespace

class TestDiversity : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isTheMeanOverPairsAndThenOverPrompts() {
        // cat: three pictures at 0, 90 and 180 degrees: distances 1, 1, 2. dog: 60 degrees apart. owl: alone.
        const double half = 0.5;
        const double root = std::sqrt(3.0) / 2;
        const at::Tensor features =
            torch::tensor({{1.0, 0.0}, {5.0, 0.0}, {0.0, 2.0}, {-0.1, 0.0}, {half, root}, {3.0, 3.0}}, at::kDouble);
        const std::vector<std::string> prompts{"cat", "dog", "cat", "cat", "dog", "owl"};
        QVERIFY(near(mean_pairwise_distance(features, prompts).value(), (4.0 / 3 + 0.5) / 2));
        // The length of a feature does not matter, nor does its type.
        QVERIFY(near(mean_pairwise_distance(features.to(at::kFloat) * 7, prompts).value(), (4.0 / 3 + 0.5) / 2));
    }

    void needsAPromptThatRepeats() {
        QVERIFY(!mean_pairwise_distance(torch::rand({2, 4}), {"cat", "dog"}));
        QVERIFY(!has_repeats({"cat", "dog"}) && has_repeats({"cat", "dog", "cat"}));
        QCOMPARE(mean_pairwise_distance(torch::ones({2, 4}), {"cat", "cat"}), std::optional(0.0));
        QVERIFY(near(mean_pairwise_distance(torch::zeros({2, 4}), {"cat", "cat"}).value(), 1));  // no direction at all
    }

    void isSeenThroughTheFirstEncoder() {
        Colour blind(false);
        Colour seeing(true);
        QCOMPARE(first_encoder({&blind}).width, 0);
        QCOMPARE(first_encoder({&blind, &seeing}).width, 3);
        at::Tensor images = torch::zeros({5, 3, 2, 2});
        images.select(1, 0).slice(0, 0, 3).fill_(1);  // three red
        images.select(1, 1).slice(0, 3, 5).fill_(1);  // two green
        const std::vector<std::string> prompts(5, "cat");
        std::optional<double> diversity;
        QVERIFY(measure_diversity(first_encoder({&seeing}), images, prompts, 2, {}, diversity));
        QVERIFY(near(diversity.value(), 0.6));  // six of ten pairs differ
        QCOMPARE(seeing.batches, (std::vector<std::int64_t>{2, 2, 1}));
        QVERIFY(measure_diversity(first_encoder({&blind}), images, prompts, 2, {}, diversity) && !diversity);
        const WorkHooks stop{[] { return true; }, {}, {}};
        QVERIFY(!measure_diversity(first_encoder({&seeing}), images, prompts, 2, stop, diversity));
    }

    void anEvaluationHasIt() {
        DiffusionModel model = tiny_diffusion();
        Colour seeing(true);
        SamplerSettings settings;
        settings.num_steps = 2;
        const EvaluationSet set = make_evaluation_set({"cat", "dog"}, 4, 1);
        const auto evaluation = evaluate(model, settings, set, {&seeing});
        QVERIFY(evaluation && evaluation->diversity);
        const auto metrics = evaluation_metrics(SampleKind::Unseen, evaluation->scores, {{"seeing", {0, 0, 0, 0}}},
                                                evaluation->diversity);
        QCOMPARE(metrics.at("unseen/diversity"), *evaluation->diversity);
        QCOMPARE(metrics.at("unseen/seeing_mean"), mean_of(evaluation->scores.at("seeing")));
        QVERIFY(metrics.contains("unseen/seeing_gain_se"));
        QVERIFY(!evaluate(model, settings, make_evaluation_set({"cat", "dog"}, 2, 1), {&seeing})->diversity);
    }
};

QTEST_APPLESS_MAIN(TestDiversity)
#include "tst_diversity.moc"
