// SPDX-License-Identifier: GPL-3.0-or-later
// Contact sheets and animations, read back.
#include <QDir>
#include <QImageReader>
#include <QLineEdit>
#include <QPushButton>
#include <cmath>
#include <set>

#include "core/base/error.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/message_bar.h"
#include "ui/common/text_format.h"
#include "ui/samples/contact_sheet.h"
#include "ui/samples/export_job.h"
#include "ui/samples/gif_writer.h"
#include "ui/samples/picture_grid.h"
#include "ui/samples/picture_tools.h"
#include "ui/samples/sample_model.h"
#include "ui/samples/samples_page.h"
#include "ui/samples/strip_model.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

namespace {

/// Whether `part`, enlarged by a whole number, is somewhere in `whole`; its place, or (-1, -1).
QPoint find(const QImage& whole, const QImage& part, int times) {
    for (int y = 0; y + part.height() * times <= whole.height(); ++y) {
        for (int x = 0; x + part.width() * times <= whole.width(); ++x) {
            bool same = true;
            for (int i = 0; i < part.height() && same; i += 3) {
                for (int j = 0; j < part.width() && same; j += 3) {
                    same = whole.pixel(x + j * times, y + i * times) == part.pixel(j, i);
                }
            }
            if (same) {
                return {x, y};
            }
        }
    }
    return {-1, -1};
}

struct Shown {
    explicit Shown(int pictures = 6, int epochs = 3, bool files = false) {
        FakeRunOptions options;
        options.pictures = pictures;
        options.trainPictures = 2;
        options.files = files;
        FakeRun run(place.workspace(), options);
        run.start();
        run.epochs(epochs);
        run.finish();
        page = std::make_unique<SamplesPage>(session);
        page->resize(1000, 600);
        page->show();
        opened = openAndWait(session, place.text());
    }
    QString file(const QString& name) const { return folder.filePath(name); }
    QStringList files() const { return QDir(folder.path()).entryList(QDir::Files | QDir::Hidden); }

    TestPlace place;
    QTemporaryDir folder;
    Session session;
    std::unique_ptr<SamplesPage> page;
    bool opened = false;
};

QImage pictureOf(const SampleItem& item) {
    return FakeRun::picture(item.row.prompt, item.row.seed, static_cast<double>(item.row.epoch) / 40, 64)
        .convertToFormat(QImage::Format_RGB32);
}

}  // namespace

class TestSampleExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sheetHasThePicturesInTheOrderShown();
    void sheetOfTheSelectedOnes();
    void sheetOfTheStrip();
    void sheetThatCannotBeWritten();
    void tooManyForASheet();
    void colours();
    void animationHasAFrameOfEachEpoch();
    void cancelLeavesNoFile();
    void animationThatCannotBeWritten();
};

void TestSampleExport::sheetHasThePicturesInTheOrderShown() {
    Shown shown(6, 3, true);
    QVERIFY(shown.opened);
    SamplesPage& page = *shown.page;
    QTRY_COMPARE(page.model()->rowCount(), 6);
    page.bar().setPromptFilter(QStringLiteral("o"));  // dog, horse, monkey
    QCOMPARE(page.model()->rowCount(), 3);
    QSignalSpy finished(&page.tools().job(), &ExportJob::finished);
    page.tools().exportSheetTo(shown.file(QStringLiteral("sheet.png")));
    QVERIFY(finished.wait(8000));
    QCOMPARE(shown.files(), QStringList{QStringLiteral("sheet.png")});
    QVERIFY(page.tools().messages().text().contains(QStringLiteral("sheet.png")));
    QImageReader reader(shown.file(QStringLiteral("sheet.png")));
    QCOMPARE(reader.text(QStringLiteral("Title")), QStringLiteral("tdpo-r"));
    const QImage sheet = reader.read().convertToFormat(QImage::Format_RGB32);
    QVERIFY(!sheet.isNull());
    // 64 px pictures twice as large, side by side in the order of the grid, below a header.
    std::vector<QPoint> places;
    for (int row = 0; row < 3; ++row) {
        places.push_back(find(sheet, pictureOf(*page.model()->item(row)), 2));
        QVERIFY(places.back().x() >= 0);
    }
    QVERIFY(places[0].x() < places[1].x() && places[1].x() < places[2].x());
    QVERIFY(places[0].y() == places[1].y() && places[1].y() == places[2].y());
    const auto inked = [&](const QRect& place) {
        int dark = 0;
        for (int y = place.top(); y <= place.bottom(); ++y) {
            for (int x = place.left(); x <= place.right(); ++x) {
                dark += qGray(sheet.pixel(x, y)) < 140 ? 1 : 0;
            }
        }
        return dark;
    };
    QVERIFY(inked(QRect(0, 0, sheet.width(), places[0].y())) > 50);           // header
    QVERIFY(inked(QRect(places[0].x(), places[0].y() + 129, 128, 12)) > 10);  // caption
    QCOMPARE(inked(QRect(0, places[0].y(), places[0].x(), 128)), 0);          // margin
}

