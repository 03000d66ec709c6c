// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <torch/torch.h>
#include <QTest>

#include "core/rewards/combined_reward.h"
#include "core/rewards/jpeg_size.h"
#include "core/rewards/saturation.h"

using namespace tempera;

namespace {

/// Mean brightness, with an image encoder of a given width (0 = none; below 0: none, and elsewhere).
class Brightness : public Reward {
public:
    explicit Brightness(std::int64_t width = 0) : width_(width) {}

    std::string name() const override { return "brightness"; }
    bool differentiable() const override { return true; }
    bool elsewhere() const override { return width_ < 0; }
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>& /*prompts*/) override {
        asked = stop_asked_ && stop_asked_();
        return images01.mean({1, 2, 3});
    }
    ImageEncoder image_encoder() const override {
        return {std::max<std::int64_t>(width_, 0), [](const at::Tensor& images) { return images; }};
    }
    void set_stop_asked(std::function<bool()> stop_asked) override { stop_asked_ = std::move(stop_asked); }

    bool asked = false;

private:
    std::int64_t width_;
    std::function<bool()> stop_asked_;
};

using Terms = std::vector<std::pair<double, std::unique_ptr<Reward>>>;

template <class First, class Second>
Terms terms(double weight, std::unique_ptr<First> first, double other_weight, std::unique_ptr<Second> second) {
    Terms both;
    both.emplace_back(weight, std::move(first));
    both.emplace_back(other_weight, std::move(second));
    return both;
}

}  // namespace

class TestCombinedReward : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isTheWeightedSum() {
        CombinedReward sum("2*brightness - 0.5*saturation",
                           terms(2, std::make_unique<Brightness>(), -0.5, std::make_unique<SaturationReward>()));
        QCOMPARE(sum.name(), std::string("2*brightness - 0.5*saturation"));
        at::Tensor images = at::zeros({2, 3, 4, 4});
        images[0].fill_(0.25);
        images[1][0].fill_(0.9);
        const at::Tensor scores = sum.score(images, {"", ""});
        QVERIFY(at::allclose(scores, at::tensor({0.5f, 2 * 0.3f - 0.5f * 0.9f})));
        QVERIFY(scores.scalar_type() == at::kFloat);
    }

    void gradientIsTheWeightedSumToo() {
        CombinedReward sum("both",
                           terms(2, std::make_unique<Brightness>(), -0.5, std::make_unique<SaturationReward>()));
        QVERIFY(sum.differentiable());
        const at::Tensor images = at::rand({2, 3, 4, 4}).requires_grad_();
        sum.score(images, {"", ""}).sum().backward();
        const at::Tensor alone = images.detach().clone().requires_grad_();
        SaturationReward().score(alone, {"", ""}).sum().backward();
        QVERIFY(at::allclose(images.grad(), 2.0 / 48 - 0.5 * alone.grad()));
    }

    void oneTermWithoutGradientTakesItFromAll() {
        CombinedReward sum("both", terms(1, std::make_unique<Brightness>(), 1,
                                         std::make_unique<JpegSizeReward>(JpegSizeReward::Wish::small)));
        QVERIFY(!sum.differentiable());
        QVERIFY(!sum.score(at::rand({1, 3, 8, 8}).requires_grad_(), {""}).requires_grad());
    }

    void isElsewhereWhenOneTermIs() {
        QVERIFY(CombinedReward("one", terms(1, std::make_unique<Brightness>(), 1, std::make_unique<Brightness>(-1)))
                    .elsewhere());
        QVERIFY(!CombinedReward("none", terms(1, std::make_unique<Brightness>(), 1, std::make_unique<Brightness>()))
                     .elsewhere());
    }

    void encoderIsThatOfTheFirstTermThatHasOne() {
        const CombinedReward none(
            "none", terms(1, std::make_unique<SaturationReward>(), 1, std::make_unique<SaturationReward>()));
        QCOMPARE(none.image_encoder().width, 0);
        const CombinedReward second("second",
                                    terms(1, std::make_unique<SaturationReward>(), 1, std::make_unique<Brightness>(7)));
        QCOMPARE(second.image_encoder().width, 7);
        const CombinedReward first("first",
                                   terms(1, std::make_unique<Brightness>(5), 1, std::make_unique<Brightness>(7)));
        QCOMPARE(first.image_encoder().width, 5);
    }

    void everyTermLearnsOfAStop() {
        auto first = std::make_unique<Brightness>();
        auto second = std::make_unique<Brightness>();
        const Brightness& one = *first;
        const Brightness& other = *second;
        CombinedReward sum("both", terms(1, std::move(first), 1, std::move(second)));
        sum.set_stop_asked([] { return true; });
        sum.score(at::rand({1, 3, 4, 4}), {""});
        QVERIFY(one.asked && other.asked);
    }

    void wrongInputIsAnError() {
        CombinedReward sum("both", terms(1, std::make_unique<SaturationReward>(), 1, std::make_unique<Brightness>()));
        QVERIFY_EXCEPTION_THROWN(sum.score(at::rand({2, 3, 4, 4}), {"one"}), std::exception);
    }
};

QTEST_APPLESS_MAIN(TestCombinedReward)
#include "tst_combined_reward.moc"
