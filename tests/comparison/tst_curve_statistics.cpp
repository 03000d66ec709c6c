// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <limits>

#include <QTest>

#include "core/comparison/curve_statistics.h"
#include "core/comparison/seed_groups.h"
#include "core/config/config.h"

using namespace tempera;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

/// Values of consecutive epochs; ten steps, a hundred queries and `pace` seconds each.
std::vector<CurvePoint> curve(const std::vector<double>& values, double pace = 60) {
    std::vector<CurvePoint> points;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto epoch = static_cast<double>(i);
        points.push_back({epoch, epoch * 10, epoch * 100, epoch * pace, values[i]});
    }
    return points;
}

bool same(double one, double other, double within = 1e-12) {
    return std::abs(one - other) <= within;
}

std::string toml(const std::string& name, std::int64_t seed, std::int64_t epochs = 30) {
    Config config;
    config.set("name", name);
    config.set("seed", seed);
    config.set("num_epochs", epochs);
    return config.canonical_toml();
}

GroupCandidate candidate(const std::string& name, std::int64_t seed, std::int64_t epochs = 30) {
    return {name, settings_without_seed(toml(name, seed, epochs))};
}

}  // namespace

class TestCurveStatistics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void meanAndBands() {
        // 1, 2, 6: mean 3, sample variance (4 + 1 + 9) / 2 = 7.
        const std::vector<std::vector<CurvePoint>> members{curve({1}), curve({2}), curve({6})};
        const double s = std::sqrt(7.0);
        const auto with = [&](Band band) { return mean_curve(members, band).front(); };
        QCOMPARE(with(Band::None).count, 3);
        QVERIFY(same(with(Band::None).at.value, 3));
        QVERIFY(same(with(Band::None).low, 3) && same(with(Band::None).high, 3));
        QVERIFY(same(with(Band::Deviation).low, 3 - s) && same(with(Band::Deviation).high, 3 + s));
        QVERIFY(same(with(Band::StandardError).high, 3 + s / std::sqrt(3.0)));
        // t of two degrees of freedom: 4.302652730.
        QVERIFY(same(with(Band::Interval95).low, 3 - 4.302652730 * s / std::sqrt(3.0), 1e-8));
        QVERIFY(same(with(Band::MinMax).low, 1) && same(with(Band::MinMax).high, 6));
    }

    void epochsWithFewerMembersAreMarked() {
        const auto means = mean_curve({curve({1, 1, 1}), curve({3, 5})}, Band::Deviation);
        QCOMPARE(means.size(), std::size_t(3));
        QVERIFY(means[0].complete && means[1].complete);
        QVERIFY(same(means[1].at.value, 3));
        QVERIFY(!means[2].complete);
        QCOMPARE(means[2].count, 1);
        QVERIFY(same(means[2].at.value, 1) && same(means[2].low, 1) && same(means[2].high, 1));
    }

    void aRunWithoutTheMetricIsNoMember() {
        const auto means = mean_curve({curve({1, 2}), {}, curve({nan_value, nan_value})}, Band::None);
        QCOMPARE(means.size(), std::size_t(2));
        QVERIFY(means[0].complete);
        QCOMPARE(means[0].count, 1);
    }

    void valuesThatAreNoNumbersAreAbsent() {
        const auto means = mean_curve({curve({1, nan_value, 3}), curve({3, 4, 5})}, Band::None);
        QCOMPARE(means.size(), std::size_t(3));
        QCOMPARE(means[1].count, 1);
        QVERIFY(!means[1].complete);
        QVERIFY(same(means[1].at.value, 4));
    }

    void placesAreMeansToo() {
        const auto means = mean_curve({curve({1, 2}, 60), curve({1, 2}, 120)}, Band::None);
        QVERIFY(same(means[1].at.epoch, 1));
        QVERIFY(same(means[1].at.step, 10));
        QVERIFY(same(means[1].at.reward_queries, 100));
        QVERIFY(same(means[1].at.seconds, 90));
    }

    void ofSeveralInOneEpochTheLastCounts() {
        std::vector<CurvePoint> twice{{0, 1, 0, 0, 10}, {0, 2, 0, 0, 20}, {0, 3, 0, 0, nan_value}, {1, 4, 0, 0, 5}};
        const auto means = mean_curve({twice, curve({0, 0})}, Band::None);
        QCOMPARE(means.size(), std::size_t(2));
        QVERIFY(same(means[0].at.value, 10));
        QVERIFY(same(means[0].at.step, 1));
    }

    void studentsTable() {
        // From printed tables.
        QVERIFY(same(student_t_975(1), 12.7062047, 1e-6));
        QVERIFY(same(student_t_975(2), 4.3026527, 1e-6));
        QVERIFY(same(student_t_975(3), 3.1824463, 1e-6));
        QVERIFY(same(student_t_975(4), 2.7764451, 1e-6));
        QVERIFY(same(student_t_975(9), 2.2621572, 1e-6));
        QVERIFY(same(student_t_975(30), 2.0422725, 1e-6));
        QVERIFY(same(student_t_975(1000), 1.9623391, 1e-6));
    }

    void averageIsDebiased() {
        const std::vector<double> epochs{0, 1, 2, 3, 4};
        for (const double value : debiased_average(epochs, std::vector<double>(5, 3.0), 7)) {
            QVERIFY(same(value, 3));
        }
        // Window 3: weights 1, 1/2, 1/4.
        const auto three = debiased_average(std::vector<double>{0, 1, 2}, std::vector<double>{1, 4, 10}, 3);
        QVERIFY(same(three[0], 1));
        QVERIFY(same(three[1], (4 + 0.5 * 1) / 1.5));
        QVERIFY(same(three[2], (10 + 0.5 * 4 + 0.25 * 1) / 1.75));
        QVERIFY(same(debiased_average(epochs, std::vector<double>{1, 2, 3, 4, 9}, 1)[4], 9));
    }

    void averageCountsEpochsNotPoints() {
        // Two epochs apart weighs a quarter at window 3, whether or not a value lies between.
        const auto wide = debiased_average(std::vector<double>{0, 2}, std::vector<double>{1, 10}, 3);
        QVERIFY(same(wide[1], (10 + 0.25 * 1) / 1.25));
        const auto gap = debiased_average(std::vector<double>{0, 1, 2}, std::vector<double>{1, nan_value, 10}, 3);
        QVERIFY(same(gap[1], 1));
        QVERIFY(same(gap[2], wide[1]));
        QVERIFY(std::isnan(debiased_average(std::vector<double>{0, 1}, std::vector<double>{nan_value, 1}, 3)[0]));
    }

    void groupsDifferInNothingButTheSeed() {
        const auto groups = group_by_settings({candidate("paper-tdpo-s1", 1), candidate("paper-ddpo-s1", 1, 40),
                                               candidate("paper-tdpo-s2", 2), candidate("paper-ddpo-s12", 12, 40),
                                               candidate("lonely", 1, 50)});
        QCOMPARE(groups.size(), std::size_t(3));
        QCOMPARE(groups[0].members, (std::vector<std::size_t>{0, 2}));
        QCOMPARE(groups[0].label, std::string("paper-tdpo"));
        QCOMPARE(groups[1].label, std::string("paper-ddpo"));
        QCOMPARE(groups[2].label, std::string("lonely"));
    }

    void groupsOfOneNameSayHowTheyDiffer() {
        const auto groups = group_by_settings(
            {candidate("a", 1, 10), candidate("a", 2, 10), candidate("a", 1, 20), candidate("a", 2, 20)});
        QCOMPARE(groups.size(), std::size_t(2));
        QCOMPARE(groups[0].label, std::string("a (num_epochs 10)"));
        QCOMPARE(groups[1].label, std::string("a (num_epochs 20)"));
    }

    void aConfigurationOfAnotherVersionStandsAlone() {
        QCOMPARE(settings_without_seed("from = \"the future\"\n"), std::string("from = \"the future\"\n"));
        const auto groups = group_by_settings(
            {{"x", settings_without_seed("bad = 1\nseed = 1\n")}, {"x", settings_without_seed("bad = 1\nseed = 2\n")}});
        QCOMPARE(groups.size(), std::size_t(2));
        QVERIFY(groups[0].label != groups[1].label);
    }
};

QTEST_APPLESS_MAIN(TestCurveStatistics)
#include "tst_curve_statistics.moc"
