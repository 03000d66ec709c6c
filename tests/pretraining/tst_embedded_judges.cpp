// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <filesystem>

#include <torch/torch.h>

#include <QTest>

#include "core/pretraining/pictures.h"
#include "core/rewards/make_reward.h"

using namespace tempera;

/// The judges as committed, loaded as a run loads them, on pictures drawn here: do they still judge?
class TestEmbeddedJudges : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theSoundPictureIsPreferred_data();
    void theSoundPictureIsPreferred();
    void theRightPromptIsPreferred_data();
    void theRightPromptIsPreferred();
    void theyAreNotOfOneMind();
    void theyAreSmall();

private:
    static constexpr std::int64_t kEach = 2;
    at::Tensor score(const std::string& judge, const at::Tensor& images, const std::vector<std::string>& prompts);
    static void addJudges(const std::vector<const char*>& names);

    RewardModels models_{at::kCPU};
    std::vector<std::string> prompts_;
    std::vector<std::string> wrong_prompts_;
    at::Tensor sound_;   // [90, 3, 64, 64]
    at::Tensor spoilt_;  // the same, blurred and grained
};

void TestEmbeddedJudges::initTestCase() {
    const AnimalGlyphs glyphs = AnimalGlyphs::load();
    const auto names = glyphs.names(AnimalSplit::paper);
    const at::Tensor pool = picture_pool(glyphs, names, kEach, 90000, 1);
    sound_ = pool.to(at::kFloat).div(255);
    at::Generator draw = at::detail::createCPUGenerator(3);
    const at::Tensor blurred = at::upsample_bilinear2d(at::avg_pool2d(sound_, {8, 8}), {64, 64}, false);
    spoilt_ = (blurred + 0.05 * at::randn(blurred.sizes(), draw)).clamp(0, 1);
    for (std::size_t i = 0; i < names.size(); ++i) {
        for (std::int64_t j = 0; j < kEach; ++j) {
            prompts_.push_back(names[i]);
            wrong_prompts_.push_back(names[(i + 7) % names.size()]);
        }
    }
}

at::Tensor TestEmbeddedJudges::score(const std::string& judge, const at::Tensor& images,
                                     const std::vector<std::string>& prompts) {
    const torch::NoGradGuard no_grad;
    return make_reward(RewardSpec::parse(judge, "test"), models_)->score(images, prompts);
}

void TestEmbeddedJudges::addJudges(const std::vector<const char*>& names) {
    QTest::addColumn<QString>("judge");
    for (const char* name : names)
        QTest::newRow(name) << name;
}

void TestEmbeddedJudges::theSoundPictureIsPreferred_data() {
    addJudges({"animals-pick", "animals-hps", "animals-image-reward"});
}

void TestEmbeddedJudges::theSoundPictureIsPreferred() {
    QFETCH(QString, judge);
    const at::Tensor better =
        score(judge.toStdString(), sound_, prompts_) > score(judge.toStdString(), spoilt_, prompts_);
    const double share = better.to(at::kDouble).mean().item<double>();
    QVERIFY2(share > 0.8, qPrintable(QString::number(share)));
}

void TestEmbeddedJudges::theRightPromptIsPreferred_data() {
    addJudges({"animals-pick", "animals-hps", "animals-image-reward"});
}

void TestEmbeddedJudges::theRightPromptIsPreferred() {
    QFETCH(QString, judge);
    const at::Tensor better =
        score(judge.toStdString(), sound_, prompts_) > score(judge.toStdString(), sound_, wrong_prompts_);
    const double share = better.to(at::kDouble).mean().item<double>();
    QVERIFY2(share > 0.8, qPrintable(QString::number(share)));
}

/// Judges that were left out tell something only if they are not the judge that was trained on.
void TestEmbeddedJudges::theyAreNotOfOneMind() {
    std::vector<at::Tensor> rows;
    for (const char* judge : {"animals-aesthetic", "animals-pick", "animals-hps", "animals-image-reward"})
        rows.push_back(score(judge, sound_, prompts_));
    const at::Tensor correlation = at::corrcoef(at::stack(rows));
    QVERIFY((correlation - at::eye(4)).max().item<double>() < 0.95);
}

void TestEmbeddedJudges::theyAreSmall() {
    std::uintmax_t bytes = 0;
    for (const char* name : {"animals-aesthetic", "animals-pick", "animals-hps", "animals-image-reward"}) {
        for (const auto& entry :
             std::filesystem::directory_iterator(std::filesystem::path(TEMPERA_SOURCE_DIR) / "resources/models" / name))
            bytes += entry.file_size();
    }
    QVERIFY(bytes < 6'000'000);
}

QTEST_APPLESS_MAIN(TestEmbeddedJudges)
#include "tst_embedded_judges.moc"
