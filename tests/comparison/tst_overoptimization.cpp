// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <fstream>
#include <functional>

#include <QTest>

#include "core/base/error.h"
#include "core/comparison/judge_names.h"
#include "core/comparison/overoptimization.h"
#include "core/comparison/suite_results.h"
#include "core/store/run_writer.h"
#include "tests/helpers/run_samples.h"

using namespace tempera;

namespace {

constexpr int pictures = 16;

using Shape = std::function<double(double epoch)>;

/// Picture i scores shape(epoch) + spread * (its own place in -1..1) + noise * a number that is its own and the
/// epoch's.
JudgeRecord judge(const std::vector<std::int64_t>& epochs, const Shape& shape, double spread = 1, double noise = 0) {
    JudgeRecord record;
    for (const std::int64_t epoch : epochs) {
        std::vector<double> scores;
        double sum = 0;
        for (int i = 0; i < pictures; ++i) {
            const double own = (2.0 * i - pictures + 1) / (pictures - 1);
            const double drawn = std::sin(12.9898 * (i + 1) + 78.233 * static_cast<double>(epoch + 1)) * 43758.5453;
            scores.push_back(shape(static_cast<double>(epoch)) + spread * own +
                             noise * (drawn - std::floor(drawn) - 0.5));
            sum += scores.back();
        }
        record.means[epoch] = sum / pictures;
        record.pictures[epoch] = scores;
    }
    return record;
}

std::vector<std::int64_t> up_to(std::int64_t last) {
    std::vector<std::int64_t> epochs;
    for (std::int64_t epoch = 0; epoch <= last; ++epoch) {
        epochs.push_back(epoch);
    }
    return epochs;
}

double climbing(double epoch) {
    return 5 + 0.3 * epoch;
}

Shape hill(double top) {
    return [top](double epoch) { return 1 - (epoch - top) * (epoch - top) / 50; };
}

EvaluationRecord record_of(std::map<std::string, JudgeRecord> judges) {
    return {"taste", std::move(judges), {}};
}

bool same(double one, double other) {
    return std::abs(one - other) < 1e-9;
}

}  // namespace

