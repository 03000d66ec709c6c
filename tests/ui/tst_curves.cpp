// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <cmath>

#include "core/store/run_lock.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/curves/curve_panel.h"
#include "ui/curves/curves_page.h"
#include "ui/plot/plot_widget.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestCurves : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsThePanelsOfTheRun();
    void growsWithTheRun();
    void drawsSeveralRuns();
    void cursorIsLinked();
    void clickChoosesTheEpoch();
    void zoomIsLinkedAndDoubleClickResets();
    void arrowsStepEpochs();
    void hiddenPagesDoNoWork();

private:
    CurvePanel* panel(const CurvesPage& page, const char* id) const;
    QWidget* canvas(const CurvePanel* panel) const;
};

CurvePanel* TestCurves::panel(const CurvesPage& page, const char* id) const {
    for (CurvePanel* panel : page.panels()) {
        if (panel->spec().id == QLatin1String(id)) {
            return panel;
        }
    }
    return nullptr;
}

QWidget* TestCurves::canvas(const CurvePanel* panel) const {
    return panel->plot().findChild<QWidget*>();  // what gets the mouse
}

void TestCurves::showsThePanelsOfTheRun() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.epochs(21);
    run.finish();
    Session session;
    CurvesPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QStringList ids;
    for (const CurvePanel* p : page.panels()) {
        ids << p->spec().id;
    }
    QCOMPARE(ids.join(QLatin1Char(' ')),
             QStringLiteral("reward gold gain dormant explained-variance critic-loss kl clip-fraction ratio-noise"));
    PlotWidget& reward = panel(page, "reward")->plot();
    QCOMPARE(reward.pointCount(run.id()), 22);
    QCOMPARE(reward.pointCount(run.id() + QStringLiteral("|second")), 21);
    // Dormant shares are shown in per cent and never below zero.
    PlotWidget& dormant = panel(page, "dormant")->plot();
    const double stored = session.current()->series(QStringLiteral("neurons/dormant_share"))->back().value;
    QCOMPARE(*dormant.valueAt(run.id(), 20), stored * 100);
    // The value beside the title is that of the scrubbed epoch.
    session.setEpoch(4);
    const double at4 = (*session.current()->series(QStringLiteral("eval/animals-aesthetic_mean")))[4].value;
    QVERIFY2(std::abs(panel(page, "reward")->valueText().toDouble() - at4) < 5e-4,
             qPrintable(panel(page, "reward")->valueText()));
}

void TestCurves::growsWithTheRun() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    const RunLock lock(run.dir());
    run.start();
    run.epochs(3);
    Session session;
    session.setVisible(true);
    CurvesPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    PlotWidget& plot = panel(page, "reward")->plot();
    QTRY_COMPARE(plot.pointCount(run.id()), 4);
    QTest::qWait(50);
    const int before = plot.replotCount();
    QElapsedTimer timer;
    timer.start();
    run.epoch(3);
    QTRY_VERIFY(plot.pointCount(run.id()) == 5 && plot.replotCount() > before);
    qInfo("new point drawn after %lld ms", timer.elapsed());
    QVERIFY(plot.xRange().second >= 4);
    // Smoothing redraws the whole line and leaves the raw one faint behind.
    for (int number = 4; number < 10; ++number) {
        run.epoch(number);
    }
    QTRY_COMPARE(plot.pointCount(run.id()), 11);
    CurveView view;
    view.smoothing = 5;
    page.setView(view);
    QCOMPARE(plot.pointCount(run.id() + QStringLiteral("|raw")), 11);
    run.epoch(10);
    QTRY_COMPARE(plot.pointCount(run.id() + QStringLiteral("|raw")), 12);
    QCOMPARE(plot.pointCount(run.id()), 12);
}

void TestCurves::drawsSeveralRuns() {
    TestPlace place;
    populateWorkspace(place.workspace());
    Session session;
    CurvesPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QStringList ids;
    for (const RunData* run : session.runs()) {
        ids << run->id();
    }
    session.setSelected(ids.mid(0, 3));
    QVERIFY(settled(session));
    PlotWidget& plot = panel(page, "reward")->plot();
    QCOMPARE(plot.lines().size(), 6);
    QVERIFY(plot.lineColour(ids[0]) != plot.lineColour(ids[1]));
    session.setHovered(ids[1]);
    QCOMPARE(plot.lineColour(ids[1]).alpha(), 255);
    QVERIFY(plot.lineColour(ids[0]).alpha() < 100);
    session.setHovered(QString());
    QCOMPARE(plot.lineColour(ids[0]).alpha(), 255);
    session.setSelected({ids[2]});
    QVERIFY(settled(session));
    QCOMPARE(panel(page, "reward")->plot().lines().size(), 2);
}

