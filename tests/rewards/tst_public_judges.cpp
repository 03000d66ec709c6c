// SPDX-License-Identifier: GPL-3.0-or-later
// The judges with public weights, from tiny weights in the layout of the public files.
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <memory>

#include <torch/torch.h>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/files.h"
#include "core/formats/safetensors.h"
#include "core/formats/torch_file.h"
#include "core/models/image_reward.h"
#include "core/models/open_clip.h"
#include "core/models/weights.h"
#include "core/rewards/make_reward.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

const fs::path kFixtures = TEMPERA_FIXTURES;
const std::vector<std::string> kPrompts = {"cat", "a green dog", ""};

const std::vector<std::string> kJudges = {"aesthetic",    "aesthetic-official",   "pickscore", "pickscore-official",
                                          "hpsv2",        "hpsv2-official",       "hpsv2.1",   "hpsv2.1-official",
                                          "image-reward", "image-reward-official"};

/// Pictures of bytes, in 0..1.
at::Tensor pictures(std::int64_t count, std::int64_t height, std::int64_t width) {
    torch::manual_seed(3);
    const at::Tensor small = at::rand({count, 3, height / 4, width / 4});
    return at::upsample_bilinear2d(small, {height, width}, false).mul(255).round().div(255);
}

at::Tensor unit(const at::Tensor& features) {
    return features / features.norm(2, {1}, true);
}

}  // namespace

