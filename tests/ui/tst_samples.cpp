// SPDX-License-Identifier: GPL-3.0-or-later
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMimeData>
#include <QSlider>
#include <QToolButton>
#include <QWheelEvent>
#include <algorithm>

#include "core/store/run_lock.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/text_format.h"
#include "ui/samples/picture_grid.h"
#include "ui/samples/picture_tools.h"
#include "ui/samples/sample_details.h"
#include "ui/samples/sample_model.h"
#include "ui/samples/samples_page.h"
#include "ui/samples/score_list.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

/// Takes the place of the desktop's programs.
class Opener : public QObject {
    Q_OBJECT

public:
    Opener() { QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "open"); }
    ~Opener() override { QDesktopServices::unsetUrlHandler(QStringLiteral("file")); }
    QList<QUrl> opened;

public Q_SLOTS:
    void open(const QUrl& url) { opened << url; }
};

class TestSamples : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsTheScrubbedEpoch();
    void fallsBackToTheNearestEarlierEpoch();
    void sortsAndFilters();
    void filtersByScore();
    void sizesByKeyboardWheelAndSlider();
    void showsTheChosenPicture();
    void copiesAndOpens();
    void dragsFilesOut();
    void growsLive();
    void saysWhenThereIsNothing();
};

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
    const auto shown = [&] { return page.grid()->model()->index(0, 0).data(SampleModel::ImageRole).value<QImage>(); };
    QTRY_VERIFY(!shown().isNull());
    QCOMPARE(shown().pixelColor(10, 10), FakeRun::picture("cat", 1234, 2.0 / 40, 64).pixelColor(10, 10));
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
    const auto scores = [&] {
        std::vector<double> all;
        for (int row = 0; row < page.model()->rowCount(); ++row) {
            all.push_back(page.model()->index(row).data(SampleModel::ScoreRole).toDouble());
        }
        return all;
    };
    QTest::keyClick(page.bar().orderBox(), Qt::Key_Down);  // best first
    auto best = scores();
    QVERIFY(std::is_sorted(best.rbegin(), best.rend()));
    QTest::keyClick(page.bar().orderBox(), Qt::Key_Down);  // worst first
    auto worst = scores();
    QVERIFY(std::is_sorted(worst.begin(), worst.end()));
    QVERIFY(best != worst);
    // By another reward.
    const QString before = page.bar().scoreBox()->currentText();
    QTest::keyClick(page.bar().scoreBox(), Qt::Key_Down);
    QVERIFY(page.bar().scoreBox()->currentText() != before);
    const auto other = scores();
    QVERIFY(std::is_sorted(other.begin(), other.end()));
    QVERIFY(other != worst);
    QVERIFY(page.summaryText().contains(QStringLiteral("gold")));
    QTest::keyClicks(page.bar().filterField(), QStringLiteral("zebra"));
    QCOMPARE(page.grid()->model()->rowCount(), 2);
    QVERIFY(page.summaryText().contains(QStringLiteral("2 pictures")));
}

void TestSamples::filtersByScore() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.finish();
    Session session;
    SamplesPage page(session);
    page.resize(1000, 600);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QTRY_COMPARE(page.model()->rowCount(), 24);
    const double lowest = *page.model()->arrangement()->lowest;
    const double highest = *page.model()->arrangement()->highest;
    QCOMPARE(page.bar().fromField()->placeholderText(), formatNumber(lowest));
    const double middle = (lowest + highest) / 2;
    QTest::keyClicks(page.bar().fromField(), QLocale().toString(middle, 'f', 6));
    const int above = page.model()->rowCount();
    QVERIFY(above > 0 && above < 24);
    for (int row = 0; row < above; ++row) {
        QVERIFY(page.model()->index(row).data(SampleModel::ScoreRole).toDouble() >= middle - 1e-6);
    }
    page.bar().fromField()->clear();
    QTest::keyClicks(page.bar().toField(), QLocale().toString(middle, 'f', 6));
    QCOMPARE(page.model()->rowCount(), 24 - above);
    // What is not a number filters nothing.
    page.bar().toField()->clear();
    QTest::keyClicks(page.bar().toField(), QStringLiteral("x"));
    QCOMPARE(page.model()->rowCount(), 24);
}