class TestOveroptimization : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void smoothing() {
        QCOMPARE(smoothed({}, {}), std::vector<double>());
        QCOMPARE(smoothed({0}, {4}), std::vector<double>{4});
        QCOMPARE(smoothed({0, 7}, {3, 6}), (std::vector<double>{4.5, 4.5}));
        QCOMPARE(smoothed({0, 2, 4, 5}, {0, 3, 6, 0}), (std::vector<double>{1.5, 3, 3, 3}));
        // Over a gap there are no neighbours.
        QCOMPARE(smoothed({0, 6, 12, 25}, {0, 3, 6, 100}), (std::vector<double>{1.5, 3, 4.5, 100}));
    }

    void findsTheKnownPeak() {
        const auto epochs = up_to(20);
        EvaluationRecord record = record_of(
            {{"taste", judge(epochs, climbing)}, {"a", judge(epochs, hill(8), 1)}, {"b", judge(epochs, hill(8), 3)}});
        record.checkpoints = {2, 6, 10, 20};
        const Overoptimization report = examine_overoptimization(record);
        QCOMPARE(report.verdict, Verdict::Overoptimized);
        QCOMPARE(report.suggested_epoch(), 8);
        QCOMPARE(report.checkpoint, std::optional<std::int64_t>(6));  // as near as 10, and earlier
        QCOMPARE(report.others.size(), std::size_t{2});
        // Scores that lie evenly in -1..1 have this deviation.
        const double deviation = std::sqrt(pictures * (pictures + 1.0) / 3) / (pictures - 1);
        QVERIFY(same(report.others[0].deviation, deviation));
        QVERIFY(same(report.others[1].deviation, 3 * deviation));
        QVERIFY(report.others[0].of_pictures);
        const double rise = 64.0 / 50;
        QVERIFY(same(report.others[0].z[8], rise / deviation));
        QVERIFY(same(report.z[8], rise / deviation * (1 + 1 / 3.0) / 2));
        QVERIFY(same(report.trained->z[20], 6 / deviation));
        // Each picture moves alike: the drop has no error, and is that of the smoothed curve.
        const double z = (1 + 1 / 3.0) / 2 / deviation;
        const double peak = 1 - 2.0 / 3 / 50;
        const double last = 1 - (144 + 121) / 2.0 / 50;
        QVERIFY(same(report.drop.value, (peak - last) * z));
        QVERIFY(same(report.drop.error, 0));
        QVERIFY(same(report.climb.value, 0.3 * 11.5 / deviation));
        const std::string sentence = verdict_sentence(report);
        QVERIFY2(sentence.starts_with("Overoptimized since epoch 8:"), sentence.c_str());
        const std::string suggestion = suggestion_sentence(report);
        QVERIFY2(suggestion.find("epoch 8; the nearest whose weights are kept is 6") != std::string::npos,
                 suggestion.c_str());
    }

    void anEarlierEpochWinsATie() {
        const auto epochs = up_to(9);
        const auto report = examine_overoptimization(
            record_of({{"taste", judge(epochs, climbing)}, {"a", judge(epochs, [](double epoch) {
                                                                return epoch < 1 ? 0.0 : epoch < 8 ? 1.0 : -1.0;
                                                            })}}));
        QCOMPARE(report.suggested_epoch(), 2);  // the first whose neighbours are as high
    }

    void aSteadyRiseIsNotOveroptimized() {
        const auto epochs = up_to(12);
        const auto report = examine_overoptimization(
            record_of({{"taste", judge(epochs, climbing)}, {"a", judge(epochs, climbing, 1, 0.3)}}));
        QCOMPARE(report.verdict, Verdict::Sound);
        QCOMPARE(report.suggested_epoch(), 12);
        QVERIFY(report.gain.exceeds(2));
        QVERIFY(verdict_sentence(report).find("at their highest") != std::string::npos);
    }

    void noiseIsNotAFall() {
        const auto epochs = up_to(15);
        const auto flat = [](double) { return 2.0; };
        const auto report =
            examine_overoptimization(record_of({{"taste", judge(epochs, climbing)}, {"a", judge(epochs, flat, 1, 1)}}));
        QCOMPARE(report.verdict, Verdict::Sound);
        // The highest of sixteen is higher than the last by more than twice the error, and by chance.
        QVERIFY(report.drop.exceeds(2) && !report.drop.exceeds(report.drop_limit));
        // The same curve without the pictures: its roughness says how much to believe.
        EvaluationRecord bare = record_of({{"taste", judge(epochs, climbing)}, {"a", judge(epochs, flat, 1, 1)}});
        for (auto& [name, one] : bare.judges) {
            one.pictures.clear();
        }
        const auto rough = examine_overoptimization(bare);
        QCOMPARE(rough.verdict, Verdict::Sound);
        QVERIFY(!rough.others[0].of_pictures);
        QVERIFY(rough.drop.error > 0);
    }

    void aFallFromTheHighestOfManyNeedsMore() {
        QVERIFY(same(fall_limit(1), 2));
        // One-sided tail of the normal distribution: that of the highest of k stays below that of a single one.
        const auto tail = [](double z) { return std::erfc(z / std::sqrt(2)) / 2; };
        for (const std::size_t candidates : {2, 10, 100, 1000}) {
            QVERIFY(static_cast<double>(candidates) * tail(fall_limit(candidates)) < tail(2));
            QVERIFY(static_cast<double>(candidates) * tail(fall_limit(candidates)) > tail(2) / 4);
        }
    }

    void theErrorIsThatOfThePictures() {
        // Two kinds of pictures that fall by 1 and by 3: mean 2, and the error of 16 such.
        JudgeRecord split;
        const auto fall = [](int i, std::int64_t epoch) { return epoch < 3 ? 0.0 : i % 2 == 0 ? 1.0 : 3.0; };
        for (std::int64_t epoch = 0; epoch <= 5; ++epoch) {
            double sum = 0;
            for (int i = 0; i < pictures; ++i) {
                split.pictures[epoch].push_back(i - fall(i, epoch));
                sum += split.pictures[epoch].back();
            }
            split.means[epoch] = sum / pictures;
        }
        const auto report =
            examine_overoptimization(record_of({{"taste", judge(up_to(5), climbing)}, {"a", std::move(split)}}));
        const double deviation = std::sqrt(pictures * (pictures + 1) / 12.0);
        QVERIFY(same(report.drop.value, 2 / deviation));
        QVERIFY(same(report.drop.error, std::sqrt(16.0 / 15) / 4 / deviation));
        QCOMPARE(report.verdict, Verdict::Overoptimized);
    }

    void withoutPicturesTheErrorIsThatOfTheCurve() {
        const auto epochs = up_to(6);
        const auto zigzag = [](double epoch) { return static_cast<double>(static_cast<int>(epoch) % 2); };
        EvaluationRecord record = record_of({{"taste", judge(epochs, climbing)}, {"a", judge(epochs, zigzag)}});
        record.judges["a"].pictures.clear();
        const auto report = examine_overoptimization(record);
        QVERIFY(!report.others[0].of_pictures);
        const double deviation = spread_of({0, 1, 0, 1, 0, 1, 0}).deviation;
        QVERIFY(same(report.others[0].deviation, deviation));
        QCOMPARE(report.suggested_epoch(), 2);
        // Every second difference is 2 or -2; the mean of three values less that of two.
        const double sigma = std::sqrt(4 / 6.0) / deviation;
        QVERIFY(same(report.drop.error, sigma * std::sqrt(1 / 3.0 + 1 / 2.0)));

        // As rough where an evaluation has another number of pictures: there are no pairs.
        record = record_of({{"taste", judge(epochs, climbing)}, {"a", judge(epochs, zigzag)}});
        record.judges["a"].pictures[6].pop_back();
        const auto odd = examine_overoptimization(record);
        QVERIFY(odd.others[0].of_pictures);
        QVERIFY(same(odd.drop.error, std::sqrt(4 / 6.0) / odd.others[0].deviation * std::sqrt(1 / 3.0 + 1 / 2.0)));
    }

    void withoutAClimbItIsADecline() {
        const auto epochs = up_to(20);
        const auto report =
            examine_overoptimization(record_of({{"taste", judge(epochs, hill(8))}, {"a", judge(epochs, hill(8))}}));
        QCOMPARE(report.verdict, Verdict::Declining);
        EvaluationRecord pictures_alone = record_of({{"taste", judge(epochs, hill(8))}, {"a", judge(epochs, hill(8))}});
        pictures_alone.trained.clear();
        const auto none = examine_overoptimization(pictures_alone);
        QCOMPARE(none.verdict, Verdict::Declining);
        QVERIFY(!none.trained);
        QCOMPARE(none.others.size(), std::size_t{2});
    }

    void epochsThatAJudgeLacks() {
        const auto all = up_to(20);
        EvaluationRecord record = record_of({{"taste", judge(all, climbing)},
                                             {"a", judge(all, hill(8))},
                                             {"even", judge({0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20}, hill(8))},
                                             {"late", judge({18, 19, 20}, hill(3))}});
        const auto report = examine_overoptimization(record);
        QCOMPARE(report.epochs.size(), std::size_t{11});
        QCOMPARE(report.suggested_epoch(), 8);
        QCOMPARE(report.others.size(), std::size_t{2});  // late has no base to be measured against
        QCOMPARE(report.notes.size(), std::size_t{2});
        QVERIFY(report.notes[0].starts_with("late is left out"));
        QVERIFY(report.notes[1].starts_with("10 of 21 evaluations"));
    }

    void whoCounts() {
        const auto epochs = up_to(4);
        const JudgeRecord any = judge(epochs, climbing);
        EvaluationRecord record{"0.7*aesthetic + 0.3*pickscore-official", {}, {}};
        for (const char* name :
             {"0.7*aesthetic + 0.3*pickscore-official", "aesthetic-official", "pickscore", "hpsv2", "hpsv2-official",
              "hpsv2.1", "0.5*hpsv2 + 0.5*own", "gold", "saturation", "jpeg-compressibility", "own",
              "image-reward - 0.1*jpeg-incompressibility", "0.1*gold + own"}) {
            record.judges[name] = any;
        }
        QCOMPARE(out_of_domain_judges(record),
                 (std::vector<std::string>{"hpsv2", "hpsv2.1", "image-reward - 0.1*jpeg-incompressibility", "own"}));
        QCOMPARE(models_of("-0.5*a-official - b"), (std::set<std::string>{"a", "b"}));
        QCOMPARE(models_of("-a"), std::set<std::string>{"a"});

        const auto named = examine_overoptimization(record, {"saturation", "gold"});
        QCOMPARE(named.others.size(), std::size_t{2});
        QVERIFY(!named.gold);  // counted, so not held against the suggestion
        QVERIFY_EXCEPTION_THROWN(examine_overoptimization(record, {"nobody"}), Error);
        QVERIFY_EXCEPTION_THROWN(examine_overoptimization(record, {record.trained}), Error);
    }

    void goldIsHeldAgainstTheSuggestion() {
        const auto epochs = up_to(20);
        const auto report = examine_overoptimization(record_of(
            {{"taste", judge(epochs, climbing)}, {"a", judge(epochs, hill(12))}, {"gold", judge(epochs, hill(8))}}));
        QCOMPARE(report.suggested_epoch(), 12);
        QVERIFY(report.gold);
        QCOMPARE(report.epochs[report.gold->best], 8);
        QVERIFY(same(report.gold->at_best - report.gold->at_peak, 16.0 / 50));
        QVERIFY(suggestion_sentence(report).find("Gold is best at epoch 8") != std::string::npos);
    }

    void tooLittleToSay() {
        QCOMPARE(examine_overoptimization({}).verdict, Verdict::TooShort);
        QCOMPARE(examine_overoptimization(record_of({{"taste", judge(up_to(9), climbing)}})).verdict,
                 Verdict::NoOthers);
        const auto two = examine_overoptimization(
            record_of({{"taste", judge(up_to(1), climbing)}, {"a", judge(up_to(1), hill(0))}}));
        QCOMPARE(two.verdict, Verdict::TooShort);
        QVERIFY(suggestion_sentence(two).empty());
        const auto constant =
            examine_overoptimization(record_of({{"taste", judge(up_to(5), climbing)},
                                                {"a", judge(
                                                          up_to(5), [](double) { return 1.0; }, 0)}}));
        QCOMPARE(constant.verdict, Verdict::NoOthers);
        QVERIFY(constant.notes[0].find("the same score") != std::string::npos);
        const auto gold_alone = examine_overoptimization(
            record_of({{"taste", judge(up_to(20), climbing)}, {"gold", judge(up_to(20), hill(8))}}));
        QCOMPARE(gold_alone.verdict, Verdict::NoOthers);
        QCOMPARE(suggestion_sentence(gold_alone).find("loses"), std::string::npos);
    }

    void fallingFromTheStartSuggestsNoTraining() {
        const auto epochs = up_to(10);
        const auto report = examine_overoptimization(
            record_of({{"taste", judge(epochs, climbing)}, {"a", judge(epochs, [](double e) { return -e; })}}));
        QCOMPARE(report.verdict, Verdict::Overoptimized);
        QCOMPARE(report.suggested_epoch(), 0);
        QVERIFY(suggestion_sentence(report).find("untrained model") != std::string::npos);
    }

    void readsTheStore() {
        TemporaryFolder folder;
        const auto dir = folder / "run";
        RunWriter writer = RunWriter::create(dir, sample_run_info(), "");
        for (const std::int64_t epoch : {0, 1, 2}) {
            for (const SampleKind kind : {SampleKind::Eval, SampleKind::Unseen}) {
                // Rows in an order that is not that of the grid.
                for (const std::int64_t place : {1, 0}) {
                    SampleRow row;
                    row.epoch = epoch;
                    row.kind = kind;
                    row.prompt = "cat";
                    row.index = place;
                    const std::int64_t id = writer.sample(row, "", "");
                    writer.score(id, "gold", static_cast<double>(10 * epoch + place));
                    if (!(epoch == 1 && place == 0)) {
                        writer.score(id, "partial", 1);
                    }
                }
            }
            writer.metric("eval/gold_mean", {epoch, 0, 0}, static_cast<double>(epoch));
            writer.metric("unseen/gold_mean", {epoch, 0, 0}, static_cast<double>(-epoch));
            writer.metric("eval/gold_gain_se", {epoch, 0, 0}, 1);
            writer.metric("eval/diversity", {epoch, 0, 0}, 1);
        }
        writer.flush();
        std::filesystem::create_directories(dir / "checkpoints" / "epoch-0002");
        std::filesystem::create_directories(dir / "checkpoints" / "epoch-0001.removed");
        RunReader reader(dir);
        const EvaluationRecord record = read_evaluations(reader, dir);
        QCOMPARE(record.trained, std::string("animals-aesthetic"));
        QCOMPARE(record.checkpoints, std::vector<std::int64_t>{2});
        QCOMPARE(record.judges.size(), std::size_t{2});
        QCOMPARE(record.judges.at("gold").means, (std::map<std::int64_t, double>{{0, 0}, {1, 1}, {2, 2}}));
        QCOMPARE(record.judges.at("gold").pictures.at(2), (std::vector<double>{20, 21}));
        QVERIFY(!record.judges.at("partial").pictures.contains(1));
        const EvaluationRecord unseen = read_evaluations(reader, dir, SampleKind::Unseen);
        QCOMPARE(unseen.judges.at("gold").means.at(2), -2.0);
    }
};

QTEST_GUILESS_MAIN(TestOveroptimization)
#include "tst_overoptimization.moc"
