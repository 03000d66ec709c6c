// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QSlider>

#include "core/store/run_lock.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/samples/picture_paint.h"
#include "ui/samples/sample_details.h"
#include "ui/samples/sample_filter.h"
#include "ui/samples/sample_model.h"
#include "ui/samples/samples_page.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestSamples : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void modelAndFilter();
    void enlargesWithNearestNeighbour();
    void showsTheScrubbedEpoch();
    void fallsBackToTheNearestEarlierEpoch();
    void sortsAndFilters();
    void showsTheChosenPicture();
    void growsLive();
    void saysWhenThereIsNothing();
};

void TestSamples::modelAndFilter() {
    auto set = std::make_shared<SampleSet>();
    const double scores[] = {0.3, 0.9, 0.6};
    const char* prompts[] = {"dog", "cat", "red cat"};
    for (int i = 0; i < 3; ++i) {
        SampleItem item;
        item.row.index = i;
        item.row.prompt = prompts[i];
        item.scores[QStringLiteral("gold")] = scores[i];
        set->items.push_back(item);
    }
    SampleItem unscored;
    unscored.row.index = 3;
    unscored.row.prompt = "bird";
    set->items.push_back(unscored);
    SampleModel model;
    QAbstractItemModelTester modelTester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    SampleFilter filter;
    filter.setSourceModel(&model);
    QAbstractItemModelTester filterTester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSet(set);
    model.setReward(QStringLiteral("gold"));
    const auto order = [&] {
        QStringList names;
        for (int row = 0; row < filter.rowCount(); ++row) {
            names << filter.index(row, 0).data().toString();
        }
        return names.join(QLatin1Char(','));
    };
    QCOMPARE(order(), QStringLiteral("dog,cat,red cat,bird"));
    filter.setOrder(SampleOrder::BestFirst);
    QCOMPARE(order(), QStringLiteral("cat,red cat,dog,bird"));
    filter.setOrder(SampleOrder::WorstFirst);
    QCOMPARE(order(), QStringLiteral("dog,red cat,cat,bird"));
    filter.setOrder(SampleOrder::Prompt);
    QCOMPARE(order(), QStringLiteral("bird,cat,dog,red cat"));
    filter.setPrompt(QStringLiteral("CAT"));
    QCOMPARE(order(), QStringLiteral("cat,red cat"));
    model.setSet(nullptr);
    QCOMPARE(filter.rowCount(), 0);
}

void TestSamples::enlargesWithNearestNeighbour() {
    QImage picture(2, 2, QImage::Format_RGB32);
    picture.setPixelColor(0, 0, Qt::red);
    picture.setPixelColor(1, 0, Qt::green);
    picture.setPixelColor(0, 1, Qt::blue);
    picture.setPixelColor(1, 1, Qt::white);
    QImage canvas(8, 8, QImage::Format_RGB32);
    QPainter painter(&canvas);
    paintPicture(painter, QRectF(0, 0, 8, 8), picture);
    painter.end();
    for (int y = 0; y < 8; ++y) {
        for (int x = 0; x < 8; ++x) {
            QCOMPARE(canvas.pixelColor(x, y), picture.pixelColor(x / 4, y / 4));
        }
    }
}

void TestSamples::showsTheScrubbedEpoch() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.epochs(6);
    run.finish();
    Session session;
    SamplesPage page(session);
    page.resize(1000, 600);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QTRY_COMPARE(page.shownEpoch(), 6);
    QCOMPARE(page.grid()->model()->rowCount(), 24);
    session.setEpoch(2);
    QTRY_COMPARE(page.shownEpoch(), 2);
    const QImage shown = page.grid()->model()->index(0, 0).data(SampleModel::ImageRole).value<QImage>();
    QCOMPARE(shown.pixelColor(10, 10), FakeRun::picture("cat", 1234, 2.0 / 40, 64).pixelColor(10, 10));
    page.setKind(SampleKind::Train);
    QTRY_COMPARE(page.grid()->model()->rowCount(), 16);
    QVERIFY(page.summaryText().contains(QStringLiteral("16 pictures")));
}

void TestSamples::fallsBackToTheNearestEarlierEpoch() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.epochs(3);
    for (int epoch = 3; epoch < 8; ++epoch) {
        run.writer().metric("reward/train_mean", {epoch, 0, 0}, 1);
    }
    run.finish();
    Session session;
    SamplesPage page(session);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QCOMPARE(session.epoch(), 7);
    QTRY_COMPARE(page.shownEpoch(), 3);
    QVERIFY2(page.summaryText().contains(QStringLiteral("up to epoch 7")), qPrintable(page.summaryText()));
}

void TestSamples::sortsAndFilters() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.finish();
    Session session;
    SamplesPage page(session);
    page.resize(1000, 600);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QTRY_COMPARE(page.grid()->model()->rowCount(), 24);
    QTest::keyClick(page.orderBox(), Qt::Key_Down);  // best first
    double last = 1e9;
    for (int row = 0; row < 24; ++row) {
        const double score = page.grid()->model()->index(row, 0).data(SampleModel::ScoreRole).toDouble();
        QVERIFY(score <= last);
        last = score;
    }
    QTest::keyClicks(page.filterField(), QStringLiteral("zebra"));
    QCOMPARE(page.grid()->model()->rowCount(), 2);
    QVERIFY(page.summaryText().contains(QStringLiteral("2 pictures")));
}

void TestSamples::showsTheChosenPicture() {
    TestPlace place;
    FakeRunOptions options;
    options.side = 64;
    FakeRun run(place.workspace(), options);
    run.start();
    run.epochs(4);
    run.finish();
    Session session;
    SamplesPage page(session);
    page.resize(1000, 600);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QTRY_COMPARE(page.shownEpoch(), 4);
    QTest::mouseClick(page.grid()->viewport(), Qt::LeftButton, {},
                      page.grid()->visualRect(page.grid()->model()->index(1, 0)).center());
    QTRY_VERIFY(!page.details()->picture().isNull());
    QTRY_VERIFY2(page.details()->scoresText().contains(QStringLiteral("before")),
                 qPrintable(page.details()->scoresText()));
    QVERIFY(page.details()->scoresText().contains(QStringLiteral("gold")));
    // The keyboard walks through the grid, the choice stays while the epochs change.
    QTest::keyClick(page.grid(), Qt::Key_Right);
    QCOMPARE(page.grid()->currentIndex().row(), 2);
    session.setEpoch(1);
    QTRY_COMPARE(page.shownEpoch(), 1);
    QCOMPARE(page.grid()->currentIndex().row(), 2);
    QCOMPARE(page.details()->picture().pixelColor(3, 3),
             FakeRun::picture("horse", 1236, 1.0 / 40, 64).pixelColor(3, 3));
}

void TestSamples::growsLive() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    const RunLock lock(run.dir());
    run.start();
    Session session;
    session.setVisible(true);
    SamplesPage page(session);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QTRY_COMPARE(page.shownEpoch(), 0);
    run.epoch(0);
    QTRY_COMPARE(page.shownEpoch(), 1);
    QCOMPARE(page.grid()->model()->rowCount(), 24);
}

void TestSamples::saysWhenThereIsNothing() {
    TestPlace place;
    FakeRunOptions options;
    options.pictures = 0;
    options.trainPictures = 0;
    FakeRun run(place.workspace(), options);
    run.start();
    run.finish();
    Session session;
    SamplesPage page(session);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QTRY_VERIFY(page.findChild<QWidget*>() && !page.grid()->isVisible());
}

QTEST_MAIN(TestSamples)
#include "tst_samples.moc"
