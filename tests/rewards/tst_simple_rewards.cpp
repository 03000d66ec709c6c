// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>

#include <torch/torch.h>
#include <QTest>

#include "core/base/error.h"
#include "core/formats/image_tensor.h"
#include "core/formats/safetensors.h"
#include "core/rewards/make_reward.h"
#include "tests/helpers/error_text.h"

using namespace tempera;

namespace {

std::unique_ptr<Reward> made(const char* name) {
    RewardModels models(at::kCPU);
    return make_reward(RewardSpec::parse(name, "test"), models);
}

/// Byte pictures [H,W,3] of the preprocessing fixture as [1,3,H,W] in 0..1.
at::Tensor fixture_picture(const std::string& key) {
    const auto file = std::filesystem::path(TEMPERA_FIXTURES) / "15_preprocess" / "io.safetensors";
    const at::Tensor rows = read_safetensors(file).tensors.at(key + ".in_u8");
    return rows.permute({2, 0, 1}).unsqueeze(0).to(at::kFloat).div(255);
}

}  // namespace

class TestSimpleRewards : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesAreThoseOfTheConfiguration() {
        for (const char* name : {"gold", "jpeg-compressibility", "jpeg-incompressibility", "saturation"}) {
            QCOMPARE(made(name)->name(), std::string(name));
        }
        QVERIFY(made("saturation")->differentiable());
        QVERIFY(!made("gold")->differentiable());
        QVERIFY(!made("jpeg-compressibility")->differentiable());
        QVERIFY(error_text([] { made("beauty"); }).contains("there is no judge 'beauty'"));
    }

    void wrongInputIsAnError() {
        for (const char* name : {"gold", "jpeg-compressibility", "saturation"}) {
            const auto reward = made(name);
            const auto fails = [&](const at::Tensor& images, const std::vector<std::string>& prompts) {
                return error_text([&] { reward->score(images, prompts); }).contains(name);
            };
            QVERIFY(fails(at::zeros({3, 8, 8}), {"cat"}));
            QVERIFY(fails(at::zeros({1, 4, 8, 8}), {"cat"}));
            QVERIFY(fails(at::zeros({2, 3, 8, 8}), {"cat"}));
            QVERIFY(fails(at::zeros({1, 3, 8, 8}, at::kByte), {"cat"}));
            QVERIFY(fails(at::zeros({0, 3, 8, 8}), {}));
        }
    }

    /// Sizes that Pillow gave: 1436 and 19583 bytes.
    void jpegSizesAreThousandsOfBytes() {
        QCOMPARE(made("jpeg-incompressibility")->score(fixture_picture("sq28"), {""}).item<float>(), 1.436f);
        QCOMPARE(made("jpeg-compressibility")->score(fixture_picture("sq28"), {""}).item<float>(), -1.436f);
        QCOMPARE(made("jpeg-incompressibility")->score(fixture_picture("wide"), {""}).item<float>(), 19.583f);
    }

    void jpegScoresArePerPicture() {
        const at::Tensor images = at::cat({at::rand({2, 3, 32, 32}), at::full({1, 3, 32, 32}, 0.5)});
        const auto reward = made("jpeg-incompressibility");
        const at::Tensor together = reward->score(images, {"a", "b", "c"});
        QCOMPARE(together.sizes(), (std::vector<std::int64_t>{3}));
        for (int i = 0; i < 3; ++i) {
            QVERIFY(reward->score(images.narrow(0, i, 1), {"x"}).equal(together.narrow(0, i, 1)));
        }
        QVERIFY((together[2] < together[0]).item<bool>());
    }

    void saturationIsTheMeanChroma() {
        at::Tensor images = at::zeros({3, 3, 4, 4});
        images[1].fill_(0.7);
        images[2][0].fill_(0.9);
        images[2][1].fill_(0.4);
        images[2][2].fill_(0.1);
        const at::Tensor scores = made("saturation")->score(images, {"", "", ""});
        QVERIFY(at::allclose(scores, at::tensor({0.0f, 0.0f, 0.8f})));
    }

    void saturationHasAGradient() {
        const at::Tensor images = at::rand({2, 3, 5, 5}).requires_grad_();
        made("saturation")->score(images, {"", ""}).sum().backward();
        QVERIFY(std::abs(images.grad().abs().sum().item<double>() - 4.0) <
                1e-4);  // +1 and -1 shared by 25 pixels, twice
        const torch::NoGradGuard no_grad;
        QVERIFY(!made("saturation")->score(images, {"", ""}).requires_grad());
    }
};

QTEST_APPLESS_MAIN(TestSimpleRewards)
#include "tst_simple_rewards.moc"
