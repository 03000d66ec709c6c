// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>

#include <torch/torch.h>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/files.h"
#include "core/formats/safetensors.h"
#include "core/rewards/aesthetic.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;

namespace {

const std::filesystem::path kClip = std::filesystem::path(TEMPERA_FIXTURES) / "07_clip_quick_gelu";

const at::Tensor& mean() {
    static const at::Tensor value = at::tensor({0.48145466f, 0.4578275f, 0.40821073f}).view({3, 1, 1});
    return value;
}

const at::Tensor& deviation() {
    static const at::Tensor value = at::tensor({0.26862954f, 0.26130258f, 0.27577711f}).view({3, 1, 1});
    return value;
}

}  // namespace

class TestAesthetic : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        path_ = folder_->path().toStdString();
        for (const char* name : {"config.json", "model.safetensors"}) {
            std::filesystem::copy_file(kClip / name, path_ / name);
        }
        write_file_atomically(path_ / "preprocessor_config.json", R"({"image_mean":[0.48145466,0.4578275,0.40821073],)"
                                                                  R"("image_std":[0.26862954,0.26130258,0.27577711]})");
        torch::manual_seed(5);
        head_ = {{"layers.0.weight", at::randn({12, 24})}, {"layers.0.bias", at::randn({12})},
                 {"layers.2.weight", at::randn({7, 12})},  {"layers.2.bias", at::randn({7})},
                 {"layers.10.weight", at::randn({1, 7})},  {"layers.10.bias", at::randn({1})}};
        write_safetensors(path_ / "head.safetensors", head_);
    }

    void scoresAreTheHeadOfTheNormalisedFeatures() {
        const auto io = read_safetensors(kClip / "io.safetensors").tensors;
        // These numbers are no bytes: as with a gradient, they are taken as they are.
        const at::Tensor images = (io.at("pixel_values") * deviation() + mean()).requires_grad_();
        at::Tensor expected = io.at("image_features") / io.at("image_features").norm(2, 1, true);
        for (const char* layer : {"layers.0", "layers.2", "layers.10"}) {
            expected =
                expected.matmul(head_.at(std::string(layer) + ".weight").t()) + head_.at(std::string(layer) + ".bias");
        }
        COMPARE_TENSORS(reward().score(images, {"", ""}), expected.squeeze(1), 2e-4);
    }

    void otherSizesAreScaledAndCut() {
        const at::Tensor small = at::rand({1, 3, 7, 7});
        const at::Tensor large = at::upsample_nearest2d(small, {112, 112});  // 4 blocks of 28: a clean reduction
        const at::Tensor right = at::upsample_nearest2d(small, {28, 28});
        const double exact = reward().score(right, {""}).item<double>();
        QVERIFY(std::abs(reward().score(large, {""}).item<double>() - exact) < 0.05 * std::abs(exact) + 0.05);
        // A wide picture is judged by its middle.
        at::Tensor wide = at::rand({1, 3, 28, 60});
        const double middle = reward().score(wide.narrow(3, 16, 28), {""}).item<double>();
        QCOMPARE(reward().score(wide, {""}).item<double>(), middle);
    }

    void gradientReachesThePictures() {
        for (const std::int64_t size : {28, 64}) {
            const at::Tensor images = at::rand({2, 3, size, size}).mul(0.8).add(0.1).requires_grad_();
            AestheticReward judge = reward();
            judge.score(images, {"", ""})[0].backward();
            QVERIFY(images.grad()[0].abs().sum().item<double>() > 0);
            QVERIFY(images.grad()[1].abs().sum().item<double>() == 0);  // no other picture matters
            // Against a finite difference along the gradient.
            const at::Tensor step = images.grad() / images.grad().norm() * 0.02;
            const double rise =
                (judge.score(images + step, {"", ""})[0] - judge.score(images - step, {"", ""})[0]).item<double>();
            const double expected = 2 * 0.02 * images.grad().norm().item<double>();
            QVERIFY2(std::abs(rise - expected) < 0.05 * expected, qPrintable(QString("%1 %2").arg(rise).arg(expected)));
        }
    }

    void incompleteFoldersAreErrors() {
        const auto message = [&] { return error_text([&] { reward(); }); };
        auto wrong = head_;
        wrong["layers.10.weight"] = at::randn({2, 7});
        write_safetensors(path_ / "head.safetensors", wrong);
        QVERIFY(message().contains("layers.10 does not fit"));
        wrong.erase("layers.10.weight");
        write_safetensors(path_ / "head.safetensors", wrong);
        QVERIFY(message().contains("layers.10 does not fit"));
        write_safetensors(path_ / "head.safetensors", {{"mlp.weight", at::randn({1, 24})}});
        QVERIFY(message().contains("mlp.weight"));
        write_safetensors(path_ / "head.safetensors", {});
        QVERIFY(message().contains("one score"));
        write_safetensors(path_ / "head.safetensors", head_);
        write_file_atomically(path_ / "preprocessor_config.json", R"({"image_mean":[0,0,0],"image_std":[1,1]})");
        QVERIFY(message().contains("image_std"));
        write_file_atomically(path_ / "preprocessor_config.json", "{");
        QVERIFY(message().contains("preprocessor_config.json: is not a JSON object"));
    }

private:
    AestheticReward reward() const {
        return {"tiny", std::make_shared<ClipEncoder>(path_, at::kCPU), path_ / "head.safetensors",
                PixelFit::transformers, at::kCPU};
    }

    std::unique_ptr<QTemporaryDir> folder_;
    std::filesystem::path path_;
    std::map<std::string, at::Tensor> head_;
};

QTEST_APPLESS_MAIN(TestAesthetic)
#include "tst_aesthetic.moc"
