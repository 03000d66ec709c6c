// SPDX-License-Identifier: GPL-3.0-or-later
#include <QClipboard>
#include <QComboBox>
#include <QPushButton>
#include <cmath>
#include <cstdint>
#include <filesystem>

#include "core/comparison/overoptimization.h"
#include "core/config/schema.h"
#include "core/store/checkpoint_folders.h"
#include "core/store/run_lock.h"
#include "core/store/run_reader.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/run_fixtures.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/empty_state.h"
#include "ui/common/theme.h"
#include "ui/generalization/generalization_page.h"
#include "ui/generalization/trajectory_panel.h"
#include "ui/generalization/verdict_view.h"
#include "ui/plot/plot_widget.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

namespace {

/// Two judges that like the middle of the run most.
FakeRunOptions overoptimized(const char* name = "tdpo-r") {
    FakeRunOptions options = judgedRun(name);
    options.plannedEpochs = 40;
    return options;
}

Overoptimization reportOf(const FakeRun& run, SampleKind kind = SampleKind::Eval) {
    RunReader reader(run.dir());
    return examine_overoptimization(read_evaluations(reader, run.dir(), kind));
}

bool shown(const GeneralizationPage& page) {
    return QTest::qWaitFor([&] { return !page.empty()->isVisible() && page.verdict()->isVisible(); }, 10000);
}

QString emptyText(const GeneralizationPage& page) {
    return page.empty()->isVisible() ? page.empty()->accessibleName() : QString();
}

/// A click of the mouse on a place of the plot.
void clickOn(PlotWidget& plot, const QPointF& place) {
    QTest::qWait(50);
    QTest::mouseClick(plot.findChild<QWidget*>(), Qt::LeftButton, {}, plot.pixelOf(place).toPoint());
}

}  // namespace

class TestGeneralization : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatTheCommandLineSays();
    void goesToTheSuggestedEpoch();
    void copiesTheExportCommand();
    void aClickOnATrajectoryChoosesAnEpoch();
    void keysMoveTheEpoch();
    void oneTrajectoryForEachOfSeveralRuns();
    void unseenPromptsHaveTheirOwnReport();
    void followsALiveRun();
    void showsJudgesThatWereAskedLater();
    void sayingWhenThereIsNothing();
    void offersTheCommandWhenNobodyElseWasAsked();
    void followsTheTheme();
};

void TestGeneralization::saysWhatTheCommandLineSays() {
    TestPlace place;
    FakeRun run(place.workspace(), overoptimized());
    run.start();
    run.epochs(38);
    run.finish();
    Session session;
    GeneralizationPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QVERIFY(shown(page));
    const Overoptimization report = reportOf(run);
    QCOMPARE(report.verdict, Verdict::Overoptimized);
    QString sentence = QString::fromStdString(verdict_sentence(report));
    QCOMPARE(page.verdict()->sentence(), sentence.replace(" +- ", QStringLiteral("\u00a0\u00b1\u00a0")));
    QVERIFY(page.verdict()->suggestion().contains("Gold is best at epoch"));
    // Two judges, their mean, the ring of the suggestion and that of the current epoch; gold apart.
    QCOMPARE(page.against()->plot().lines().size(), 5);
    QCOMPARE(page.goldAgainst()->plot().lines().size(), 3);
    QVERIFY(page.goldOver()->isVisible());
    QCOMPARE(page.over()->plot().pointCount(run.id()), 39);
    QVERIFY(page.against()->legendText().contains("animals-pick"));
    QVERIFY2(page.summaryText().startsWith("Epoch 38"), qPrintable(page.summaryText()));
    session.setEpoch(10);
    const QString others = QLocale().toString(report.z[10], 'f', 2);
    QVERIFY2(page.summaryText().contains("others " + others), qPrintable(page.summaryText()));
}

void TestGeneralization::goesToTheSuggestedEpoch() {
    TestPlace place;
    FakeRun run(place.workspace(), overoptimized());
    run.start();
    run.epochs(38);
    run.finish();
    Session session;
    GeneralizationPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QVERIFY(shown(page));
    const std::int64_t suggested = reportOf(run).suggested_epoch();
    QVERIFY(suggested > 10 && suggested < 30);
    QCOMPARE(session.epoch(), 38);
    QVERIFY(page.verdict()->goToButton()->text().contains(QString::number(suggested)));
    QTest::mouseClick(page.verdict()->goToButton(), Qt::LeftButton);
    QCOMPARE(session.epoch(), suggested);
    session.setEpoch(0);
    page.verdict()->goToButton()->setFocus();
    QTest::keyClick(page.verdict()->goToButton(), Qt::Key_Space);
    QCOMPARE(session.epoch(), suggested);
}

