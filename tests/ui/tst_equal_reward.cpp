// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QPushButton>
#include <QTabBar>

#include "core/comparison/score_table.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/run_fixtures.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/generalization/equal_reward_model.h"
#include "ui/generalization/equal_reward_view.h"
#include "ui/generalization/generalization_page.h"
#include "ui/generalization/judge_box.h"
#include "ui/generalization/trajectory_panel.h"
#include "ui/plot/plot_widget.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

namespace {

void clickTab(QTabBar* bar, int index) {
    QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(index).center());
}

}  // namespace

// The table at equal trained reward, and one judge at a time.
class TestEqualReward : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersAreThoseOfTheCommandLine();
    void seedsOfOneExperimentAreOneColumn();
    void leavesOutOtherRewards();
    void oneJudgeInItsOwnUnit();
    void titlesFitWhenThereIsNoTrainedJudge();
};

void TestEqualReward::numbersAreThoseOfTheCommandLine() {
    TestPlace place;
    FakeRun first(place.workspace(), judgedRun("tdpo-r", "tdpo-r", 1));
    FakeRun second(place.workspace(), judgedRun("ddpo", "ddpo", 2));
    trainAll(first);
    trainAll(second);
    Session session;
    GeneralizationPage page(session);
    page.resize(1020, 640);
    page.show();
    const QAbstractItemModelTester tester(&page.equalReward()->model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(openAndWait(session, place.text()));
    session.setCurrent(first.id());
    session.setSelected({first.id(), second.id()});
    QVERIFY(settled(session));
    clickTab(page.views(), 1);
    EqualRewardModel& model = page.equalReward()->model();
    QTRY_COMPARE(model.columnCount(), 2);
    const std::vector<MethodRuns> methods{{"tdpo-r", {read_run_scores(first.dir())}},
                                          {"ddpo", {read_run_scores(second.dir())}}};
    const std::optional<double> level = common_level(methods);
    QVERIFY(level);
    QCOMPARE(*model.level(), *level);
    const std::vector<ScoreColumn> numbers = score_columns(methods);
    QCOMPARE(model.rowCount(), int(numbers.size()));
    QVERIFY(numbers.size() >= 10);  // three other judges: untrained, at the end and at the level; queries; the critic
    for (int row = 0; row < model.rowCount(); ++row) {
        for (int column = 0; column < 2; ++column) {
            const auto expected = value_of(numbers[std::size_t(row)], methods[std::size_t(column)].runs[0], *level);
            const QVariant shown = model.index(row, column).data(EqualRewardModel::MeanRole);
            QCOMPARE(shown.isValid(), expected.has_value());
            if (expected) {
                QCOMPARE(shown.toDouble(), *expected);
            }
        }
    }
    QCOMPARE(model.headerData(0, Qt::Horizontal).toString(), QStringLiteral("tdpo-r"));
    QVERIFY(page.equalReward()->sentence().contains(QLocale().toString(*level, 'g', 4)));
    QTest::mouseClick(page.equalReward()->copyButton(), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text().count(QLatin1Char('\n')), model.rowCount());
    QVERIFY(QGuiApplication::clipboard()->text().contains("Reward queries to the level\t"));
}

void TestEqualReward::seedsOfOneExperimentAreOneColumn() {
    TestPlace place;
    FakeRun one(place.workspace(), judgedRun("tdpo-s1", "tdpo", 1));
    FakeRun two(place.workspace(), judgedRun("tdpo-s2", "tdpo", 2));
    FakeRun other(place.workspace(), judgedRun("ddpo-s1", "ddpo", 1));
    for (FakeRun* run : {&one, &two, &other}) {
        trainAll(*run);
    }
    Session session;
    GeneralizationPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    session.setCurrent(one.id());
    session.setSelected({one.id(), two.id(), other.id()});
    QVERIFY(settled(session));
    page.views()->setFocus();
    QTest::keyClick(page.views(), Qt::Key_Right);
    EqualRewardModel& model = page.equalReward()->model();
    QTRY_COMPARE(model.columnCount(), 2);
    QCOMPARE(model.headerData(0, Qt::Horizontal).toString(), QStringLiteral("tdpo"));  // without its seed
    QCOMPARE(model.index(0, 0).data(EqualRewardModel::CountRole).toInt(), 2);
    QCOMPARE(model.index(0, 1).data(EqualRewardModel::CountRole).toInt(), 1);
    const double a = read_run_scores(one.dir()).points.front().seen.at("animals-aesthetic");
    const double b = read_run_scores(two.dir()).points.front().seen.at("animals-aesthetic");
    QCOMPARE(model.index(0, 0).data(EqualRewardModel::MeanRole).toDouble(), (a + b) / 2);
    QVERIFY(model.index(0, 0).data().toString().contains(QStringLiteral(" ± ")));
    QVERIFY(!model.index(0, 1).data().toString().contains(QStringLiteral("±")));
    // Back: the plots again.
    clickTab(page.views(), 0);
    QTRY_VERIFY(page.over()->isVisible());
}

void TestEqualReward::leavesOutOtherRewards() {
    TestPlace place;
    FakeRunOptions options = judgedRun("other", "ddpo", 3);
    options.reward = "gold";
    FakeRun run(place.workspace(), judgedRun("tdpo", "tdpo", 1));
    FakeRun other(place.workspace(), options);
    trainAll(run, 5);
    trainAll(other, 5);
    Session session;
    GeneralizationPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    session.setCurrent(run.id());
    session.setSelected({other.id(), run.id()});  // the current one decides, not the order
    QVERIFY(settled(session));
    clickTab(page.views(), 1);
    QTRY_COMPARE(page.equalReward()->model().columnCount(), 1);
    QVERIFY2(page.equalReward()->sentence().contains("other"), qPrintable(page.equalReward()->sentence()));
    QCOMPARE(page.equalReward()->model().headerData(0, Qt::Horizontal).toString(), QStringLiteral("tdpo"));
}

void TestEqualReward::oneJudgeInItsOwnUnit() {
    TestPlace place;
    FakeRun first(place.workspace(), judgedRun("tdpo-r", "tdpo-r", 1));
    FakeRun second(place.workspace(), judgedRun("ddpo", "ddpo", 2));
    trainAll(first);
    trainAll(second);
    Session session;
    GeneralizationPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    session.setCurrent(first.id());
    session.setSelected({first.id(), second.id()});
    QVERIFY(settled(session));               // the judges of one run alone fill the box as well
    QTRY_COMPARE(page.judge()->count(), 3);  // the mean, and two judges
    QCOMPARE(page.judge()->itemText(1), QStringLiteral("animals-hps"));
    QCOMPARE(page.over()->title(), QStringLiteral("The same over the epochs"));
    page.judge()->setFocus();
    QTest::keyClick(page.judge(), Qt::Key_Down);
    QCOMPARE(page.against()->title(), QStringLiteral("animals-hps"));
    // One trajectory per run, ringed, and the ring of the current epoch; the values are those that were stored.
    QTRY_COMPARE(page.against()->plot().lines().size(), 5);
    const MetricSeries& stored = *session.run(second.id())->series(QStringLiteral("eval/animals-hps_mean"));
    QVERIFY(page.against()->plot().lines().contains(second.id()));
    session.setEpoch(7);
    QVERIFY2(page.over()->legendText().contains(QLocale().toString(stored[7].value, 'g', 4)),
             qPrintable(page.over()->legendText()));
}

void TestEqualReward::titlesFitWhenThereIsNoTrainedJudge() {
    TestPlace place;
    FakeRun run(place.workspace(), judgedRun("seppo", "seppo", 1));
    trainAll(run, 8);
    Session session;
    GeneralizationPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QTRY_VERIFY(page.over()->isVisible());
    QVERIFY(!page.against()->isVisible());
    QVERIFY2(page.over()->title().startsWith("Rise of the judges"), qPrintable(page.over()->title()));
    QVERIFY2(page.goldOver()->title().startsWith("Gold"), qPrintable(page.goldOver()->title()));
    page.judge()->setFocus();
    QTest::keyClick(page.judge(), Qt::Key_End);
    QCOMPARE(page.over()->title(), QStringLiteral("animals-pick over the epochs"));
}

QTEST_MAIN(TestEqualReward)
#include "tst_equal_reward.moc"