class TestPublicJudges : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        const fs::path tokenizer = resource_dir() / "models" / "animals" / "tokenizer";
        fs::create_directories(folder() / "bert-base-uncased");
        for (const char* name : {"clip-vit-large-patch14", "PickScore_v1"}) {
            fs::create_directories(folder() / name);
            for (const char* file : {"config.json", "model.safetensors"}) {
                fs::copy_file(kFixtures / "07_clip_quick_gelu" / file, folder() / name / file);
            }
        }
        for (const auto& entry : fs::directory_iterator(tokenizer)) {
            fs::copy_file(entry.path(), folder() / "clip-vit-large-patch14" / entry.path().filename());
        }
        fs::copy_file(kFixtures / "10_openclip" / "HPS_tiny.pt", folder() / "HPS_v2_compressed.pt");
        fs::copy_file(kFixtures / "10_openclip" / "HPS_tiny.pt", folder() / "HPS_v2.1_compressed.pt");
        fs::copy_file(kFixtures / "10_openclip" / "open_clip_config.json", folder() / "open_clip_config.json");
        fs::copy_file(kFixtures / "11_imagereward" / "ImageReward_tiny.pt", folder() / "ImageReward.pt");
        fs::copy_file(kFixtures / "11_imagereward" / "config.json", folder() / "med_config.json");
        write_file_atomically(folder() / "bert-base-uncased" / "vocab.txt",
                              "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ncat\na\ngreen\ndog\n");
        torch::manual_seed(5);
        head_ = {{"layers.0.weight", at::randn({12, 24})},
                 {"layers.0.bias", at::randn({12})},
                 {"layers.2.weight", at::randn({1, 12})},
                 {"layers.2.bias", at::randn({1})}};
        // Tensors alone, without the archive of torch.save: the first bytes tell the format.
        write_safetensors(folder() / "sac+logos+ava1-l14-linearMSE.pth", head_);
    }

    void clipJudgesAreTheCosine() {
        const torch::NoGradGuard no_grad;
        const at::Tensor images = pictures(3, 28, 28);
        CLIPModel clip(CLIPConfig::from_json(read_config(folder() / "PickScore_v1"), "test"));
        load_weights(*clip, read_component(folder() / "PickScore_v1").tensors, "test");
        const ClipTokenizer tokenizer = ClipTokenizer::from_folder(folder() / "clip-vit-large-patch14");
        std::vector<at::Tensor> ids;
        for (const std::string& prompt : kPrompts) {
            ids.push_back(at::tensor(tokenizer.encode(prompt)));
        }
        const at::Tensor cosine =
            (unit(clip->image_features(clip_pixels(images, {.size = 28}))) * unit(clip->text_features(at::stack(ids))))
                .sum(1);
        COMPARE_TENSORS(made("pickscore")->score(images, kPrompts), cosine, 1e-5);
        COMPARE_TENSORS(made("pickscore-official")->score(images, kPrompts), cosine * clip->logit_scale.exp(), 1e-4);
    }

    /// Against the reference: the same weights in the layouts of open_clip and of transformers judge alike, but for
    /// the padding, which lies behind the end of the text and does not count.
    void hpsReadsOpenClip() {
        const fs::path other = folder() / "hf";
        fs::create_directories(other);
        const ClipWeights converted =
            from_open_clip(read_torch_file(folder() / "HPS_v2_compressed.pt").tensors, "test",
                           nlohmann::json::parse(read_file(folder() / "open_clip_config.json")));
        write_safetensors(other / "model.safetensors", converted.tensors, {{"format", "pt"}});
        write_file_atomically(other / "config.json", converted.config.to_json().dump());
        const at::Tensor images = pictures(3, 40, 28);
        COMPARE_TENSORS(made("hpsv2")->score(images, kPrompts),
                        made("pickscore=" + other.string())->score(images, kPrompts), 1e-6);
        const auto file = folder() / "HPS_v2.1_compressed.pt";
        COMPARE_TENSORS(made("hpsv2.1=" + file.string())->score(images, kPrompts),
                        made("hpsv2")->score(images, kPrompts), 0);
    }

    void imageRewardIsRawOrStandardised() {
        const torch::NoGradGuard no_grad;
        const auto weights = read_torch_file(folder() / "ImageReward.pt").tensors;
        ImageRewardModel model(
            ImageRewardConfig::from_weights(weights, "test", read_config(kFixtures / "11_imagereward")));
        load_image_reward(model, weights, "test");
        // Frozen weights have kernels of their own, and the judge's are frozen.
        for (at::Tensor& parameter : model->parameters()) {
            parameter.set_requires_grad(false);
        }
        const at::Tensor images = pictures(3, 32, 32);
        const auto row = [](std::vector<std::int64_t> ids) {
            ids.resize(35, 0);
            return at::tensor(ids);
        };
        const at::Tensor ids = at::stack({row({2, 5, 3}), row({2, 6, 7, 8, 3}), row({2, 3})});
        const at::Tensor raw = model->forward(clip_pixels(images, {.size = 32}), ids, ids.ne(0).to(at::kLong));
        COMPARE_TENSORS(made("image-reward")->score(images, kPrompts), raw, 1e-5);
        COMPARE_TENSORS(made("image-reward-official")->score(images, kPrompts),
                        (raw - 0.16717362830052426) / 1.0333394966054072, 1e-5);
    }

    /// An odd margin: transformers and torchvision cut out another middle. A wide picture: padded shows all of it.
    void officialVariantsPrepareDifferently() {
        const at::Tensor images = pictures(3, 28, 44);  // cut to 28: margin 16, the same in both
        COMPARE_TENSORS(made("aesthetic")->score(images, kPrompts), made("aesthetic-official")->score(images, kPrompts),
                        0);
        const at::Tensor odd = images.narrow(3, 0, 43);
        QVERIFY(
            !compare(made("aesthetic")->score(odd, kPrompts), made("aesthetic-official")->score(odd, kPrompts), 1e-4)
                 .empty());
        at::Tensor edge = images.clone();
        edge.narrow(3, 0, 4).fill_(1);
        COMPARE_TENSORS(made("hpsv2")->score(edge, kPrompts), made("hpsv2")->score(images, kPrompts), 0);
        QVERIFY(!compare(made("hpsv2-official")->score(edge, kPrompts), made("hpsv2-official")->score(images, kPrompts),
                         1e-4)
                     .empty());
    }

    void scoresDoNotDependOnTheBatch_data() { judgeRows(); }
    void scoresDoNotDependOnTheBatch() {
        QFETCH(QString, name);
        const auto judge = made(name.toStdString());
        const at::Tensor images = pictures(3, 40, 48);
        const at::Tensor together = judge->score(images, kPrompts);
        QVERIFY(!together.requires_grad());
        QVERIFY(std::abs((together[0] - together[1]).item<double>()) > 1e-4);
        for (std::int64_t i = 0; i < 3; ++i) {
            const at::Tensor alone =
                made(name.toStdString())->score(images.narrow(0, i, 1), {kPrompts[static_cast<std::size_t>(i)]});
            COMPARE_TENSORS(alone[0], together[i], 1e-5 * (1 + std::abs(together[i].item<double>())));
        }
    }

    /// With a gradient, pictures are not rounded to bytes: the score is the same to a hair, and its slope is that of
    /// a finite difference.
    void gradientsReachThePictures_data() { judgeRows(); }
    void gradientsReachThePictures() {
        QFETCH(QString, name);
        const auto judge = made(name.toStdString());
        const at::Tensor images = (pictures(2, 40, 48) * 0.8 + 0.1).detach().requires_grad_();
        const std::vector<std::string> prompts = {"cat", "a green dog"};
        const at::Tensor scores = judge->score(images, prompts);
        scores[0].backward();
        const at::Tensor slope = images.grad();
        QVERIFY(slope[0].abs().sum().item<double>() > 0);
        QCOMPARE(slope[1].abs().sum().item<double>(), 0.0);
        const at::Tensor step = slope / slope.norm() * 0.02;
        const double rise =
            (judge->score(images + step, prompts)[0] - judge->score(images - step, prompts)[0]).item<double>();
        const double expected = 2 * 0.02 * slope.norm().item<double>();
        QVERIFY2(std::abs(rise - expected) < 0.05 * expected, qPrintable(QString("%1 %2").arg(rise).arg(expected)));
        const at::Tensor rounded = judge->score(images.detach(), prompts);
        const double range = 0.05 * (1 + scores.abs().max().item<double>());
        COMPARE_TENSORS(scores, rounded, range);
    }

    void encodersAreLoadedOnce() {
        RewardModels models(at::kCPU, folder());
        const auto clip = models.clip(folder() / "clip-vit-large-patch14");
        QCOMPARE(clip.get(), models.clip(folder() / "PickScore_v1" / ".." / "clip-vit-large-patch14").get());
        const long before = clip.use_count();
        const auto first = make_reward(RewardSpec::parse("aesthetic", "test"), models);
        const auto second = make_reward(RewardSpec::parse("aesthetic-official", "test"), models);
        const ImageEncoder critic = default_image_encoder(models, false);
        QVERIFY(clip.use_count() >= before + 3);
        const at::Tensor images = pictures(2, 28, 28);
        COMPARE_TENSORS(critic.features(images), first->image_encoder().features(images), 0);
        QCOMPARE(critic.width, 24);
    }

    void missingWeightsAreNamed_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QStringList>("words");
        const auto row = [](const char* name, const char* file, const char* published) {
            QTest::newRow(name) << name << QStringList{file, published};
        };
        row("aesthetic", "sac+logos+ava1-l14-linearMSE.pth", "christophschuhmann/improved-aesthetic-predictor");
        row("pickscore", "PickScore_v1", "yuvalkirstain/PickScore_v1");
        row("hpsv2", "HPS_v2_compressed.pt", "xswu/HPSv2");
        row("hpsv2.1-official", "HPS_v2.1_compressed.pt", "xswu/HPSv2");
        row("image-reward", "ImageReward.pt", "THUDM/ImageReward");
    }
    void missingWeightsAreNamed() {
        QFETCH(QString, name);
        QFETCH(QStringList, words);
        const QTemporaryDir empty;
        RewardModels models(at::kCPU, empty.path().toStdString());
        const QString message = error_text([&] { make_reward(RewardSpec::parse(name.toStdString(), "test"), models); });
        for (const QString& word : words + QStringList{name, empty.path(), name + "=PATH"}) {
            QVERIFY2(message.contains(word), qPrintable(message));
        }
    }

    void whatLiesBesideIsNamed() {
        const QTemporaryDir place;
        const fs::path path = place.path().toStdString();
        RewardModels models(at::kCPU, path);
        const auto message = [&](const std::string& spec) {
            return error_text([&] { make_reward(RewardSpec::parse(spec, "test"), models); });
        };
        QVERIFY(message("pickscore=" + (folder() / "PickScore_v1").string()).contains("clip-vit-large-patch14"));
        for (const char* name : {"ImageReward.pt", "med_config.json"}) {
            fs::copy_file(folder() / name, path / name);
        }
        QVERIFY(message("image-reward").contains("vocab.txt"));
        write_file_atomically(
            path / "vocab.txt", std::string("[PAD]\n[UNK]\n[CLS]\n[SEP]\n") + [] {
                std::string words;
                for (int i = 0; i < 80; ++i) {
                    words.append("w").append(std::to_string(i)).append("\n");
                }
                return words;
            }());
        QVERIFY(message("image-reward").contains("86 tokens"));
        QVERIFY(message("hpsv2=" + (kFixtures / "07_clip_quick_gelu" / "model.safetensors").string())
                    .contains("open_clip"));
        QVERIFY(message("hpsv2=/nowhere/at/all.pt").contains("/nowhere/at/all.pt"));
    }

private:
    static void judgeRows() {
        QTest::addColumn<QString>("name");
        for (const std::string& name : kJudges) {
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
        }
    }

    fs::path folder() const { return place_.path().toStdString(); }

    std::unique_ptr<Reward> made(const std::string& text) const {
        RewardModels models(at::kCPU, folder());
        return make_reward(RewardSpec::parse(text, "test"), models);
    }

    QTemporaryDir place_;
    std::map<std::string, at::Tensor> head_;
};

QTEST_APPLESS_MAIN(TestPublicJudges)
#include "tst_public_judges.moc"
