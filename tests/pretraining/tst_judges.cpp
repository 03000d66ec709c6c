// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>

#include <torch/torch.h>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/files.h"
#include "core/diffusion/diffusion_model.h"
#include "core/formats/safetensors.h"
#include "core/models/open_clip.h"
#include "core/pretraining/judged_pictures.h"
#include "core/pretraining/stage.h"
#include "core/rewards/animal_glyphs.h"
#include "core/rewards/gold.h"
#include "core/rewards/make_reward.h"

using namespace tempera;
namespace fs = std::filesystem;

/// The judges of preferences, trained for three steps on pictures of noise beside the committed base model.
class TestJudges : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void trainingResumesBitForBit();
    void theFilesAreThoseOfTheRealOnes();
    void runsCanLoadThem_data();
    void runsCanLoadThem();
    void samplesOfTheImageRewardAreStandardised();
    void picturesAreJudgedForTheirPrompts();

private:
    StageOptions options(const char* name) const;
    Judged noise() const;

    QTemporaryDir folder_;
    fs::path root_;
};

void TestJudges::initTestCase() {
    at::set_num_threads(1);
    root_ = folder_.path().toStdString();
    const fs::path animals = fs::path(TEMPERA_SOURCE_DIR) / "resources/models/animals";
    const std::string hash = DiffusionModel::load(animals.string(), at::kCPU).hash;
    const Judged judged = noise();
    for (const char* name : {"whole", "halted"}) {
        fs::create_directories(root_ / name / "models");
        fs::create_directories(root_ / name / "work");
        fs::create_directory_symlink(animals, root_ / name / "models/animals");
        write_safetensors(
            root_ / name / "work/preferences.safetensors",
            {{"images", judged.images}, {"scores", judged.scores}, {"animal", judged.animal}, {"kind", judged.kind}},
            judged_origin(preference_plan(), 1, hash));
    }
}

StageOptions TestJudges::options(const char* name) const {
    StageOptions out;
    out.models = root_ / name / "models";
    out.work = root_ / name / "work";
    out.steps = 3;
    out.pictures = 1;
    return out;
}

Judged TestJudges::noise() const {
    at::Generator draw = at::detail::createCPUGenerator(5);
    return {at::randint(256, {160, 3, 64, 64}, draw, at::kByte), at::rand({160}, draw),
            at::arange(160).floor_divide(20), at::ones({160}, at::kLong)};
}

void TestJudges::trainingResumesBitForBit() {
    QVERIFY(pretrain_preferences(options("whole")));
    // Stopped within each of the three.
    for (const int stop_at : {2, 5, 3}) {
        StageOptions interrupted = options("halted");
        int checks = 0;
        interrupted.stop_asked = [&] { return ++checks >= stop_at; };
        QVERIFY(!pretrain_preferences(interrupted));
    }
    QVERIFY(pretrain_preferences(options("halted")));
    for (const auto& entry : fs::recursive_directory_iterator(root_ / "whole/models")) {
        const fs::path file = fs::relative(entry.path(), root_ / "whole/models");
        if (entry.is_regular_file())
            QVERIFY2(read_file(entry.path()) == read_file(root_ / "halted/models" / file), file.c_str());
    }
}

void TestJudges::theFilesAreThoseOfTheRealOnes() {
    const fs::path models = root_ / "whole/models";
    QVERIFY(fs::exists(models / "animals-pick/config.json"));
    QVERIFY(fs::exists(models / "animals-pick/merges.txt"));
    QVERIFY(is_open_clip(read_safetensors(models / "animals-hps/model.safetensors").tensors));
    QVERIFY(!fs::exists(models / "animals-hps/config.json"));
    const auto blip = read_safetensors(models / "animals-image-reward/model.safetensors").tensors;
    QVERIFY(blip.contains("blip.visual_encoder.blocks.0.attn.qkv.weight"));
    QVERIFY(blip.contains("blip.text_encoder.encoder.layer.0.crossattention.self.key.weight"));
    QVERIFY(blip.contains("mlp.layers.7.bias"));
}