void TestSamples::sizesByKeyboardWheelAndSlider() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.finish();
    Session session;
    SamplesPage page(session);
    page.resize(1000, 600);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QTRY_COMPARE(page.model()->rowCount(), 24);
    const int side = page.bar().side();
    const int columns = page.grid()->columns();
    QTest::keyClick(page.bar().sizeSlider(), Qt::Key_Right);
    QCOMPARE(page.bar().side(), side + 32);
    QTRY_VERIFY(page.grid()->columns() < columns);
    QWidget* viewport = page.grid()->viewport();
    QWheelEvent wheel(QPointF(50, 50), viewport->mapToGlobal(QPointF(50, 50)), {}, QPoint(0, -120), Qt::NoButton,
                      Qt::ControlModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(viewport, &wheel);
    QCOMPARE(page.bar().side(), side);
    // It is remembered.
    QTest::keyClick(page.bar().sizeSlider(), Qt::Key_Left);
    SamplesPage again(session);
    QCOMPARE(again.bar().side(), side - 32);
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
    QVERIFY(page.details()->scoresText().contains(QStringLiteral("of 24")));
    QVERIFY(page.details()->settingsText().contains(QStringLiteral("guidance_scale")));
    // The keyboard walks through the grid, the choice stays while the epochs change.
    QTest::keyClick(page.grid(), Qt::Key_Right);
    QCOMPARE(page.grid()->currentIndex().row(), 2);
    session.setEpoch(1);
    QTRY_COMPARE(page.shownEpoch(), 1);
    QCOMPARE(page.grid()->currentIndex().row(), 2);
    QTRY_COMPARE(page.details()->picture().pixelColor(3, 3),
                 FakeRun::picture("horse", 1236, 1.0 / 40, 64).pixelColor(3, 3));
    // A line down and back.
    const int columns = page.grid()->columns();
    QTest::keyClick(page.grid(), Qt::Key_Down);
    QCOMPARE(page.grid()->currentIndex().row(), 2 + columns);
    QTest::keyClick(page.grid(), Qt::Key_Up);
    QCOMPARE(page.grid()->currentIndex().row(), 2);
    // It also stays when another order moves it.
    QTest::keyClick(page.bar().orderBox(), Qt::Key_Down);
    QCOMPARE(page.grid()->currentIndex().data(SampleModel::IndexRole).toInt(), 2);
}

void TestSamples::copiesAndOpens() {
    TestPlace place;
    FakeRunOptions options;
    options.files = true;
    options.side = 200;
    options.pictures = 4;
    FakeRun run(place.workspace(), options);
    run.start();
    run.finish();
    Session session;
    SamplesPage page(session);
    page.resize(1000, 600);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QTRY_COMPARE(page.model()->rowCount(), 4);
    page.grid()->setCurrentIndex(page.model()->index(2));
    QGuiApplication::clipboard()->clear();
    page.tools().copyPicture();
    // A cleared clipboard holds nothing at all, not even empty data, until the picture is read.
    QTRY_VERIFY(QGuiApplication::clipboard()->mimeData() && QGuiApplication::clipboard()->mimeData()->hasImage());
    QCOMPARE(QGuiApplication::clipboard()->image().size(), QSize(200, 200));
    QCOMPARE(QGuiApplication::clipboard()->mimeData()->urls(),
             QList<QUrl>{QUrl::fromLocalFile(fromPath(run.dir()) + QStringLiteral("/images/eval-0-2.png"))});
    page.tools().copyPrompt();
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("horse"));
    Opener desktop;
    QTest::keyClick(page.grid(), Qt::Key_Return);
    QCOMPARE(desktop.opened.size(), 1);
    QVERIFY(desktop.opened[0].toLocalFile().endsWith(QStringLiteral("images/eval-0-2.png")));
    page.tools().showInFolder();
    QCOMPARE(desktop.opened.value(1).toLocalFile(), fromPath(run.dir()) + QStringLiteral("/images"));
}

void TestSamples::dragsFilesOut() {
    TestPlace place;
    FakeRunOptions options;
    options.files = true;
    options.pictures = 6;
    FakeRun run(place.workspace(), options);
    run.start();
    run.finish();
    Session session;
    SamplesPage page(session);
    page.resize(1000, 600);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QTRY_COMPARE(page.model()->rowCount(), 6);
    QVERIFY(page.grid()->dragEnabled());
    const auto centre = [&](int row) { return page.grid()->visualRect(page.model()->index(row)).center(); };
    QTest::mouseClick(page.grid()->viewport(), Qt::LeftButton, {}, centre(3));
    QTest::mouseClick(page.grid()->viewport(), Qt::LeftButton, Qt::ControlModifier, centre(1));
    const QModelIndexList chosen = page.grid()->selectionModel()->selectedIndexes();
    QCOMPARE(chosen.size(), 2);
    QVERIFY(page.model()->flags(chosen[0]) & Qt::ItemIsDragEnabled);
    const std::unique_ptr<QMimeData> data(page.model()->mimeData(chosen));
    QVERIFY(data->hasFormat(QStringLiteral("text/uri-list")));
    const QList<QUrl> urls = data->urls();
    QCOMPARE(urls.size(), 2);
    QVERIFY(urls[0].toLocalFile().endsWith(QStringLiteral("images/eval-0-1.png")));
    QVERIFY(urls[1].toLocalFile().endsWith(QStringLiteral("images/eval-0-3.png")));
    QVERIFY(QFile::exists(urls[0].toLocalFile()));
    // Without files there is nothing to drag.
    SampleModel without(page.thumbnails());
    auto set = std::make_shared<SampleSet>();
    set->items.emplace_back();
    without.show({set}, {}, false);
    QVERIFY(!(without.flags(without.index(0)) & Qt::ItemIsDragEnabled));
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
