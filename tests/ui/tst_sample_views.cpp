// SPDX-License-Identifier: GPL-3.0-or-later
// The Samples page over many epochs: time strip, prompts, play, the grid of all epochs and its cache.
#include <QAbstractItemModelTester>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QScrollBar>
#include <QToolButton>
#include <cmath>

#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/picture_frames.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/theme.h"
#include "ui/samples/epoch_player.h"
#include "ui/samples/picture_grid.h"
#include "ui/samples/prompt_model.h"
#include "ui/samples/prompt_view.h"
#include "ui/samples/sample_details.h"
#include "ui/samples/sample_model.h"
#include "ui/samples/samples_page.h"
#include "ui/samples/strip_model.h"
#include "ui/samples/strip_view.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

namespace {

/// A finished run in a page that is shown.
struct Shown {
    explicit Shown(const FakeRunOptions& options = {}, int epochs = 6) {
        FakeRun run(place.workspace(), options);
        run.start();
        run.epochs(epochs);
        run.finish();
        page = std::make_unique<SamplesPage>(session);
        page->resize(1000, 600);
        page->show();
        opened = openAndWait(session, place.text());
    }

    TestPlace place;
    Session session;
    std::unique_ptr<SamplesPage> page;
    bool opened = false;
};

}  // namespace

class TestSampleViews : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stripShowsPromptsOverEpochs();
    void stripGoesToEpochAndPicture();
    void stripNeedsFixedPrompts();
    void promptRowsAreCounted();
    void promptsFilterTheGrid();
    void playsToTheEnd();
    void playWaitsForPictures();
    void allEpochsInOneGrid();
    void cacheIsBounded();
    void whatLeavesTheScreenIsNotRead();
    void neighboursAreFetched();
    void manyPicturesScrollFluently();
    void cachedEpochsAreScrubbedFluently();
};

