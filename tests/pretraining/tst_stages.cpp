// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>

#include <QTemporaryDir>
#include <QtTest>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/diffusion/diffusion_model.h"
#include "core/formats/safetensors.h"
#include "core/pretraining/judged_pictures.h"
#include "core/pretraining/stage.h"
#include "core/rewards/make_reward.h"

using namespace tempera;
namespace fs = std::filesystem;

/// Each stage for three steps, whole and with a stop after the first: the same bytes must come out.
class TestStages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theAutoencoderResumesBitForBit();
    void theDiffusionModelResumesBitForBit();
    void theRewardResumesBitForBit();
    void anotherSeedIsRefused();

private:
    StageOptions options(const char* name) const;
    /// Runs `stage` in two folders, whole and interrupted, and compares the files named.
    void compare(bool (*stage)(const StageOptions&), const std::vector<std::string>& files);

    QTemporaryDir folder_;
    fs::path whole_;
    fs::path halted_;
};

void TestStages::initTestCase() {
    at::set_num_threads(1);
    whole_ = fs::path(folder_.path().toStdString()) / "whole";
    halted_ = fs::path(folder_.path().toStdString()) / "halted";
    for (const char* name : {"whole", "halted"})
        QVERIFY(pretrain_tokenizer(options(name)));
}

StageOptions TestStages::options(const char* name) const {
    StageOptions out;
    out.models = fs::path(folder_.path().toStdString()) / name / "models";
    out.work = fs::path(folder_.path().toStdString()) / name / "work";
    out.steps = 3;
    out.pictures = 1;
    return out;
}

void TestStages::compare(bool (*stage)(const StageOptions&), const std::vector<std::string>& files) {
    QVERIFY(stage(options("whole")));
    StageOptions interrupted = options("halted");
    int checks = 0;
    interrupted.stop_asked = [&checks] { return ++checks == 2; };
    QVERIFY(!stage(interrupted));
    QVERIFY(stage(options("halted")));
    for (const std::string& file : files) {
        const std::string bytes = read_file(whole_ / "models" / file);
        QVERIFY2(!bytes.empty() && bytes == read_file(halted_ / "models" / file), file.c_str());
    }
}

void TestStages::theAutoencoderResumesBitForBit() {
    compare(pretrain_vae, {"animals/vae/config.json", "animals/vae/diffusion_pytorch_model.safetensors"});
}

void TestStages::theDiffusionModelResumesBitForBit() {
    compare(pretrain_diffusion,
            {"animals/unet/diffusion_pytorch_model.safetensors", "animals/text_encoder/model.safetensors",
             "animals/model_index.json", "animals/scheduler/scheduler_config.json"});
    DiffusionModel model = DiffusionModel::load((whole_ / "models/animals").string(), at::kCPU);
    QCOMPARE(model.latent_shape(), (std::vector<std::int64_t>{4, 16, 16}));
    QVERIFY(model.encode_prompts({"a cat"}).size(-1) == model.unet->config.cross_attention_dim[1]);
}

void TestStages::theRewardResumesBitForBit() {
    // Sampling and judging hundreds of pictures is what the stage spends its time on: here they are given.
    for (const fs::path& folder : {whole_, halted_}) {
        const auto model = DiffusionModel::load((folder / "models/animals").string(), at::kCPU);
        at::Generator draw = at::detail::createCPUGenerator(5);
        write_safetensors(folder / "work/judged.safetensors",
                          {{"images", at::randint(256, {30, 3, 64, 64}, draw, at::kByte)},
                           {"scores", at::rand({30}, draw)},
                           {"animal", at::arange(30)},
                           {"kind", at::arange(30).remainder(3)}},
                          judged_origin(aesthetic_plan(), 1, model.hash));
    }
    compare(pretrain_rewards, {"animals-aesthetic/config.json", "animals-aesthetic/model.safetensors",
                               "animals-aesthetic/head.safetensors", "animals-aesthetic/preprocessor_config.json"});
    RewardModels models(at::kCPU);
    const RewardTerm term{1, "animals-aesthetic", (whole_ / "models/animals-aesthetic").string()};
    const at::Tensor scores = make_reward({{term}}, models)->score(at::rand({2, 3, 64, 64}), {"cat", "dog"});
    QVERIFY(at::isfinite(scores).all().item<bool>());
}

void TestStages::anotherSeedIsRefused() {
    StageOptions other = options("halted");
    other.seed = 2;
    try {
        pretrain_vae(other);
        QFAIL("no error");
    } catch (const Error& error) {
        QVERIFY(std::string(error.what()).find("seed 1") != std::string::npos);
        QVERIFY(error.where().find("vae.safetensors") != std::string::npos);
    }
}

QTEST_APPLESS_MAIN(TestStages)
#include "tst_stages.moc"
