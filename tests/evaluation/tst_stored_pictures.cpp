// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <torch/torch.h>
#include <QTest>

#include "core/base/error.h"
#include "core/evaluation/picture_store.h"
#include "core/evaluation/stored_pictures.h"
#include "tests/helpers/run_samples.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

/// Mean brightness, which the stored pictures have for a name; sees them by their colour.
class Brightness : public Reward {
public:
    explicit Brightness(std::string name = "bright") : name_(std::move(name)) {}
    std::string name() const override { return name_; }
    bool differentiable() const override { return false; }
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>& prompts) override {
        asked += static_cast<int>(prompts.size());
        if (fails_after >= 0 && asked > fails_after) {
            throw Error("the judge is tired", "test", "");
        }
        return images01.mean({1, 2, 3});
    }
    ImageEncoder image_encoder() const override {
        return {3, [](const at::Tensor& images01) { return images01.mean({2, 3}); }};
    }

    int asked = 0;
    int fails_after = -1;

private:
    const std::string name_;
};

/// Brightness of picture `place` at `epoch`, in steps that a PNG holds exactly.
double level(std::int64_t epoch, std::int64_t place) {
    return static_cast<double>((10 + place * place) * (epoch + 1)) / 255;
}

/// A run with three evaluations of four pictures, one unseen set and two training pictures, all scored by "old".
fs::path make_run(const TemporaryFolder& folder) {
    const fs::path dir = folder / "run";
    RunWriter writer = RunWriter::create(dir, sample_run_info(), "");
    const auto add = [&](SampleKind kind, std::int64_t epoch, std::int64_t count) {
        for (std::int64_t place = 0; place < count; ++place) {
            SampleRow row;
            row.epoch = epoch;
            row.kind = kind;
            row.prompt = place % 2 == 0 ? "cat" : "dog";
            row.index = place;
            store_picture(writer, row, torch::full({3, 8, 8}, level(epoch, place)), {{"old", 1.0}});
        }
    };
    for (const std::int64_t epoch : {0, 2, 4}) {
        add(SampleKind::Eval, epoch, 4);
        writer.metric("eval/old_mean", {epoch, epoch * 10, epoch * 100}, 1);
    }
    add(SampleKind::Unseen, 4, 2);
    add(SampleKind::Train, 3, 2);
    writer.flush();
    return dir;
}

StoredScoring scoring_by(std::vector<Reward*> judges) {
    return {std::move(judges), {}, {}, 16, at::kCPU};
}

StoredScoringResult score(const fs::path& dir, const StoredScoring& scoring, const WorkHooks& hooks = {}) {
    RunWriter writer(dir);
    RunReader reader(dir);
    try {
        return score_stored_pictures(dir, reader, writer, scoring, hooks);
    } catch (const Error&) {
        writer.discard();
        throw;
    }
}

}  // namespace