void TestSampleViews::stripShowsPromptsOverEpochs() {
    Shown shown;
    QVERIFY(shown.opened);
    SamplesPage& page = *shown.page;
    QAbstractItemModelTester tester(page.stripModel(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTest::mouseClick(page.bar().viewButton(SampleView::Strip), Qt::LeftButton);
    QVERIFY(page.strip()->isVisible());
    QTRY_COMPARE(page.stripModel()->columnCount(), 7);
    QTRY_COMPARE(page.stripModel()->rowCount(), 24);
    QTRY_VERIFY(page.table().complete());
    QCOMPARE(page.stripModel()->headerData(2, Qt::Vertical).toString(), QStringLiteral("horse"));
    QCOMPARE(page.stripModel()->headerData(3, Qt::Horizontal).toString(), QStringLiteral("3"));
    // The scrubbed epoch stands out, in letters too.
    QCOMPARE(page.strip()->currentColumn(), 6);
    QCOMPARE(page.stripModel()->headerData(6, Qt::Horizontal, Qt::ForegroundRole).value<QColor>(),
             theme::accent(QGuiApplication::palette()));
    QVERIFY(page.stripModel()->headerData(6, Qt::Horizontal, Qt::FontRole).value<QFont>().bold());
    QVERIFY(!page.stripModel()->headerData(5, Qt::Horizontal, Qt::FontRole).value<QFont>().bold());
    const auto picture = [&](int row, int column) {
        return page.stripModel()->index(row, column).data(SampleModel::ImageRole).value<QImage>();
    };
    QTRY_VERIFY(!picture(1, 6).isNull());
    QCOMPARE(picture(1, 6).pixelColor(9, 9), FakeRun::picture("dog", 1235, 6.0 / 40, 64).pixelColor(9, 9));
    QTest::keyClicks(page.bar().filterField(), QStringLiteral("zebra"));
    QCOMPARE(page.stripModel()->rowCount(), 2);
}

void TestSampleViews::stripGoesToEpochAndPicture() {
    Shown shown;
    QVERIFY(shown.opened);
    SamplesPage& page = *shown.page;
    page.setView(SampleView::Strip);
    QTRY_VERIFY(page.table().complete());
    QTRY_COMPARE(page.stripModel()->columnCount(), 7);
    QTRY_COMPARE(page.strip()->horizontalScrollBar()->value(), page.strip()->horizontalScrollBar()->maximum());
    const QModelIndex target = page.stripModel()->index(2, 4);
    page.strip()->scrollTo(target);
    QTest::mouseClick(page.strip()->viewport(), Qt::LeftButton, {}, page.strip()->visualRect(target).center());
    QCOMPARE(shown.session.epoch(), 4);
    QCOMPARE(page.strip()->currentColumn(), 4);
    QVERIFY(page.chosen());
    QCOMPARE(page.chosen()->row.epoch, 4);
    QCOMPARE(page.chosen()->row.index, 2);
    QTRY_VERIFY(page.details()->scoresText().contains(QStringLiteral("before")));
    // By keyboard, too.
    QTest::keyClick(page.strip(), Qt::Key_Left);
    QCOMPARE(shown.session.epoch(), 3);
    QTest::keyClick(page.strip(), Qt::Key_Down);
    QCOMPARE(page.chosen()->row.index, 3);
    QCOMPARE(shown.session.epoch(), 3);
    // The scrubber moves the mark and keeps the row.
    shown.session.setEpoch(0);
    QCOMPARE(page.strip()->currentColumn(), 0);
    QCOMPARE(page.chosen()->row.index, 3);
    QCOMPARE(page.chosen()->row.epoch, 0);
}

void TestSampleViews::stripNeedsFixedPrompts() {
    Shown shown;
    QVERIFY(shown.opened);
    SamplesPage& page = *shown.page;
    page.setView(SampleView::Strip);
    QTRY_VERIFY(page.strip()->isVisible());
    page.setKind(SampleKind::Train);
    QVERIFY(!page.strip()->isVisible());
    page.setKind(SampleKind::Eval);
    QTRY_VERIFY(page.strip()->isVisible());
}

void TestSampleViews::promptRowsAreCounted() {
    const auto set = [](std::int64_t epoch, const std::vector<double>& cats, double dog) {
        auto made = std::make_shared<SampleSet>();
        made->key.epoch = epoch;
        const auto add = [&](const char* prompt, double score) {
            SampleItem item;
            item.row.prompt = prompt;
            item.row.epoch = epoch;
            item.row.index = static_cast<std::int64_t>(made->items.size());
            item.scores[QStringLiteral("gold")] = score;
            made->items.push_back(item);
        };
        for (const double score : cats) {
            add("cat", score);
        }
        add("dog", dog);
        return made;
    };
    SampleQuery query;
    query.reward = QStringLiteral("gold");
    const auto rows = promptRows({set(0, {1, 3}, 5), set(4, {4, 8}, 4)}, 4, query);
    QCOMPARE(rows.size(), 2U);
    QCOMPARE(rows[0].prompt, QStringLiteral("cat"));
    QCOMPARE(rows[0].pictures, 2);
    QCOMPARE(*rows[0].mean, 6.0);
    QCOMPARE(*rows[0].change, 4.0);
    QCOMPARE(*rows[0].spread, std::sqrt(8.0));
    QCOMPARE(*rows[0].best, 8.0);
    QCOMPARE(rows[0].course.size(), 2U);
    QCOMPARE(*rows[1].change, -1.0);
    QVERIFY(!rows[1].spread);
    PromptModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRows(rows, 4);
    model.sort(PromptModel::ChangeColumn, Qt::AscendingOrder);
    QCOMPARE(model.row(0).prompt, QStringLiteral("dog"));
    QCOMPARE(model.index(1, PromptModel::ChangeColumn).data().toString(), QStringLiteral("+4"));
    model.sort(PromptModel::SpreadColumn, Qt::AscendingOrder);
    QCOMPARE(model.row(1).prompt, QStringLiteral("dog"));  // no value: last
}

void TestSampleViews::promptsFilterTheGrid() {
    Shown shown;
    QVERIFY(shown.opened);
    SamplesPage& page = *shown.page;
    QTest::mouseClick(page.bar().viewButton(SampleView::Prompts), Qt::LeftButton);
    QTRY_COMPARE(page.prompts()->model()->rowCount(), 16);
    QTRY_VERIFY(page.table().complete());
    QTRY_VERIFY(page.summaryText().contains(QStringLiteral("16 prompts")));
    // Sorted by a click on the header.
    QHeaderView* header = page.prompts()->horizontalHeader();
    const int x = header->sectionViewportPosition(PromptModel::MeanColumn) + 10;
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(x, header->height() / 2));
    const QString first = page.prompts()->model()->index(0, 0).data().toString();
    QTest::mouseClick(page.prompts()->viewport(), Qt::LeftButton, {},
                      page.prompts()->visualRect(page.prompts()->model()->index(0, 0)).center());
    QVERIFY(page.grid()->isVisible());
    QCOMPARE(page.bar().filterField()->text(), QLatin1Char('"') + first + QLatin1Char('"'));
    QTRY_VERIFY(page.model()->rowCount() > 0 && page.model()->rowCount() <= 2);
    QCOMPARE(page.model()->index(0).data().toString(), first);
}

void TestSampleViews::playsToTheEnd() {
    Shown shown;
    QVERIFY(shown.opened);
    SamplesPage& page = *shown.page;
    QTRY_COMPARE(page.shownEpoch(), 6);
    QVERIFY(!page.player().playing());
    page.player().setRate(50);
    std::vector<std::int64_t> seen;
    connect(&shown.session, &Session::epochChanged, this, [&] { seen.push_back(shown.session.epoch()); });
    QTest::mouseClick(page.bar().playButton(), Qt::LeftButton);
    QVERIFY(page.player().playing());
    QVERIFY(page.bar().playButton()->isChecked());
    QTRY_VERIFY(!page.player().playing());
    QCOMPARE(seen, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6}));
    QVERIFY(!page.bar().playButton()->isChecked());
    // Pause holds it where it is; a hidden page plays nothing.
    shown.session.setEpoch(0);
    page.player().setRate(1);
    QTest::mouseClick(page.bar().playButton(), Qt::LeftButton);
    QTest::mouseClick(page.bar().playButton(), Qt::LeftButton);
    QVERIFY(!page.player().playing());
    QCOMPARE(shown.session.epoch(), 0);
    page.togglePlaying();
    QVERIFY(page.player().playing());
    page.hide();
    QVERIFY(!page.player().playing());
}