void TestGeneralization::copiesTheExportCommand() {
    TestPlace place;
    FakeRun run(place.workspace(), overoptimized());
    run.start();
    run.epochs(38);
    run.finish();
    Session session;
    GeneralizationPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QVERIFY(shown(page));
    QVERIFY(!page.verdict()->copyButton()->isVisible());  // no weights are kept
    QVERIFY(page.verdict()->suggestion().contains("no weights are kept"));

    std::filesystem::create_directories(checkpoint_dir(run.dir(), 20));
    std::filesystem::create_directories(checkpoint_dir(run.dir(), 38));
    Session again;
    GeneralizationPage other(again);
    other.resize(1020, 640);
    other.show();
    QVERIFY(openAndWait(again, place.text()));
    QVERIFY(shown(other));
    QTest::mouseClick(other.verdict()->copyButton(), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(),
             QStringLiteral("tempera-run export-lora %1 --epoch 20 --format diffusers")
                 .arg(QString::fromStdString(run.dir().string())));
    QCOMPARE(other.verdict()->copyButton()->text(), QStringLiteral("Copied"));
}

void TestGeneralization::aClickOnATrajectoryChoosesAnEpoch() {
    TestPlace place;
    FakeRun run(place.workspace(), overoptimized());
    run.start();
    run.epochs(20);
    run.finish();
    Session session;
    GeneralizationPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QVERIFY(shown(page));
    const Overoptimization report = reportOf(run);
    clickOn(page.against()->plot(), {report.trained->means[4], report.z[4]});
    QCOMPARE(session.epoch(), 4);
    const auto [low, high] = page.over()->plot().yRange();
    clickOn(page.over()->plot(), {13, low + 0.1 * (high - low)});  // far below the line
    QCOMPARE(session.epoch(), 13);
    // Far from every point of a trajectory means nothing.
    const auto [left, right] = page.against()->plot().xRange();
    clickOn(page.against()->plot(), {right, page.against()->plot().yRange().second});
    QCOMPARE(session.epoch(), 13);
}

void TestGeneralization::keysMoveTheEpoch() {
    TestPlace place;
    FakeRun run(place.workspace(), overoptimized());
    run.start();
    run.epochs(9);
    run.finish();
    Session session;
    GeneralizationPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QVERIFY(shown(page));
    page.setFocus();
    QTest::keyClick(&page, Qt::Key_Left);
    QCOMPARE(session.epoch(), 8);
    QVERIFY(page.summaryText().startsWith("Epoch 8"));
    QTest::keyClick(&page.over()->plot(), Qt::Key_Plus);
    QVERIFY(page.over()->plot().zoomed());
    QTest::keyClick(&page.over()->plot(), Qt::Key_0);
    QVERIFY(!page.over()->plot().zoomed());
}

void TestGeneralization::oneTrajectoryForEachOfSeveralRuns() {
    TestPlace place;
    FakeRunOptions other = overoptimized("tdpo");
    other.seed = 2;
    other.judges = {{"animals-hps", 2.0}};
    FakeRun first(place.workspace(), overoptimized());
    FakeRun second(place.workspace(), other);
    for (FakeRun* run : {&first, &second}) {
        run->start();
        run->epochs(20);
        run->finish();
    }
    Session session;
    GeneralizationPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    session.setCurrent(first.id());
    session.setSelected({first.id(), second.id()});
    QVERIFY(settled(session));
    // A mean and a ring for each, and the ring of the current epoch; no judge and no gold.
    QTRY_COMPARE(page.over()->plot().lines().size(), 5);
    QVERIFY(page.over()->plot().lineColour(first.id()) != page.over()->plot().lineColour(second.id()));
    QVERIFY(page.over()->legendText().contains("tdpo"));
    // Hovering one in the panel or here dims the others, and tells the panel.
    session.setHovered(second.id());
    QVERIFY(page.over()->plot().lineColour(first.id()).alphaF() < 0.5);
    QVERIFY(page.over()->plot().lineColour(second.id()).alphaF() > 0.9);
    session.setHovered({});
    QTest::qWait(50);
    const Overoptimization report = reportOf(second);
    PlotWidget& plot = page.over()->plot();
    QTest::mouseMove(plot.findChild<QWidget*>(), plot.pixelOf({15, report.z[15]}).toPoint());
    QTRY_COMPARE(session.hovered(), second.id());
    // Another reward: the trained rewards have no unit in common.
    QVERIFY(page.verdict()->sentence().startsWith("Overoptimized") || page.verdict()->sentence().startsWith("Not"));
}

void TestGeneralization::unseenPromptsHaveTheirOwnReport() {
    TestPlace place;
    FakeRunOptions options = overoptimized();
    options.unseenPictures = 6;
    FakeRun run(place.workspace(), options);
    run.start();
    run.epochs(30);
    run.finish();
    Session session;
    GeneralizationPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QVERIFY(shown(page));
    const QString fixed = page.verdict()->sentence();
    page.pictures()->setFocus();
    QTest::keyClick(page.pictures(), Qt::Key_Down);
    QTRY_VERIFY(page.verdict()->isVisible() && page.verdict()->sentence() != fixed);
    const Overoptimization unseen = reportOf(run, SampleKind::Unseen);
    QVERIFY(unseen.suggested_epoch() < reportOf(run).suggested_epoch());
    QVERIFY(page.verdict()->goToButton()->text().endsWith(QString::number(unseen.suggested_epoch())));
}