class TestStoredPictures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void addsScoresAndMetrics() {
        const TemporaryFolder folder;
        const fs::path dir = make_run(folder);
        Brightness judge;
        StoredScoring scoring = scoring_by({&judge});
        scoring.encoder = judge.image_encoder();
        const StoredScoringResult result = score(dir, scoring);
        QCOMPARE(result.sets, 5);
        QCOMPARE(result.pictures, 16);
        RunReader reader(dir);
        const auto rows = reader.metric("eval/bright_mean");
        QCOMPARE(rows.size(), std::size_t{3});
        double sum = 0;
        for (const std::int64_t place : {0, 1, 2, 3}) {
            sum += level(2, place);
        }
        QVERIFY(std::abs(rows[1].value - sum / 4) < 1e-6);
        QCOMPARE(rows[1].at.epoch, 2);
        QCOMPARE(rows[1].at.step, 20);
        QCOMPARE(rows[1].at.reward_queries, 200);
        // Gains of 20, 22, 28 and 38 steps against the base, which gained nothing.
        const auto gains = reader.metric("eval/bright_gain_se");
        QCOMPARE(gains.size(), std::size_t{3});
        QCOMPARE(gains[0].value, 0.0);
        QVERIFY(std::abs(gains[1].value - 27 / (std::sqrt((49 + 25 + 1 + 121) / 3.0) / 2)) < 1e-3);
        QCOMPARE(reader.metric("unseen/bright_mean").size(), std::size_t{1});
        QVERIFY(reader.metric("train/bright_mean").empty());  // of all training pictures only some are stored
        QCOMPARE(reader.metric("eval/diversity").size(), std::size_t{3});
        QVERIFY(reader.metric("unseen/diversity").empty());  // its prompts do not repeat
        for (const auto& [kind, epoch] :
             {std::pair(SampleKind::Eval, 4), std::pair(SampleKind::Unseen, 4), std::pair(SampleKind::Train, 3)}) {
            std::map<std::int64_t, std::int64_t> places;
            for (const SampleRow& row : reader.samples(epoch, kind)) {
                places[row.id] = row.index;
            }
            std::size_t found = 0;
            for (const ScoreRow& row : reader.scores(epoch, kind)) {
                if (row.reward == "bright") {
                    QVERIFY(std::abs(row.value - level(epoch, places.at(row.sample))) < 1e-6);
                    ++found;
                }
            }
            QCOMPARE(found, places.size());
        }
    }

    void whatIsThereIsNotMadeAgain() {
        const TemporaryFolder folder;
        const fs::path dir = make_run(folder);
        Brightness judge;
        score(dir, scoring_by({&judge}));
        const int first = judge.asked;
        QCOMPARE(first, 16);
        const StoredScoringResult again = score(dir, scoring_by({&judge}));
        QCOMPARE(judge.asked, first);
        QCOMPARE(again.sets, 0);
        RunReader reader(dir);
        QCOMPARE(reader.metric("eval/bright_mean").size(), std::size_t{3});
        QCOMPARE(reader.scores(0, SampleKind::Eval).size(), std::size_t{8});
        // Another judge asks for what it lacks alone.
        Brightness other("other");
        QCOMPARE(score(dir, scoring_by({&judge, &other})).pictures, 16);
        QCOMPARE(judge.asked, first);
        QCOMPARE(other.asked, 16);
    }

    void aCallThatWasCutShortIsCompleted() {
        const TemporaryFolder folder;
        const fs::path dir = make_run(folder);
        Brightness judge;
        judge.fails_after = 6;  // in the second set
        QVERIFY_EXCEPTION_THROWN(score(dir, scoring_by({&judge})), Error);
        QCOMPARE(RunReader(dir).metric("eval/bright_mean").size(), std::size_t{1});
        QCOMPARE(RunReader(dir).scores(2, SampleKind::Eval).size(), std::size_t{4});  // the old ones
        judge.fails_after = -1;
        int polls = 0;
        const WorkHooks hooks{[&] { return ++polls > 4; }, {}, {}};
        const StoredScoringResult stopped = score(dir, scoring_by({&judge}), hooks);
        QVERIFY(stopped.stopped && stopped.sets >= 1 && stopped.sets < 4);
        const StoredScoringResult rest = score(dir, scoring_by({&judge}));
        QVERIFY(!rest.stopped);
        QCOMPARE(rest.sets + stopped.sets + 1, 5);
        RunReader reader(dir);
        QCOMPARE(reader.metric("eval/bright_mean").size(), std::size_t{3});
        QCOMPARE(reader.scores_since(0).size(), std::size_t{32});
    }

    void choosesEpochsAndSurvivesLostPictures() {
        const TemporaryFolder folder;
        const fs::path dir = make_run(folder);
        fs::remove(dir / "images" / "eval-0004-001.png");
        Brightness judge;
        StoredScoring scoring = scoring_by({&judge});
        scoring.epochs = {4};
        const StoredScoringResult result = score(dir, scoring);
        QCOMPARE(result.lost, 1);
        QCOMPARE(result.sets, 1);
        RunReader reader(dir);
        QVERIFY(reader.metric("eval/bright_mean").empty());
        QCOMPARE(reader.metric("unseen/bright_mean").size(), std::size_t{1});
    }

    void positionsOfEvaluations() {
        const TemporaryFolder folder;
        RunWriter writer = RunWriter::create(folder / "run", sample_run_info(), "");
        writer.metric("reward/train_mean", {6, 70, 700}, 1);  // epoch 7 was not evaluated
        writer.metric("eval/gold_mean", {8, 80, 800}, 1);
        writer.flush();
        RunReader reader(folder / "run");
        const auto positions = evaluation_positions(reader);
        QCOMPARE(positions.size(), std::size_t{2});
        QCOMPARE(positions.at(7).step, 70);
        QCOMPARE(positions.at(7).epoch, 7);
        QCOMPARE(positions.at(8).reward_queries, 800);
    }
};

QTEST_APPLESS_MAIN(TestStoredPictures)
#include "tst_stored_pictures.moc"