void TestSampleExport::sheetOfTheSelectedOnes() {
    Shown shown;
    QVERIFY(shown.opened);
    SamplesPage& page = *shown.page;
    QTRY_COMPARE(page.model()->rowCount(), 6);
    const auto centre = [&](int row) { return page.grid()->visualRect(page.model()->index(row)).center(); };
    QTest::mouseClick(page.grid()->viewport(), Qt::LeftButton, {}, centre(4));
    QTest::mouseClick(page.grid()->viewport(), Qt::LeftButton, Qt::ControlModifier, centre(1));
    QSignalSpy finished(&page.tools().job(), &ExportJob::finished);
    page.tools().exportSheetTo(shown.file(QStringLiteral("two.png")));
    QVERIFY(finished.wait(8000));
    const QImage sheet = QImage(shown.file(QStringLiteral("two.png"))).convertToFormat(QImage::Format_RGB32);
    const QPoint one = find(sheet, pictureOf(*page.model()->item(1)), 2);
    const QPoint four = find(sheet, pictureOf(*page.model()->item(4)), 2);
    QVERIFY(one.x() >= 0 && one.x() < four.x());
    QCOMPARE(find(sheet, pictureOf(*page.model()->item(0)), 2), QPoint(-1, -1));
}

void TestSampleExport::sheetOfTheStrip() {
    Shown shown(2, 3);
    QVERIFY(shown.opened);
    SamplesPage& page = *shown.page;
    page.setView(SampleView::Strip);
    QTRY_VERIFY(page.table().complete());
    QTRY_COMPARE(page.stripModel()->columnCount(), 4);
    QSignalSpy finished(&page.tools().job(), &ExportJob::finished);
    page.tools().exportSheetTo(shown.file(QStringLiteral("strip.png")));
    QVERIFY(finished.wait(8000));
    const QImage sheet = QImage(shown.file(QStringLiteral("strip.png"))).convertToFormat(QImage::Format_RGB32);
    const QPoint early = find(sheet, pictureOf(*page.stripModel()->item(page.stripModel()->index(1, 0))), 2);
    const QPoint late = find(sheet, pictureOf(*page.stripModel()->item(page.stripModel()->index(1, 3))), 2);
    const QPoint above = find(sheet, pictureOf(*page.stripModel()->item(page.stripModel()->index(0, 3))), 2);
    QVERIFY(early.x() >= 0 && late.x() >= 0 && above.x() >= 0);
    QCOMPARE(early.y(), late.y());
    QVERIFY(early.x() < late.x());
    QCOMPARE(above.x(), late.x());
    QVERIFY(above.y() < late.y());
}

void TestSampleExport::sheetThatCannotBeWritten() {
    Shown shown;
    QVERIFY(shown.opened);
    QTRY_COMPARE(shown.page->model()->rowCount(), 6);
    QSignalSpy failed(&shown.page->tools().job(), &ExportJob::failed);
    const QString file = shown.file(QStringLiteral("no/such/folder/sheet.png"));
    shown.page->tools().exportSheetTo(file);
    QVERIFY(failed.wait(8000));
    QVERIFY2(failed[0][0].toString().contains(file), qPrintable(failed[0][0].toString()));
    QVERIFY(shown.page->tools().messages().isVisible());
    QVERIFY(!shown.page->tools().job().busy());
}

void TestSampleExport::tooManyForASheet() {
    QCOMPARE(sheetSide(24, 6, 64, 48e6, 48), 128);      // small pictures twice as large
    QCOMPARE(sheetSide(24, 6, 512, 48e6, 48), 512);     // large ones as they are
    QVERIFY(sheetSide(2000, 20, 512, 48e6, 48) < 512);  // or reduced
    QCOMPARE(sheetSide(2000, 20, 64, 48e6, 48), 64 * (sheetSide(2000, 20, 64, 48e6, 48) / 64));
    QCOMPARE(sheetSide(100000, 20, 64, 48e6, 48), 0);
}