void TestSampleViews::playWaitsForPictures() {
    Shown shown;
    QVERIFY(shown.opened);
    EpochPlayer player(shown.session);
    player.setEpochs({0, 2, 4});
    player.setRate(200);
    bool ready = false;
    int asked = 0;
    player.setReady([&](std::int64_t) {
        ++asked;
        return ready;
    });
    player.start();
    QTRY_VERIFY(asked > 3);
    QCOMPARE(shown.session.epoch(), 0);
    ready = true;
    QTRY_COMPARE(shown.session.epoch(), 4);
    QVERIFY(!player.playing());
}

void TestSampleViews::allEpochsInOneGrid() {
    FakeRunOptions options;
    options.trainPictures = 10;
    options.pictures = 2;
    Shown shown(options, 12);
    QVERIFY(shown.opened);
    SamplesPage& page = *shown.page;
    page.setKind(SampleKind::Train);
    QTRY_COMPARE(page.model()->rowCount(), 10);
    QTest::mouseClick(page.bar().allButton(), Qt::LeftButton);
    QTRY_COMPARE(page.model()->rowCount(), 120);
    QVERIFY(page.summaryText().contains(QStringLiteral("12 epochs")));
    QVERIFY(!page.shownEpoch());
    QVERIFY(page.model()->index(119).data(SampleModel::CaptionRole).toString().startsWith(QStringLiteral("11 · ")));
    QTest::keyClick(page.grid(), Qt::Key_End);
    QCOMPARE(page.grid()->currentIndex().row(), 119);
    QTRY_VERIFY(!page.model()->index(119).data(SampleModel::ImageRole).value<QImage>().isNull());
    QTest::mouseClick(page.bar().allButton(), Qt::LeftButton);
    QTRY_COMPARE(page.model()->rowCount(), 10);
}

void TestSampleViews::cacheIsBounded() {
    FakeRunOptions options;
    options.trainPictures = 40;
    options.pictures = 1;
    Shown shown(options, 20);
    QVERIFY(shown.opened);
    SamplesPage& page = *shown.page;
    const qsizetype one = qsizetype(64) * 64 * 4 + 256;
    page.thumbnails().setBudget(one * 100);
    page.setKind(SampleKind::Train);
    page.setAllEpochs(true);
    QTRY_COMPARE(page.model()->rowCount(), 800);
    QScrollBar* bar = page.grid()->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 1000);
    // A picture is asked for when its place is painted: before that nothing is wanted and the cache is idle, too.
    const auto screenIsHere = [&] {
        const auto [first, last] = page.grid()->rowsOnScreen();
        for (int row = first; row <= last; ++row) {
            if (page.model()->index(row).data(SampleModel::ImageRole).value<QImage>().isNull()) {
                return false;
            }
        }
        return true;
    };
    for (int step = 0; step <= 20; ++step) {
        bar->setValue(bar->maximum() * step / 20);
        QTRY_VERIFY(screenIsHere());
        QTRY_VERIFY(page.thumbnails().idle());
        QVERIFY(page.thumbnails().bytes() <= page.thumbnails().budget());
    }
    QVERIFY(page.thumbnails().decodedCount() > 400);
    QVERIFY(page.thumbnails().bytes() > one * 50);
    const auto last = page.model()->index(799).data(SampleModel::ImageRole).value<QImage>();
    QVERIFY(!last.isNull());
    QVERIFY(page.model()->index(0).data(SampleModel::ImageRole).value<QImage>().isNull());
}

