// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/comparison/rating_statistics.h"
#include "core/store/run_writer.h"
#include "tests/helpers/run_samples.h"

using namespace tempera;

namespace {

const RatedSide cats{"cats-1", 4};
const RatedSide dogs{"dogs-2", 9};

Rating rating(const RatedSide& left, const RatedSide& right, Choice choice) {
    Rating made;
    made.prompt = "a cat";
    made.seed = 7;
    made.left = left;
    made.right = right;
    made.choice = choice;
    return made;
}

bool close(double value, double expected) {
    return std::abs(value - expected) < 5e-5;
}

}  // namespace

class TestRatingStatistics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wilson_data() {
        QTest::addColumn<double>("successes");
        QTest::addColumn<double>("n");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        // Zero of n: (0, z^2 / (n + z^2)) = 3.8415 / 13.8415; all of n mirrors it.
        QTest::newRow("none") << 0.0 << 10.0 << 0.0 << 0.27753;
        QTest::newRow("all") << 10.0 << 10.0 << 0.72247 << 1.0;
        // Half: 1/2 -+ z / (2 sqrt(n + z^2)) = 0.5 -+ 1.95996 / (2 * 3.72042).
        QTest::newRow("half") << 5.0 << 10.0 << 0.23659 << 0.76341;
        // p = 3/4: (0.75 + 0.096037 -+ 1.95996 sqrt(0.009375 + 0.0024009)) / 1.192073
        QTest::newRow("fifteen of twenty") << 15.0 << 20.0 << 0.53130 << 0.88814;
        QTest::newRow("half a win") << 2.5 << 4.0 << 0.21943 << 0.90810;
        QTest::newRow("nothing") << 0.0 << 0.0 << 0.0 << 1.0;
    }

    void wilson() {
        QFETCH(double, successes);
        QFETCH(double, n);
        const Interval interval = wilson_interval(successes, n);
        QTEST(std::round(interval.low * 1e5) / 1e5, "low");
        QTEST(std::round(interval.high * 1e5) / 1e5, "high");
    }

    void winsAreCountedOnWhicheverSideTheyStood() {
        const RatedSide later{"cats-1", 5};  // another epoch is another contestant
        const std::vector<Rating> ratings{
            rating(cats, dogs, Choice::Left),     // cats
            rating(dogs, cats, Choice::Right),    // cats
            rating(dogs, cats, Choice::Left),     // dogs
            rating(cats, dogs, Choice::Neither),  // both
            rating(later, dogs, Choice::Left),   rating(cats, cats, Choice::Left),
        };
        const WinRate first = win_rate(ratings, cats, dogs);
        QCOMPARE(first.wins, 2);
        QCOMPARE(first.losses, 1);
        QCOMPARE(first.ties, 1);
        QCOMPARE(first.n(), 4);
        QVERIFY(close(first.rate, 2.5 / 4));
        QVERIFY(close(first.interval.low, 0.21943));
        QVERIFY(close(first.interval.high, 0.90810));
        const WinRate second = win_rate(ratings, dogs, cats);
        QVERIFY(close(first.rate + second.rate, 1));
        QVERIFY(close(second.interval.low, 1 - first.interval.high));
        QCOMPARE(win_rate(ratings, later, cats).n(), 0);
        QCOMPARE(win_rate(ratings, later, cats).rate, 0.0);
    }

    void agreementIsOfDecidedPairsThatARewardTellsApart() {
        const std::vector<RatedPair> pairs{
            {rating(cats, dogs, Choice::Left), {{"gold", 0.9}, {"taste", 4}}, {{"gold", 0.1}, {"taste", 5}}},
            {rating(dogs, cats, Choice::Right), {{"gold", 0.2}, {"taste", 4}}, {{"gold", 0.8}, {"taste", 6}}},
            {rating(dogs, cats, Choice::Left), {{"gold", 0.2}, {"taste", 4}}, {{"gold", 0.8}, {"taste", 4}}},
            {rating(cats, dogs, Choice::Neither), {{"gold", 0.9}}, {{"gold", 0.1}}},
            {rating(cats, dogs, Choice::Left), {{"only left", 1}}, {}},
        };
        const std::vector<Agreement> found = agreements(pairs);
        QCOMPARE(found.size(), std::size_t{2});
        QCOMPARE(found[0].reward, std::string("gold"));
        QCOMPARE(found[0].agreed, 2);
        QCOMPARE(found[0].n, 3);
        QVERIFY(close(found[0].share, 2.0 / 3));
        // p = 2/3, n = 3: (0.66667 + 0.64024 -+ 1.95996 sqrt(0.074074 + 0.106707)) / 2.280486
        QVERIFY(close(found[0].interval.low, 0.20765));
        QVERIFY(close(found[0].interval.high, 0.93851));
        QCOMPARE(found[1].reward, std::string("taste"));
        QCOMPARE(found[1].agreed, 1);
        QCOMPARE(found[1].n, 2);  // equal scores say nothing
    }

    void scoresAreReadFromTheRuns() {
        const TemporaryFolder workspace;
        for (const auto& [side, gold] : {std::pair(cats, 0.9), std::pair(dogs, 0.4)}) {
            const auto dir = workspace.path() / "runs" / side.run_id;
            std::filesystem::create_directories(dir.parent_path());
            RunWriter writer = RunWriter::create(dir, sample_run_info(), "");
            writer.begin_attempt(0);
            SampleRow row;
            row.epoch = side.epoch;
            row.kind = SampleKind::Eval;
            row.seed = 7;
            row.prompt = "a dog";
            writer.score(writer.sample(row, "", ""), "gold", -1);
            row.prompt = "a cat";
            writer.score(writer.sample(row, "", ""), "gold", gold);
            writer.flush();
        }
        const auto pairs = with_scores(workspace.path(),
                                       {rating(dogs, cats, Choice::Right), rating(cats, {"gone-3", 1}, Choice::Left)});
        QCOMPARE(pairs.size(), std::size_t{2});
        QCOMPARE(pairs[0].left_scores.at("gold"), 0.4);
        QCOMPARE(pairs[0].right_scores.at("gold"), 0.9);
        QCOMPARE(pairs[1].left_scores.at("gold"), 0.9);
        QVERIFY(pairs[1].right_scores.empty());
        QCOMPARE(agreements(pairs).at(0).n, 1);
    }
};

QTEST_APPLESS_MAIN(TestRatingStatistics)
#include "tst_rating_statistics.moc"
