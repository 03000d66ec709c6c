// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>

#include <QtTest>

#include "core/config/config.h"
#include "ui/launch/sweep.h"

using namespace tempera;
using namespace tempera::ui;

class TestSweep : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsListsAndRanges_data();
    void readsListsAndRanges();
    void refusesWhatIsNoSweep();
    void everyCombinationIsARun();
};

void TestSweep::readsListsAndRanges_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("values");
    QTest::newRow("list") << "seed"
                          << "1, 2,5" << QStringList{"1", "2", "5"};
    QTest::newRow("range") << "seed"
                           << "3..6" << QStringList{"3", "4", "5", "6"};
    QTest::newRow("range with spaces and step") << "num_epochs"
                                                << " 10 .. 50 step 20" << QStringList{"10", "30", "50"};
    QTest::newRow("step of a tenth") << "sample.eta"
                                     << "0.1..0.4 step 0.1" << QStringList{"0.1", "0.2", "0.3", "0.4"};
    QTest::newRow("times") << "train.learning_rate"
                           << "1e-4..1e-2 times 10" << QStringList{"0.0001", "0.001", "0.01"};
    QTest::newRow("none twice") << "seed"
                                << "1,1,2" << QStringList{"1", "2"};
    QTest::newRow("truth") << "train.cfg"
                           << "true,false" << QStringList{"true", "false"};
    QTest::newRow("choices") << "method"
                             << "ddpo, tdpo" << QStringList{"ddpo", "tdpo"};
    QTest::newRow("lists") << "eval.rewards"
                           << "gold; gold, saturation" << QStringList{"gold", "gold, saturation"};
    QTest::newRow("nothing") << "seed"
                             << " , " << QStringList();
}

void TestSweep::readsListsAndRanges() {
    QFETCH(QString, key);
    QFETCH(QString, text);
    QFETCH(QStringList, values);
    QCOMPARE(sweepValues(*find_field(key.toStdString()), text), values);
}

void TestSweep::refusesWhatIsNoSweep() {
    const auto problems = [](const std::vector<SweepAxis>& axes) {
        const SweepPlan plan = planSweep(Config(), QStringLiteral("x"), axes);
        return plan.problems.empty() ? QString() : plan.problems.front().second;
    };
    QVERIFY(problems({{"seed", "5..1"}}).contains(QStringLiteral("goes up")));
    QVERIFY(problems({{"train.learning_rate", "0.1..0.2"}}).contains(QStringLiteral("step")));
    QVERIFY(problems({{"sample.eta", "0, 9"}}).contains(QStringLiteral("0 to 1")));
    QVERIFY(problems({{"sample.eat", "1"}}).contains(QStringLiteral("Choose a setting")));
    QVERIFY(problems({{"seed", "1"}, {"seed", "2"}}).contains(QStringLiteral("already")));
    QVERIFY(problems({{"seed", "1..999999"}}).contains(QStringLiteral("more than 200")));
    // Rules that join keys hold for every combination.
    QVERIFY(problems({{"train.gradient_accumulation_steps", "1, 5"}}).contains(QStringLiteral("multiple")));
    // Too many are counted, not made.
    const SweepPlan many = planSweep(Config(), QStringLiteral("x"), {{"seed", "1..100"}, {"num_epochs", "1..100"}});
    QCOMPARE(many.combinations, std::int64_t{10000});
    QVERIFY(many.runs.empty());
}

void TestSweep::everyCombinationIsARun() {
    const SweepPlan plan =
        planSweep(Config(), QStringLiteral("x"), {{"seed", "1,2"}, {"train.learning_rate", "1e-4, 1e-3"}});
    QCOMPARE(plan.runs.size(), std::size_t{4});
    QCOMPARE(plan.runs[0].name, QStringLiteral("x-s1-lr0.0001"));
    QCOMPARE(plan.runs[3].name, QStringLiteral("x-s2-lr0.001"));
    QCOMPARE(plan.runs[3].config.integer("seed"), std::int64_t{2});
    QCOMPARE(plan.runs[3].config.real("train.learning_rate"), 1e-3);
    QCOMPARE(plan.runs[3].config.text("name"), std::string("x-s2-lr0.001"));
    QCOMPARE(planSweep(Config(), QStringLiteral("x"), {}).runs.size(), std::size_t{1});
}

QTEST_MAIN(TestSweep)
#include "tst_sweep.moc"