void TestSampleViews::whatLeavesTheScreenIsNotRead() {
    FakeRunOptions options;
    options.trainPictures = 60;
    options.pictures = 1;
    Shown shown(options, 20);
    QVERIFY(shown.opened);
    SamplesPage& page = *shown.page;
    page.setKind(SampleKind::Train);
    page.setAllEpochs(true);
    QTRY_COMPARE(page.model()->rowCount(), 1200);
    // Everything is wanted, and a moment later only the last one.
    std::vector<PictureRequest> all;
    for (int row = 0; row < 1200; ++row) {
        all.push_back({page.model()->runId(), page.model()->item(row)->row.id, {}, 64, 64});
    }
    ThumbnailCache cache(shown.session);
    cache.setWanted(all);
    cache.setWanted({all.back()});
    QTRY_VERIFY(cache.idle());
    QCOMPARE(cache.decodedCount(), 1);
    QVERIFY(!cache.get(page.model()->runId(), all.back().sample).isNull());
    // Reduced when the cell is smaller, and made anew when it is larger.
    const int reduced = cache.get(page.model()->runId(), all.back().sample).width();
    QCOMPARE(reduced, 64);
    PictureRequest small = all.front();
    small.pixels = 24;
    cache.setWanted({small});
    QTRY_VERIFY(cache.idle());
    QCOMPARE(cache.get(small.runId, small.sample).width(), 32);
    QVERIFY(cache.has(small));
    small.pixels = 64;
    QVERIFY(!cache.has(small));
    cache.setWanted({small});
    QTRY_VERIFY(cache.idle());
    QCOMPARE(cache.get(small.runId, small.sample).width(), 64);
}

void TestSampleViews::neighboursAreFetched() {
    Shown shown;
    QVERIFY(shown.opened);
    SamplesPage& page = *shown.page;
    shown.session.setEpoch(3);
    QTRY_COMPARE(page.shownEpoch(), 3);
    QTRY_VERIFY(page.table().known(4) && page.table().known(2));
    QTRY_VERIFY(page.complete());
    // What the next epoch shows is there before it is asked for.
    const SampleSetPtr next = page.table().known(4);
    QTRY_VERIFY(!page.thumbnails().get(page.model()->runId(), next->items[0].row.id).isNull());
    shown.session.setEpoch(4);
    QCOMPARE(page.shownEpoch(), 4);
    QVERIFY(!page.model()->index(0).data(SampleModel::ImageRole).value<QImage>().isNull());
}

void TestSampleViews::manyPicturesScrollFluently() {
    TestPlace place;
    const int count = makeManyPictures(place.workspace(), 20000);
    Session session;
    SamplesPage page(session);
    page.resize(1280, 800);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    page.setAllEpochs(true);
    QTRY_COMPARE_WITH_TIMEOUT(page.model()->rowCount(), count, 20000);
    const Scrolling times = scrollPictures(page, 40);
    qInfo("20,000 pictures: wheel %.1f ms per frame, jumps %.1f ms", times.wheel.mean, times.jumps.mean);
    QVERIFY2(times.wheel.mean < 33, qPrintable(QString::number(times.wheel.mean)));
    QVERIFY2(times.jumps.mean < 33, qPrintable(QString::number(times.jumps.mean)));
    QTRY_VERIFY(page.complete());
    QVERIFY(page.thumbnails().bytes() <= page.thumbnails().budget());
}

void TestSampleViews::cachedEpochsAreScrubbedFluently() {
    FakeRunOptions options;
    options.pictures = 64;
    options.trainPictures = 0;
    options.side = 128;
    Shown shown(options, 6);
    QVERIFY(shown.opened);
    const FrameTimes times = scrubPictures(*shown.page, shown.session, 6);
    qInfo("scrub step with 64 pictures cached: %.1f ms, longest %.1f ms", times.mean, times.longest);
    QVERIFY2(times.mean < 33, qPrintable(QString::number(times.mean)));
}

QTEST_MAIN(TestSampleViews)
#include "tst_sample_views.moc"