void TestJudges::runsCanLoadThem_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"animals-pick", "animals-hps", "animals-image-reward"})
        QTest::newRow(name) << name;
}

void TestJudges::runsCanLoadThem() {
    QFETCH(QString, name);
    RewardModels models(at::kCPU);
    const RewardTerm term{1, name.toStdString(), (root_ / "whole/models" / name.toStdString()).string()};
    const auto judge = make_reward({{term}}, models);
    const at::Tensor image = noise().images.slice(0, 0, 2).to(at::kFloat).div(255);
    const at::Tensor scores = judge->score(image, {"cat", "dog"});
    QVERIFY(at::isfinite(scores).all().item<bool>());
    QVERIFY(scores[0].item<float>() != scores[1].item<float>());
    QVERIFY(scores[0].item<float>() != judge->score(image, {"dog", "dog"})[0].item<float>());
}

void TestJudges::samplesOfTheImageRewardAreStandardised() {
    RewardModels models(at::kCPU);
    const RewardTerm term{1, "animals-image-reward", (root_ / "whole/models/animals-image-reward").string()};
    const Judged judged = noise();
    const auto names = AnimalGlyphs::load().names();
    std::vector<std::string> prompts;
    for (std::int64_t row = 0; row < 160; ++row)
        prompts.push_back(names[static_cast<std::size_t>(judged.animal[row].item<std::int64_t>())]);
    const at::Tensor scores = make_reward({{term}}, models)->score(judged.images.to(at::kFloat).div(255), prompts);
    // To the rounding of the weights.
    QVERIFY(std::abs(scores.mean().item<double>()) < 0.1);
    QVERIFY(std::abs(scores.std(0).item<double>() - 1) < 0.1);
}

void TestJudges::picturesAreJudgedForTheirPrompts() {
    const JudgedPlan plan{"few", "few samples", {2, 1.0, 1.0}, 1, 1, 1, 1, 70000};
    StageOptions stopped = options("whole");
    int checks = 0;
    stopped.stop_asked = [&] { return ++checks > 5; };
    QVERIFY(!judged_pictures(stopped, plan));
    const Judged judged = *judged_pictures(options("whole"), plan);
    const AnimalGlyphs glyphs = AnimalGlyphs::load();
    const auto names = glyphs.names();
    QCOMPARE(judged.images.size(0), std::int64_t(45 * 4));
    QCOMPARE(judged.rows(JudgedKind::learned).size(0), std::int64_t(45));
    GoldReward gold;
    for (const std::int64_t row : {0, 1, 2, 3, 101, 102}) {
        const std::string& name = names[static_cast<std::size_t>(judged.animal[row].item<std::int64_t>())];
        QVERIFY(glyphs.split(name) == AnimalSplit::paper);
        // Judged before it was rounded to bytes.
        const double score = gold.judge(judged.images[row].to(at::kFloat).div(255), name).score();
        QVERIFY(std::abs(score - judged.scores[row].item<double>()) < 0.01);
    }
    // A sample to learn from once more, for another prompt.
    const at::Tensor learned = judged.rows(JudgedKind::learned);
    const at::Tensor mismatched = judged.rows(JudgedKind::mismatched);
    QVERIFY(at::equal(judged.images.index_select(0, learned), judged.images.index_select(0, mismatched)));
    QVERIFY(judged.animal.index_select(0, learned).ne(judged.animal.index_select(0, mismatched)).all().item<bool>());
    // Kept: the second call samples nothing.
    StageOptions again = options("whole");
    again.stop_asked = [] { return true; };
    const auto kept = judged_pictures(again, plan);
    QVERIFY(kept && at::equal(kept->scores, judged.scores) && at::equal(kept->animal, judged.animal));
    // Another plan is another file.
    JudgedPlan other = plan;
    other.sampler.guidance_scale = 2;
    QVERIFY(!judged_pictures(again, other));
}

QTEST_APPLESS_MAIN(TestJudges)
#include "tst_judges.moc"