void TestGeneralization::followsALiveRun() {
    TestPlace place;
    FakeRun run(place.workspace(), overoptimized());
    const RunLock lock(run.dir());
    Session session;
    session.setVisible(true);
    GeneralizationPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QTRY_COMPARE(emptyText(page), QStringLiteral("The judges appear here after the first evaluation."));
    run.start();
    QVERIFY(shown(page));
    QVERIFY(page.verdict()->sentence().startsWith("Too early"));
    QVERIFY(!page.verdict()->goToButton()->isVisible());
    run.epochs(3);
    QTRY_COMPARE(page.over()->plot().pointCount(run.id()), 4);
    QTRY_VERIFY(page.verdict()->sentence().startsWith("Not overoptimized"));
}

void TestGeneralization::showsJudgesThatWereAskedLater() {
    TestPlace place;
    FakeRunOptions options = overoptimized();
    options.judges.clear();
    FakeRun run(place.workspace(), options);
    run.start();
    run.epochs(20);
    run.finish();
    const RunLock lock(run.dir());  // of the command that asks them
    Session session;
    session.setVisible(true);
    GeneralizationPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QVERIFY(shown(page));
    QVERIFY(page.verdict()->sentence().startsWith("No other judge"));
    // The button offers the judges that have been made; the run's own is none of them.
    QStringList others;
    for (const std::string& name : find_field("reward.name")->choices) {
        if (name.starts_with("animals-") && name != "animals-aesthetic") {
            others << QString::fromStdString(name);
        }
    }
    QCOMPARE(page.verdict()->copyButton()->isVisible(), !others.isEmpty());
    QCOMPARE(page.verdict()->command().section(" --rewards ", 1), others.join(','));
    QVERIFY(!page.over()->isVisible() && page.goldOver()->isVisible());
    QCOMPARE(page.goldOver()->plot().pointCount(run.id()), 21);
    // Latest epoch first: the curves stay in the order of the run all the same.
    for (std::int64_t epoch = 20; epoch >= 0; --epoch) {
        const double value = 1 - std::pow(static_cast<double>(epoch) - 8, 2) / 100;
        run.writer().metric("eval/late_mean", {epoch, epoch * 20, epoch * 64}, value);
    }
    run.writer().flush();
    QTRY_VERIFY(page.verdict()->sentence().contains("since epoch 8"));
    const MetricSeries& series = *session.current()->series(QStringLiteral("eval/late_mean"));
    QCOMPARE(series.size(), std::size_t{21});
    for (std::size_t i = 0; i < series.size(); ++i) {
        QCOMPARE(series[i].epoch, static_cast<double>(i));
    }
}

void TestGeneralization::sayingWhenThereIsNothing() {
    TestPlace place;
    Session session;
    GeneralizationPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QVERIFY(emptyText(page).startsWith("Choose a run"));
    FakeRun run(place.workspace(), overoptimized());
    run.finish(ReachedState::Failed, "no model");
    session.rescan();
    QTRY_COMPARE(emptyText(page), QStringLiteral("This run was never evaluated."));
    QTest::keyClick(page.pictures(), Qt::Key_Down);
    QTRY_VERIFY2(emptyText(page).contains("unseen prompts"), qPrintable(emptyText(page)));
    QVERIFY(page.summaryText().isEmpty());
}

void TestGeneralization::offersTheCommandWhenNobodyElseWasAsked() {
    TestPlace place;
    FakeRunOptions options = overoptimized();
    options.judges.clear();
    options.reward = "gold";
    FakeRun run(place.workspace(), options);
    run.start();
    run.epochs(5);
    run.finish();
    Session session;
    GeneralizationPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QTRY_VERIFY2(emptyText(page).startsWith("No other judge"), qPrintable(emptyText(page)));
    QTest::mouseClick(page.empty()->button(), Qt::LeftButton);
    QVERIFY2(QGuiApplication::clipboard()->text().contains(" --rewards animals-aesthetic"),
             qPrintable(QGuiApplication::clipboard()->text()));
}

void TestGeneralization::followsTheTheme() {
    TestPlace place;
    FakeRun run(place.workspace(), overoptimized());
    run.start();
    run.epochs(9);
    run.finish();
    Session session;
    GeneralizationPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QVERIFY(shown(page));
    applyTheme(ThemeMode::Light);
    QTest::qWait(20);
    const QColor light = page.over()->plot().lineColour(run.id());
    applyTheme(ThemeMode::Dark);
    QTest::qWait(20);
    QVERIFY(page.over()->plot().lineColour(run.id()) != light);
    QCOMPARE(page.over()->plot().lineColour(run.id()),
             theme::run(session.current()->head.entry.colour, page.palette()));
    applyTheme(ThemeMode::System);
}

QTEST_MAIN(TestGeneralization)
#include "tst_generalization.moc"
