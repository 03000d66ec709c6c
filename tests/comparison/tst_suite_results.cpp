// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <fstream>

#include <QTest>

#include "core/comparison/suite_results.h"
#include "core/config/config.h"
#include "core/store/run_writer.h"
#include "tests/helpers/run_samples.h"

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

    void bothWaysToEvaluateUnseenPrompts() {
        // Mixed into the evaluation, and as a set of its own: which of them training saw, the prompt list says.
        TemporaryFolder folder;
        const auto dir = folder / "run";
        std::ofstream(folder / "trained.txt") << "a cat\n";
        Config config;
        config.set("prompts.file", (folder / "trained.txt").string());
        config.set("reward.name", "saturation");
        RunWriter writer = RunWriter::create(dir, sample_run_info(), config.canonical_toml());
        const auto add = [&](SampleKind kind, const char* prompt, double score) {
            SampleRow row;
            row.kind = kind;
            row.prompt = prompt;
            writer.score(writer.sample(row, "", ""), "saturation", score);
        };
        add(SampleKind::Eval, "A  cat", 1);
        add(SampleKind::Eval, "a cat", 3);
        add(SampleKind::Eval, "a yak", 10);
        add(SampleKind::Unseen, "an emu", 20);
        add(SampleKind::Train, "a cat", 100);
        writer.flush();
        const RunScores scores = read_run_scores(dir);
        QCOMPARE(scores.points.size(), std::size_t{1});
        QVERIFY(same(scores.points[0].seen.at("saturation"), 2));
        QVERIFY(same(scores.points[0].unseen.at("saturation"), 15));
    }

    void levelIsPassedByEveryRunThatClimbs() {
        // Untrained: 1. The largest rise is that of a, to 11 on the mean; c rises by 1, less than a fifth of it. The
        // run that climbs least is one of b, to 6 at its highest.
        const std::vector<MethodRuns> methods{
            {"a", {run_with({{1.0, 0.0}, {8.0, 0.0}}), run_with({{1.0, 0.0}, {14.0, 0.0}, {0.0, 0.0}})}},
            {"b", {run_with({{1.0, 0.0}, {6.0, 0.0}, {2.0, 0.0}}), run_with({{1.0, 0.0}, {7.0, 0.0}})}},
            {"c", {run_with({{1.0, 0.0}, {2.0, 0.0}})}},
            {"d", {}}};
        QVERIFY(same(common_level(methods).value(), 5.5));
        QVERIFY(!common_level({{"d", {}}}));
    }
};

QTEST_GUILESS_MAIN(TestSuiteResults)
#include "tst_suite_results.moc"