void TestSampleExport::colours() {
    QImage few(40, 40, QImage::Format_RGB32);
    for (int y = 0; y < 40; ++y) {
        for (int x = 0; x < 40; ++x) {
            few.setPixel(x, y, qRgb(x / 4 * 25, y / 4 * 25, 128));
        }
    }
    QCOMPARE(reduceColours(few).convertToFormat(QImage::Format_RGB32), few);
    QImage many(256, 256, QImage::Format_RGB32);
    for (int y = 0; y < 256; ++y) {
        for (int x = 0; x < 256; ++x) {
            many.setPixel(x, y, qRgb(x, y, (x + y) / 2));
        }
    }
    const QImage reduced = reduceColours(many);
    QCOMPARE(reduced.colorTable().size(), 256);
    double squares = 0;
    for (int y = 0; y < 256; ++y) {
        for (int x = 0; x < 256; ++x) {
            const QRgb was = many.pixel(x, y);
            const QRgb is = reduced.pixel(x, y);
            for (const int d : {qRed(was) - qRed(is), qGreen(was) - qGreen(is), qBlue(was) - qBlue(is)}) {
                squares += d * d;
            }
        }
    }
    // 256 cells of 16 by 16: a standard deviation of 4.6 a channel is the best there is.
    QVERIFY2(std::sqrt(squares / (256 * 256 * 3)) < 6.5, qPrintable(QString::number(squares)));
}

void TestSampleExport::animationHasAFrameOfEachEpoch() {
    Shown shown(4, 3);
    QVERIFY(shown.opened);
    SamplesPage& page = *shown.page;
    QTRY_COMPARE(page.model()->rowCount(), 4);
    QVERIFY(page.tools().canAnimate());
    QSignalSpy finished(&page.tools().job(), &ExportJob::finished);
    page.tools().exportAnimationTo(shown.file(QStringLiteral("epochs.gif")));
    QVERIFY(finished.wait(8000));
    QCOMPARE(shown.files(), QStringList{QStringLiteral("epochs.gif")});
    QImageReader reader(shown.file(QStringLiteral("epochs.gif")));
    QCOMPARE(reader.format(), QByteArray("gif"));
    QCOMPARE(reader.imageCount(), 4);
    QCOMPARE(reader.loopCount(), -1);
    std::set<QRgb> centres;
    for (int frame = 0; frame < 4; ++frame) {
        const QImage picture = reader.read();
        QVERIFY(!picture.isNull());
        QCOMPARE(reader.nextImageDelay(), frame < 3 ? 250 : 2000);
        // The background of the first picture at that epoch, as closely as 256 colours can.
        const QColor is = picture.pixelColor(24 + 4, picture.height() / 2 - 90);
        centres.insert(is.rgb());
    }
    QVERIFY(centres.size() > 1);
    // All epochs at once have no order in time.
    page.setAllEpochs(true);
    QVERIFY(!page.tools().canAnimate());
}

void TestSampleExport::cancelLeavesNoFile() {
    Shown shown(24, 12);
    QVERIFY(shown.opened);
    SamplesPage& page = *shown.page;
    QTRY_COMPARE(page.model()->rowCount(), 24);
    QSignalSpy progressed(&page.tools().job(), &ExportJob::progressed);
    QSignalSpy cancelled(&page.tools().job(), &ExportJob::cancelled);
    page.tools().exportAnimationTo(shown.file(QStringLiteral("epochs.gif")));
    auto* cancel = page.tools().progressRow()->findChild<QPushButton*>();
    QVERIFY(cancel->isVisible());
    QTRY_VERIFY(!progressed.empty());
    QTest::mouseClick(cancel, Qt::LeftButton);
    QTRY_COMPARE(cancelled.size(), 1);
    QVERIFY(!cancel->isVisible());
    QCOMPARE(shown.files(), QStringList());
    QVERIFY(!page.tools().job().busy());
}

void TestSampleExport::animationThatCannotBeWritten() {
    try {
        GifWriter writer(QStringLiteral("/no/such/folder/a.gif"), QSize(8, 8));
        QFAIL("no error");
    } catch (const Error& error) {
        QCOMPARE(error.where(), std::string("/no/such/folder/a.gif"));
        QVERIFY(!error.remedy().empty());
    }
}

QTEST_MAIN(TestSampleExport)
#include "tst_sample_export.moc"
