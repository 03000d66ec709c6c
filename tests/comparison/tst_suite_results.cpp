// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QTest>

#include "core/comparison/suite_results.h"

using namespace tempera;

namespace {

/// Reward and gold by epoch; 10 queries an epoch.
RunScores run_with(const std::vector<std::pair<double, double>>& values) {
    RunScores run;
    run.reward = "taste";
    for (std::size_t epoch = 0; epoch < values.size(); ++epoch) {
        RunScores::Point point;
        point.epoch = static_cast<std::int64_t>(epoch);
        point.reward_queries = 10.0 * static_cast<double>(epoch);
        point.seen = {{"taste", values[epoch].first}, {"gold", values[epoch].second}};
        point.unseen = {{"gold", values[epoch].second / 2}};
        run.points.push_back(point);
    }
    return run;
}

bool same(double one, double other) {
    return std::abs(one - other) < 1e-12;
}

}  // namespace

class TestSuiteResults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void spread() {
        const Spread three = spread_of({1.0, 2.0, 6.0});
        QCOMPARE(three.count, 3);
        QVERIFY(same(three.mean, 3.0));
        QVERIFY(same(three.deviation, std::sqrt((4.0 + 1.0 + 9.0) / 2.0)));
        QVERIFY(same(spread_of({5.0}).deviation, 0.0));
        QCOMPARE(spread_of({}).count, 0);
    }

    void crossingLiesOnTheLineBetweenEvaluations() {
        const RunScores run = run_with({{1.0, 0.8}, {1.5, 0.9}, {3.5, 0.5}, {2.0, 0.1}});
        const auto crossing = first_crossing(run, 2.0);
        QVERIFY(crossing);
        QVERIFY(same(crossing->epoch, 1.25));
        QVERIFY(same(crossing->reward_queries, 12.5));
        QVERIFY(same(crossing->seen.at("taste"), 2.0));
        QVERIFY(same(crossing->seen.at("gold"), 0.8));
        QVERIFY(same(crossing->unseen.at("gold"), 0.4));
    }

    void aLevelThatIsReachedAtOnceOrNever() {
        const RunScores run = run_with({{1.0, 0.8}, {1.5, 0.9}});
        QVERIFY(same(first_crossing(run, 0.5)->epoch, 0.0));
        QVERIFY(same(first_crossing(run, 0.5)->seen.at("gold"), 0.8));
        QVERIFY(!first_crossing(run, 1.6));
        QVERIFY(!first_crossing(RunScores(), 0.0));
    }

    void levelIsHalfwayToTheBestMethod() {
        // Best of the seeds 2 and 4: 3 on the mean; the other method reaches 2. Untrained: 1.
        const std::vector<MethodRuns> methods{
            {"a", {run_with({{1.0, 0.0}, {2.0, 0.0}}), run_with({{1.0, 0.0}, {4.0, 0.0}, {0.0, 0.0}})}},
            {"b", {run_with({{1.0, 0.0}, {2.0, 0.0}})}},
            {"c", {}}};
        QVERIFY(same(common_level(methods).value(), 2.0));
        QVERIFY(!common_level({{"c", {}}}));
    }
};

QTEST_GUILESS_MAIN(TestSuiteResults)
#include "tst_suite_results.moc"
