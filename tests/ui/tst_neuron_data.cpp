// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QFont>
#include <QtTest>
#include <cstdint>
#include <numeric>

#include "ui/neurons/dormancy.h"
#include "ui/neurons/neuron_heatmap.h"
#include "ui/neurons/score_histogram.h"
#include "ui/neurons/what_if_model.h"

using namespace tempera;
using namespace tempera::ui;

namespace {

NeuronLayerRow layerOf(std::vector<float> scores) {
    NeuronLayerRow row;
    row.scores = std::move(scores);
    return row;
}

}  // namespace

// What the page Neurons computes from stored scores, without the page.
class TestNeuronData : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void histogramSplitsAtTheThreshold();
    void oneAxisForAllLayersAndEpochs();
    void overlapCountsNeuronsThatStayDormant();
    void whatIfTable();
    void neuronsSortedByActivity();
};

void TestNeuronData::histogramSplitsAtTheThreshold() {
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

void TestNeuronData::oneAxisForAllLayersAndEpochs() {
    std::map<std::int64_t, std::vector<NeuronLayerRow>> epochs;
    NeuronLayerRow row;
    row.scores.assign(1000, 1.7F);
    row.scores[0] = 100;  // one outlier does not set the axis
    epochs[0] = {row};
    QCOMPARE(commonUpperEdge(epochs), 2.0);
    QCOMPARE(commonUpperEdge({}), 1.0);
}

void TestNeuronData::overlapCountsNeuronsThatStayDormant() {
    NeuronHistory history;
    history[0] = {layerOf({0, 0, 1, 1}), layerOf({1, 1})};
    history[2] = {layerOf({0, 1, 0, 1}), layerOf({0, 1})};  // 1 of the 2 of epoch 0 stayed
    history[5] = {layerOf({0, 1, 0, 0}), layerOf({0, 1})};  // all 2 and all 1
    const Dormancy dormancy = dormancyAt(history, 0);
    QCOMPARE(dormancy.layers.size(), 2U);
    QCOMPARE(dormancy.layers[0].overlapEpochs, (QVector<double>{2, 5}));
    QCOMPARE(dormancy.layers[0].overlap, (QVector<double>{0.5, 1}));
    QCOMPARE(dormancy.layers[1].overlapEpochs, QVector<double>{5});  // nothing was dormant before 2
    QCOMPARE(dormancy.all.overlap, (QVector<double>{0.5, 1}));
    QCOMPARE(dormancy.all.epochs, (QVector<double>{0, 2, 5}));
    QCOMPARE(dormancy.all.dormantShare, (QVector<double>{2.0 / 6, 3.0 / 6, 4.0 / 6}));
    QCOMPARE(dormancyAt(history, 1).all.dormantShare, (QVector<double>{1, 1, 1}));
    QCOMPARE(recordedEpoch(history, 4)->first, 2);
    QCOMPARE(recordedEpoch(history, 9)->first, 5);
}

void TestNeuronData::whatIfTable() {
    WhatIfModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const std::vector<NeuronLayerRow> layers{layerOf({0, 0.02F, 0.3F, 2}), layerOf({0.05F, 1})};
    model.show(layers, 0.3, 0);
    QCOMPARE(model.columnCount(), 4);  // the threshold, two layers, all
    QCOMPARE(model.rowCount(), 7);     // six usual ones and 0.3; 0 is both usual and the run's
    const auto share = [&](int row, int column) {
        return model.index(row, column).data(WhatIfModel::ShareRole).toDouble();
    };
    QCOMPARE(model.thresholdAt(0), 0.0);
    QCOMPARE(share(0, 1), 0.25);
    QCOMPARE(share(0, 2), 0.0);
    QCOMPARE(share(0, 3), 1.0 / 6);
    QCOMPARE(model.currentRow(), 5);
    QCOMPARE(model.thresholdAt(5), 0.3);
    QCOMPARE(share(5, 1), 0.75);
    QCOMPARE(share(5, 2), 0.5);
    QVERIFY(model.index(5, 0).data(Qt::FontRole).value<QFont>().bold());
    QVERIFY(!model.index(0, 0).data(Qt::FontRole).value<QFont>().bold());
    model.show(layers, 0.31, 0);
    model.show({layers[0]}, 0, 0);
    QCOMPARE(model.rowCount(), 6);
    QCOMPARE(model.columnCount(), 3);
}

void TestNeuronData::neuronsSortedByActivity() {
    NeuronHistory history;
    history[0] = {layerOf({0, 2, 1, 0})};
    history[3] = {layerOf({0, 0, 3, 1})};
    const SortedNeurons sorted = sortedNeurons(history, 0);
    QCOMPARE(sorted.neurons, (std::vector<int>{2, 1, 3, 0}));
    QCOMPARE(sorted.table.x, (QVector<double>{0, 3}));
    QCOMPARE(sorted.table.y, (QVector<double>{1, 2, 3, 4}));
    QCOMPARE(sorted.table.values, (QVector<float>{1, 3, 2, 0, 0, 1, 0, 0}));
    QVERIFY(sortedNeurons(history, 1).neurons.empty());
}

QTEST_MAIN(TestNeuronData)
#include "tst_neuron_data.moc"
