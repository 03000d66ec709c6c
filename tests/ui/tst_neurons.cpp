// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QMenu>
#include <QTableView>
#include <QToolButton>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "core/store/run_lock.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/empty_state.h"
#include "ui/neurons/dormancy.h"
#include "ui/neurons/history_panel.h"
#include "ui/neurons/layer_chooser.h"
#include "ui/neurons/layer_panel.h"
#include "ui/neurons/neuron_heatmap.h"
#include "ui/neurons/neurons_page.h"
#include "ui/neurons/score_histogram.h"
#include "ui/neurons/what_if_panel.h"
#include "ui/plot/plot_widget.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

namespace {

QWidget* canvasOf(const LayerPanel& panel) {
    return panel.plot().canvas();
}

QPoint at(const LayerPanel& panel, double score) {
    return {qRound(panel.plot().pixelOfX(score)), 60};
}

/// The page with a finished run of so many epochs.
struct OpenPage {
    explicit OpenPage(int epochs) : run(place.workspace(), {}), page(session) {
        run.start();
        run.epochs(epochs);
        run.finish();
        page.resize(1020, 640);
        page.show();
        ready = openAndWait(session, place.text());
    }

    TestPlace place;
    FakeRun run;
    Session session;
    NeuronsPage page;
    bool ready = false;
};

/// Waits until what was asked is drawn, so that pixels mean something.
void drawn() {
    QTest::qWait(50);
}

}  // namespace

class TestNeurons : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsTheScrubbedEpoch();
    void thresholdAsksWhatIf();
    void draggingMovesTheThreshold();
    void keysMoveTheThreshold();
    void backToTheRunsOwn();
    void whatIfTableChoosesAThreshold();
    void heatmapChoosesAnEpoch();
    void chooserOfManyLayers();
    void sharesOfActiveNeurons();
    void criticBesideItsNeurons();
    void logCounts();
    void historyHasResetsAndChoosesEpochs();
    void saysWhenThereIsNoCritic();
};

void TestNeurons::showsTheScrubbedEpoch() {
    OpenPage open(12);
    QVERIFY(open.ready);
    NeuronsPage& page = open.page;
    Session& session = open.session;
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
    OpenPage open(3);
    QVERIFY(open.ready);
    NeuronsPage& page = open.page;
    QCOMPARE(page.thresholdBox()->value(), 0.0);
    const QString before = page.layers()[0]->countsText();
    const double shareBefore = *page.shares()->plot().valueAt(QStringLiteral("all"), 2);
    page.thresholdBox()->setFocus();
    QTest::keyClick(page.thresholdBox(), Qt::Key_PageUp);
    QVERIFY(page.thresholdBox()->value() > 0);
    QVERIFY(page.layers()[0]->countsText() != before);
    QVERIFY(*page.shares()->plot().valueAt(QStringLiteral("all"), 2) > shareBefore);
}

void TestNeurons::draggingMovesTheThreshold() {
    OpenPage open(3);
    QVERIFY(open.ready);
    NeuronsPage& page = open.page;
    Session& session = open.session;
    drawn();
    const LayerPanel& first = *page.layers()[0];
    const auto range = first.plot().xRange();
    QTest::mousePress(canvasOf(first), Qt::LeftButton, {}, at(first, 0.0));
    for (const double target : {0.4, 0.9, 0.7}) {
        QTest::mouseMove(canvasOf(first), at(first, target));
        QVERIFY2(std::abs(page.threshold() - target) < 0.05, qPrintable(QString::number(page.threshold())));
        // At once, in every layer and in the curves.
        for (const LayerPanel* panel : page.layers()) {
            const auto& row = session.current()->neurons.at(2)[static_cast<std::size_t>(panel->layer())];
            const int dormant = countDormant(row.scores, page.threshold());
            QCOMPARE(panel->countsText(),
                     QStringLiteral("%1 dormant, %2 active").arg(dormant).arg(int(row.scores.size()) - dormant));
        }
        QCOMPARE(*page.shares()->plot().valueAt(QStringLiteral("all"), 2),
                 100 * dormancyAt(session.current()->neurons, page.threshold()).all.dormantShare[2]);
    }
    QTest::mouseRelease(canvasOf(first), Qt::LeftButton, {}, at(first, 0.7));
    drawn();
    QCOMPARE(first.plot().xRange(), range);  // a drag moves the line, not the axis
    const double let = page.threshold();
    QTest::mouseMove(canvasOf(first), at(first, 0.2));
    QCOMPARE(page.threshold(), let);
    QCOMPARE(page.thresholdBox()->value(), let);
    QTest::mouseClick(canvasOf(first), Qt::LeftButton, {}, QPoint(2, 60));  // left of the axis
    QCOMPARE(page.threshold(), 0.0);
}

