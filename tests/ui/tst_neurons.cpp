// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QDoubleSpinBox>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "core/store/run_lock.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/neurons/history_panel.h"
#include "ui/neurons/layer_panel.h"
#include "ui/neurons/neurons_page.h"
#include "ui/neurons/score_histogram.h"
#include "ui/plot/plot_widget.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestNeurons : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void histogramSplitsAtTheThreshold();
    void oneAxisForAllLayersAndEpochs();
    void showsTheScrubbedEpoch();
    void thresholdAsksWhatIf();
    void logCounts();
    void historyHasResetsAndChoosesEpochs();
    void saysWhenThereIsNoCritic();
};

void TestNeurons::histogramSplitsAtTheThreshold() {
    const std::vector<float> scores{0, 0, 0, 0.1F, 0.5F, 0.51F, 1.9F, 7.0F};
    const ScoreHistogram zero = scoreHistogram(scores, 0, 2, 4);
    QCOMPARE(zero.dormant, 3);
    QCOMPARE(zero.total, 8);
    QCOMPARE(zero.dormantCentres, std::vector<double>{-0.25});
    QCOMPARE(zero.dormantCounts, std::vector<double>{3});
    QCOMPARE(zero.activeCentres, (std::vector<double>{0.25, 0.75, 1.25, 1.75}));
    QCOMPARE(zero.activeCounts, (std::vector<double>{1, 2, 0, 2}));  // 7.0 lies in the last
    const ScoreHistogram half = scoreHistogram(scores, 0.5, 2, 4);
    QCOMPARE(half.dormant, 5);
    QCOMPARE(half.dormantCounts, std::vector<double>{5});
    QCOMPARE(half.activeCounts, (std::vector<double>{1, 0, 2}));
    const auto sum = [](const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0.0); };
    for (const double threshold : {0.0, 0.03, 0.4, 1.1, 1.99}) {
        const ScoreHistogram any = scoreHistogram(scores, threshold, 2, 37);
        QCOMPARE(sum(any.dormantCounts) + sum(any.activeCounts), 8.0);
        QCOMPARE(int(sum(any.dormantCounts)), countDormant(scores, threshold));
        QVERIFY(any.dormantCentres.back() < threshold && any.activeCentres.front() > threshold);
    }
}

void TestNeurons::oneAxisForAllLayersAndEpochs() {
    std::map<std::int64_t, std::vector<NeuronLayerRow>> epochs;
    NeuronLayerRow row;
    row.scores.assign(1000, 1.7F);
    row.scores[0] = 100;  // one outlier does not set the axis
    epochs[0] = {row};
    QCOMPARE(commonUpperEdge(epochs), 2.0);
    QCOMPARE(commonUpperEdge({}), 1.0);
}

void TestNeurons::showsTheScrubbedEpoch() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.epochs(12);
    run.finish();
    Session session;
    NeuronsPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QCOMPARE(page.layers().size(), 4U);
    for (const std::int64_t epoch : {9, 3, 0}) {
        session.setEpoch(epoch);
        const auto& rows = session.current()->neurons.at(epoch);
        for (std::size_t i = 0; i < 4; ++i) {
            const auto dormant = std::accumulate(rows[i].dormant.begin(), rows[i].dormant.end(), 0);
            QCOMPARE(page.layers()[i]->countsText(),
                     QStringLiteral("%1 dormant, %2 active").arg(dormant).arg(rows[i].scores.size() - dormant));
        }
        QVERIFY(page.summaryText().startsWith(QStringLiteral("Epoch %1 ").arg(epoch)));
    }
    session.setEpoch(9);
    QVERIFY2(page.summaryText().contains(QStringLiteral("616 reset")), qPrintable(page.summaryText()));
    QTest::qWait(30);
    const auto range = page.layers()[0]->plot().xRange();
    QVERIFY(range.first < 0 && range.second > 5);
    session.setEpoch(2);
    QTest::qWait(30);
    QCOMPARE(page.layers()[0]->plot().xRange(), range);
    QCOMPARE(page.layers()[3]->plot().xRange(), range);
}

void TestNeurons::thresholdAsksWhatIf() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.epochs(3);
    run.finish();
    Session session;
    NeuronsPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QCOMPARE(page.thresholdBox()->value(), 0.0);
    const QString before = page.layers()[0]->countsText();
    const double shareBefore = *page.shares()->plot().valueAt(QStringLiteral("all"), 2);
    page.thresholdBox()->setFocus();
    QTest::keyClick(page.thresholdBox(), Qt::Key_PageUp);
    QVERIFY(page.thresholdBox()->value() > 0);
    QVERIFY(page.layers()[0]->countsText() != before);
    QVERIFY(*page.shares()->plot().valueAt(QStringLiteral("all"), 2) > shareBefore);
}

void TestNeurons::logCounts() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.epochs(1);
    run.finish();
    Session session;
    NeuronsPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QTest::qWait(30);
    QCOMPARE(page.layers()[0]->plot().yRange().first, 0.0);
    QTest::mouseClick(page.logBox(), Qt::LeftButton, {}, QPoint(8, page.logBox()->height() / 2));
    QVERIFY(page.logBox()->isChecked());
    QTRY_COMPARE(page.layers()[0]->plot().yRange().first, 0.5);
}

void TestNeurons::historyHasResetsAndChoosesEpochs() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    const RunLock lock(run.dir());
    run.start();
    run.epochs(12);
    Session session;
    session.setVisible(true);
    NeuronsPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    PlotWidget& plot = page.shares()->plot();
    QCOMPARE(plot.lines().size(), 5);  // four layers and all together
    QCOMPARE(plot.pointCount(QStringLiteral("all")), 12);
    const double stored = (*session.current()->series(QStringLiteral("neurons/dormant_share")))[7].value;
    QVERIFY(std::abs(*plot.valueAt(QStringLiteral("all"), 7) - 100 * stored) < 1e-9);
    QCOMPARE(page.overlap()->plot().pointCount(QStringLiteral("all")), 12);
    QTest::qWait(50);
    QTest::mouseClick(plot.findChild<QWidget*>(), Qt::LeftButton, {}, QPoint(qRound(plot.pixelOfX(5)), 50));
    QCOMPARE(session.epoch(), 5);
    run.epoch(12);
    QTRY_COMPARE(plot.pointCount(QStringLiteral("all")), 13);
}

void TestNeurons::saysWhenThereIsNoCritic() {
    TestPlace place;
    FakeRunOptions options;
    options.method = "ddpo";
    FakeRun run(place.workspace(), options);
    run.start();
    run.epochs(2);
    run.finish();
    Session session;
    NeuronsPage page(session);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QVERIFY(page.layers().empty());
    QVERIFY(page.summaryText().isEmpty());
}

QTEST_MAIN(TestNeurons)
#include "tst_neurons.moc"