void TestCurves::cursorIsLinked() {
    TestPlace place;
    populateWorkspace(place.workspace());
    Session session;
    CurvesPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QStringList ids;
    for (const RunData* run : session.runs()) {
        ids << run->id();
    }
    session.setSelected(ids.mid(0, 2));
    QVERIFY(settled(session));
    QTest::qWait(50);
    CurvePanel* reward = panel(page, "reward");
    const double x = reward->plot().pixelOfX(10);
    QTest::mouseMove(canvas(reward), QPoint(static_cast<int>(x), 60));
    QTRY_VERIFY(!reward->readoutText().isEmpty());
    QVERIFY(!panel(page, "gold")->readoutText().isEmpty());  // the others follow
    const double at10 = (*session.current()->series(QStringLiteral("eval/gold_mean")))[10].value;
    QVERIFY(std::abs(panel(page, "gold")->valueText().toDouble() - at10) < 5e-4);
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(canvas(reward), &leave);
    QVERIFY(panel(page, "gold")->readoutText().isEmpty());
}

void TestCurves::clickChoosesTheEpoch() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.epochs(30);
    run.finish();
    Session session;
    CurvesPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QTest::qWait(50);
    CurvePanel* gold = panel(page, "gold");
    QTest::mouseClick(canvas(gold), Qt::LeftButton, {}, QPoint(qRound(gold->plot().pixelOfX(17)), 60));
    QCOMPARE(session.epoch(), 17);
    QVERIFY(!session.followsLive());
}

void TestCurves::zoomIsLinkedAndDoubleClickResets() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.epochs(30);
    run.finish();
    Session session;
    CurvesPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QTest::qWait(50);
    PlotWidget& reward = panel(page, "reward")->plot();
    PlotWidget& gold = panel(page, "gold")->plot();
    QWidget* target = canvas(panel(page, "reward"));
    const QPointF middle(reward.pixelOfX(15), 60);
    QWheelEvent wheel(middle, target->mapToGlobal(middle), {}, {0, 240}, Qt::NoButton, Qt::ControlModifier,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(target, &wheel);
    QVERIFY(reward.xRange().second - reward.xRange().first < 25);
    QCOMPARE(gold.xRange(), reward.xRange());
    const auto before = reward.xRange();
    QTest::mousePress(target, Qt::LeftButton, {}, middle.toPoint());
    QTest::mouseMove(target, middle.toPoint() + QPoint(40, 0));
    QMouseEvent move(QEvent::MouseMove, middle + QPointF(60, 0), target->mapToGlobal(middle + QPointF(60, 0)),
                     Qt::NoButton, Qt::LeftButton, {});
    QCoreApplication::sendEvent(target, &move);
    QTest::mouseRelease(target, Qt::LeftButton, {}, middle.toPoint() + QPoint(60, 0));
    QVERIFY(reward.xRange().first < before.first);
    QCOMPARE(gold.xRange(), reward.xRange());
    QTest::mouseDClick(target, Qt::LeftButton, {}, middle.toPoint());
    QTRY_VERIFY(reward.xRange().first < 0 && reward.xRange().second > 30 && reward.xRange().second < 31);
    QTRY_COMPARE(gold.xRange(), reward.xRange());
    QTest::keyClick(&reward, Qt::Key_Plus);
    QVERIFY(reward.zoomed());
    QTest::keyClick(&reward, Qt::Key_0);
    QVERIFY(!reward.zoomed());
}

void TestCurves::arrowsStepEpochs() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.epochs(5);
    run.finish();
    Session session;
    CurvesPage page(session);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    PlotWidget& plot = panel(page, "reward")->plot();
    QTest::keyClick(&plot, Qt::Key_Left);
    QCOMPARE(session.epoch(), 4);
    QTest::keyClick(&plot, Qt::Key_Right);
    QCOMPARE(session.epoch(), 5);
    QVERIFY(!session.followsLive());
    QTest::keyClick(&plot, Qt::Key_Space);
    QVERIFY(session.followsLive());
}

void TestCurves::hiddenPagesDoNoWork() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    const RunLock lock(run.dir());
    run.start();
    Session session;
    session.setVisible(true);
    CurvesPage page(session);
    QVERIFY(openAndWait(session, place.text()));
    run.epochs(3);
    QTRY_COMPARE(session.lastEpoch(), 3);
    QVERIFY(page.panels().empty());
    page.show();
    QVERIFY(!page.panels().empty());
}

QTEST_MAIN(TestCurves)
#include "tst_curves.moc"