void TestNeurons::keysMoveTheThreshold() {
    OpenPage open(3);
    QVERIFY(open.ready);
    NeuronsPage& page = open.page;
    Session& session = open.session;
    PlotWidget& plot = page.layers()[1]->plot();
    QTest::keyClick(&plot, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(&plot, Qt::Key_Plus);
    QCOMPARE(page.threshold(), 0.05);
    QTest::keyClick(&plot, Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(page.threshold(), 0.025);
    session.setEpoch(2);
    QTest::keyClick(&plot, Qt::Key_Left);  // without Shift it stays with the epochs
    QCOMPARE(session.epoch(), 1);
    QCOMPARE(page.threshold(), 0.025);
    QTest::keyClick(&plot, Qt::Key_0);
    QCOMPARE(page.threshold(), 0.0);
    QTest::keyClick(&plot, Qt::Key_Minus);
    QCOMPARE(page.threshold(), 0.0);  // scores are not negative
}

void TestNeurons::backToTheRunsOwn() {
    OpenPage open(2);
    QVERIFY(open.ready);
    NeuronsPage& page = open.page;
    drawn();
    QVERIFY(!page.ownButton()->isEnabled());
    const QString before = page.layers()[0]->countsText();
    for (const bool byDoubleClick : {false, true}) {
        QTest::mouseClick(canvasOf(*page.layers()[0]), Qt::LeftButton, {}, at(*page.layers()[0], 1.5));
        QVERIFY(page.threshold() > 1);
        QVERIFY(page.ownButton()->isEnabled());
        QVERIFY(page.layers()[0]->countsText() != before);
        if (byDoubleClick) {
            QTest::mouseDClick(canvasOf(*page.layers()[0]), Qt::LeftButton, {}, at(*page.layers()[0], 2));
        } else {
            QTest::mouseClick(page.ownButton(), Qt::LeftButton);
        }
        QCOMPARE(page.threshold(), 0.0);
        QCOMPARE(page.layers()[0]->countsText(), before);
    }
}

void TestNeurons::whatIfTableChoosesAThreshold() {
    OpenPage open(2);
    QVERIFY(open.ready);
    NeuronsPage& page = open.page;
    Session& session = open.session;
    QTableView* table = page.whatIf()->table();
    QCOMPARE(table->model()->columnCount(), 6);
    QCOMPARE(page.whatIf()->model().currentRow(), 0);
    table->setFocus();
    table->setCurrentIndex(table->model()->index(3, 0));
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(page.threshold(), 0.1);
    QCOMPARE(page.whatIf()->model().currentRow(), 3);
    const auto& rows = session.current()->neurons.at(1);
    QCOMPARE(table->model()->index(3, 1).data(WhatIfModel::ShareRole).toDouble(),
             countDormant(rows[0].scores, 0.1) / 1024.0);
}

void TestNeurons::heatmapChoosesAnEpoch() {
    OpenPage open(6);
    QVERIFY(open.ready);
    NeuronsPage& page = open.page;
    Session& session = open.session;
    drawn();
    HeatmapWidget& map = page.heatmap()->map();
    QCOMPARE(map.table().y.size(), 1024);
    QTest::mouseClick(&map, Qt::LeftButton, {}, map.cellRect(100, 2).center().toPoint());
    QCOMPARE(session.epoch(), 2);
    QCOMPARE(map.currentColumn(), 2);
    QVERIFY2(page.heatmap()->readout().contains("epoch 2"), qPrintable(page.heatmap()->readout()));
    map.setFocus();
    QTest::keyClick(&map, Qt::Key_Home);
    QVERIFY2(page.heatmap()->readout().contains("rank 1 of 1024"), qPrintable(page.heatmap()->readout()));
    QTest::keyClick(page.heatmap()->layerBox(), Qt::Key_Down);
    QCOMPARE(map.table().y.size(), 128);
}

void TestNeurons::chooserOfManyLayers() {
    TestPlace place;
    FakeRunOptions options;
    options.method = "ddpo";  // leaves the neurons to this test
    FakeRun run(place.workspace(), options);
    run.start();
    for (int epoch = 0; epoch < 2; ++epoch) {
        for (int layer = 0; layer < 9; ++layer) {
            run.writer().neuron_layer(epoch, layer, {0, 1, 2}, {1, 0, 0});
        }
        run.epoch(epoch);
    }
    run.finish();
    Session session;
    NeuronsPage page(session);
    page.resize(1020, 640);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QCOMPARE(page.layers().size(), 4U);
    QCOMPARE(page.shares()->plot().lines().size(), 5);
    QVERIFY(page.summaryText().contains("9 of 27"));  // all count
    const auto actions = page.chooser()->menu()->actions();
    const auto trigger = [&](int layer) { actions[layer + 2]->trigger(); };
    trigger(0);
    trigger(8);
    QCOMPARE(page.layers().size(), 4U);
    QCOMPARE(page.layers().front()->layer(), 1);
    QCOMPARE(page.layers().back()->layer(), 8);
    QVERIFY(page.shares()->plot().lines().contains("layer 9"));
    QVERIFY(!page.shares()->plot().lines().contains("layer 1"));
    for (const int layer : {1, 2, 3, 8, 8}) {
        trigger(layer);
    }
    QCOMPARE(page.layers().size(), 1U);  // the last one stays
    actions[0]->trigger();
    QCOMPARE(page.layers().size(), 9U);
}

void TestNeurons::sharesOfActiveNeurons() {
    OpenPage open(2);
    QVERIFY(open.ready);
    NeuronsPage& page = open.page;
    const double dormant = *page.shares()->plot().valueAt(QStringLiteral("layer 1"), 1);
    QTest::keyClick(page.shareBox(), Qt::Key_Down);
    QCOMPARE(*page.shares()->plot().valueAt(QStringLiteral("layer 1"), 1), 100 - dormant);
}

void TestNeurons::criticBesideItsNeurons() {
    OpenPage open(11);
    QVERIFY(open.ready);
    NeuronsPage& page = open.page;
    Session& session = open.session;
    const MetricSeries& explained = *session.current()->series(QStringLiteral("critic/explained_variance"));
    QCOMPARE(*page.explained()->plot().valueAt(QStringLiteral("explained"), 9), explained[9].value);
    QCOMPARE(page.loss()->plot().pointCount(QStringLiteral("loss")), 11);
    session.setEpoch(9);
    const QString nine = QLocale().toString(100 * explained[9].value, 'f', 0);
    QVERIFY2(page.summaryText().endsWith("the critic explains " + nine + " %"), qPrintable(page.summaryText()));
    // One axis of epochs.
    drawn();
    QTest::keyClick(&page.loss()->plot(), Qt::Key_Plus);
    QCOMPARE(page.shares()->plot().xRange(), page.loss()->plot().xRange());
    QVERIFY(page.explained()->plot().zoomed());
}

void TestNeurons::logCounts() {
    OpenPage open(1);
    QVERIFY(open.ready);
    NeuronsPage& page = open.page;
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
    QCOMPARE(page.overlap()->plot().pointCount(QStringLiteral("all")), 11);  // the first epoch has no last set
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
    QVERIFY(page.empty()->isVisible());
    QVERIFY2(page.empty()->accessibleName().contains("no critic"), qPrintable(page.empty()->accessibleName()));
}

QTEST_MAIN(TestNeurons)
#include "tst_neurons.moc"
