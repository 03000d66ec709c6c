// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QDropEvent>
#include <QMimeData>
#include <QSlider>
#include <QToolButton>
#include <QUrl>

#include "tests/ui/helpers/block_watch.h"
#include "tests/ui/helpers/compare_place.h"
#include "tests/ui/helpers/picture_frames.h"
#include "ui/common/empty_state.h"
#include "ui/compare/compare_actions.h"
#include "ui/compare/compare_tools.h"
#include "ui/compare/matrix_model.h"
#include "ui/compare/matrix_view.h"
#include "ui/compare/viewport.h"
#include "ui/session/sample_cache.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestCompare : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhenThereIsNothing();
    void panesFollowTheSelection();
    void oneRunIsComparedWithItsStart();
    void missingEpochShowsTheNearestEarlier();
    void headersShowOnlyWhatDiffers();
    void picturesAreChosenByListAndKeys();
    void panesAreChangedByMouseAndKeyboard();
    void aRunCanBeDroppedOnAPane();
    void kindsOfPictures();
    void matrixOpensThePicture();
    void copiesPictureAndFile();
    void menuChoosesModesFromElsewhere();
    void largePicturesAreFast();
};

void TestCompare::saysWhenThereIsNothing() {
    TestPlace files;
    Session session;
    ComparePage page(session);
    page.show();
    QVERIFY(openAndWait(session, files.text()));
    QTRY_VERIFY(page.emptyState().isVisible());
    QVERIFY(!page.actions().addPane->isEnabled());
}

void TestCompare::panesFollowTheSelection() {
    Place place;
    QVERIFY(place.open({4, 4, 4}));
    QCOMPARE(place.page->comparison().count(), 3);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(place.pane(i).runBox()->currentText(), QString(QChar('a' + i)));
        QTRY_VERIFY(same(place.pane(i).view().picture(), place.expected(i, 4)));
        QVERIFY(place.pane(i).caption().contains(QStringLiteral("gold")));
    }
    QVERIFY(!place.pane(0).caption().contains(QLatin1Char('+')));
    // The epoch of the scrubber.
    QTest::keyClick(place.page.get(), Qt::Key_Left);
    QCOMPARE(place.session.epoch(), 3);
    QTRY_VERIFY(same(place.pane(2).view().picture(), place.expected(2, 3)));
    place.session.setSelected({place.ids[0], place.ids[2]});
    QTRY_COMPARE(place.page->comparison().count(), 2);
    QTRY_COMPARE(place.pane(1).runBox()->currentText(), QStringLiteral("c"));
}

void TestCompare::oneRunIsComparedWithItsStart() {
    Place place;
    QVERIFY(place.open({5}));
    QCOMPARE(place.page->comparison().count(), 2);
    QTRY_VERIFY(same(place.pane(0).view().picture(), place.expected(0, 0)));
    QTRY_VERIFY(same(place.pane(1).view().picture(), place.expected(0, 5)));
    QCOMPARE(place.pane(1).settingsText(), QString());
}

void TestCompare::missingEpochShowsTheNearestEarlier() {
    Place place;
    QVERIFY(place.open({6, 2}));
    QCOMPARE(place.session.epoch(), 6);
    QTRY_VERIFY(same(place.pane(1).view().picture(), place.expected(1, 2)));
    QVERIFY2(place.pane(1).noteText().contains(QStringLiteral("epoch 2, the nearest before 6")),
             qPrintable(place.pane(1).noteText()));
    QCOMPARE(place.pane(0).noteText(), QString());
}

void TestCompare::headersShowOnlyWhatDiffers() {
    Place place;
    QVERIFY(place.open({2, 2}));
    QTRY_COMPARE(place.pane(0).settingsText(), QStringLiteral("seed 1"));
    QCOMPARE(place.pane(1).settingsText(), QStringLiteral("seed 2"));
}

void TestCompare::picturesAreChosenByListAndKeys() {
    Place place;
    QVERIFY(place.open({2, 2}));
    QComboBox* box = place.page->tools().pictureBox();
    QCOMPARE(box->count(), 6);
    QCOMPARE(box->currentText(), QStringLiteral("cat, seed 1234"));
    QTest::keyClick(place.page.get(), Qt::Key_N);
    QCOMPARE(box->currentText(), QStringLiteral("dog, seed 1235"));
    QTest::keyClick(place.page.get(), Qt::Key_Up);
    QTest::keyClick(place.page.get(), Qt::Key_Up);  // stays at the first
    QCOMPARE(box->currentIndex(), 0);
    QVERIFY(!place.page->actions().previousPicture->isEnabled());
    QTest::keyClick(box, Qt::Key_End);
    QCOMPARE(place.page->comparison().choice(), 5);
    for (int i = 0; i < 2; ++i) {
        QTRY_VERIFY(same(place.pane(i).view().picture(), place.expected(i, 2, 5)));
    }
    QVERIFY(!place.page->actions().nextPicture->isEnabled());
}

void TestCompare::panesAreChangedByMouseAndKeyboard() {
    Place place;
    QVERIFY(place.open({4, 4, 4}));
    ComparePage& page = *place.page;
    place.session.setSelected({place.ids[0], place.ids[1]});
    QTRY_COMPARE(page.comparison().count(), 2);
    QVERIFY(!place.pane(0).removeButton()->isVisible());
    QTest::keyClick(&page, Qt::Key_Insert);
    QCOMPARE(page.comparison().count(), 3);
    QVERIFY(!page.comparison().followsSelection());
    // The other epoch and another run, one by keyboard and one by mouse wheel of the list.
    QTest::keyClick(place.pane(2).epochBox(), Qt::Key_Down);
    QTest::keyClick(place.pane(2).epochBox(), Qt::Key_Down);
    QCOMPARE(page.comparison().panes()[2].epoch, std::optional<std::int64_t>(2));
    QTest::keyClick(place.pane(2).runBox(), Qt::Key_End);
    QCOMPARE(page.comparison().panes()[2].runId, place.ids[2]);
    QVERIFY(place.ready());
    QTRY_VERIFY(same(place.pane(2).view().picture(), place.expected(2, 2)));
    // It stays at its epoch while the others follow.
    QTest::keyClick(&page, Qt::Key_Left);
    QTRY_VERIFY(same(place.pane(0).view().picture(), place.expected(0, 3)));
    QVERIFY(same(place.pane(2).view().picture(), place.expected(2, 2)));
    // The selection no longer rules, until it is asked to.
    place.session.setSelected({place.ids[0]});
    QCOMPARE(page.comparison().count(), 3);
    QTest::mouseClick(&place.pane(1).view(), Qt::LeftButton, {}, QPoint(20, 20));
    QCOMPARE(page.board().current(), 1);
    QTest::keyClick(&page, Qt::Key_Delete);
    QCOMPARE(page.comparison().count(), 2);
    QCOMPARE(page.comparison().panes()[1].runId, place.ids[2]);
    QTest::keyClick(&page, Qt::Key_Insert);
    QTRY_VERIFY(place.pane(0).removeButton()->isVisible());
    QTest::mouseClick(place.pane(0).removeButton(), Qt::LeftButton);
    QTRY_COMPARE(page.comparison().count(), 2);
    QCOMPARE(page.comparison().panes()[0].runId, place.ids[2]);
    for (int i = 0; i < 9; ++i) {
        QTest::keyClick(&page, Qt::Key_Insert);
    }
    QCOMPARE(page.comparison().count(), Comparison::mostPanes);
    QTest::keyClick(&page, Qt::Key_5);
    QCOMPARE(page.board().current(), 4);
    QTest::keyClick(&page, Qt::Key_R);
    QTRY_COMPARE(page.comparison().count(), 2);
    QVERIFY(page.comparison().followsSelection());
}

void TestCompare::aRunCanBeDroppedOnAPane() {
    Place place;
    QVERIFY(place.open({2, 2, 2}));
    QMimeData mime;
    mime.setData(ComparePane::runMime(), place.ids[2].toUtf8());
    ComparePane& pane = place.pane(0);
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&pane, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&pane, &drop);
    QCOMPARE(place.page->comparison().panes()[0].runId, place.ids[2]);
    QMimeData text;
    text.setText(QStringLiteral("a"));
    QDragEnterEvent other(QPoint(5, 5), Qt::CopyAction, &text, Qt::LeftButton, Qt::NoModifier);
    other.ignore();
    QApplication::sendEvent(&pane, &other);
    QVERIFY(!other.isAccepted());
}

void TestCompare::kindsOfPictures() {
    Place place;
    QVERIFY(place.open({3, 3}));
    QTest::keyClick(place.page->kindBox(), Qt::Key_End);  // training
    QVERIFY(place.page->comparison().kind() == SampleKind::Train);
    QTRY_VERIFY(place.page->comparison().choice() >= 0);
    QVERIFY(place.ready());
    // Unseen prompts were not evaluated: every pane says so.
    QTest::keyClick(place.page->kindBox(), Qt::Key_Up);
    QTRY_VERIFY(place.page->comparison().content(0).state == PaneContent::State::NoEpoch);
    QVERIFY(place.pane(0).view().picture().isNull());
    QVERIFY(place.pane(0).view().accessibleName().contains(QStringLiteral("No pictures of this kind")));
}

void TestCompare::matrixOpensThePicture() {
    Place place;
    QVERIFY(place.open({3, 3}));
    QTest::keyClick(place.page.get(), Qt::Key_M);
    MatrixView& matrix = place.page->matrix();
    QAbstractItemModelTester tester(matrix.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTRY_VERIFY(matrix.isVisible());
    QCOMPARE(matrix.model()->rowCount(), 6);
    QCOMPARE(matrix.model()->columnCount(), 2);
    const QModelIndex cell = matrix.model()->index(1, 1);
    QVERIFY(same(cell.data(MatrixModel::PictureRole).value<QImage>(), place.expected(1, 3, 1)));
    QVERIFY(matrix.model()->headerData(1, Qt::Horizontal).toString().contains(QStringLiteral("epoch 3")));
    const int side = matrix.side();
    QTest::keyClick(place.page->tools().sizeSlider(), Qt::Key_Right);
    QVERIFY(matrix.side() > side);
    QVERIFY(matrix.columnWidth(0) >= matrix.side());
    QTest::mouseClick(matrix.viewport(), Qt::LeftButton, {}, matrix.visualRect(cell).center());
    QCOMPARE(place.page->mode(), CompareMode::SideBySide);
    QCOMPARE(place.page->comparison().choice(), 1);
    QCOMPARE(place.page->board().current(), 1);
    // By keyboard too.
    QTest::keyClick(place.page.get(), Qt::Key_M);
    matrix.setCurrentIndex(matrix.model()->index(1, 0));
    QTest::keyClick(&matrix, Qt::Key_Down);
    QTest::keyClick(&matrix, Qt::Key_Return);
    QCOMPARE(place.page->comparison().choice(), 2);
}

void TestCompare::copiesPictureAndFile() {
    FakeRunOptions options;
    options.files = true;
    options.side = 256;
    options.pictures = 2;
    Place place;
    QVERIFY(place.open({1, 1}, options));
    QTRY_COMPARE(place.pane(1).view().picture().width(), 256);  // not the thumbnail
    QTest::keyClick(place.page.get(), Qt::Key_2);
    QTest::keyClick(place.page.get(), Qt::Key_C, Qt::ControlModifier);
    const QMimeData* mime = QGuiApplication::clipboard()->mimeData();
    QVERIFY(mime && mime->hasImage() && mime->hasUrls());
    const QString file = mime->urls().constFirst().toLocalFile();
    QVERIFY2(file.contains(place.ids[1]) && QFile::exists(file), qPrintable(file));
    QVERIFY(same(qvariant_cast<QImage>(mime->imageData()), place.expected(1, 1, 0, 256)));
    QVERIFY(same(QImage(file), place.expected(1, 1, 0, 256)));
    QGuiApplication::clipboard()->clear();
}

void TestCompare::menuChoosesModesFromElsewhere() {
    Place place;
    QVERIFY(place.open({2, 2}));
    QSignalSpy asked(place.page.get(), &ComparePage::activationAsked);
    place.page->actions().modeAction(CompareMode::Difference)->trigger();
    QCOMPARE(asked.size(), 0);
    place.page->hide();
    place.page->actions().modeAction(CompareMode::Wipe)->trigger();
    QCOMPARE(asked.size(), 1);
    QCOMPARE(place.page->mode(), CompareMode::Wipe);
    place.page->show();
    QTRY_VERIFY(place.page->board().stage().isVisible());
}

void TestCompare::largePicturesAreFast() {
    FakeRunOptions options;
    options.side = 1024;
    options.files = true;
    options.pictures = 1;
    options.trainPictures = 0;
    Place place;
    QVERIFY(place.open({2, 2, 2, 2}, options));
    place.page->resize(1280, 900);
    auto* watch = static_cast<BlockWatch*>(qApp);
    QTest::qWait(50);
    watch->reset();
    const Comparing times = compareFrames(*place.page, place.session, 1024);
    qInfo(
        "four 1024 px panes: zoom %.1f ms per frame, as differences %.1f ms; scrub step with pictures cached %.1f ms; "
        "longest event %.1f ms (%s)",
        times.sideBySide.mean, times.difference.mean, times.scrub.mean, watch->longestMs(), qPrintable(watch->what()));
    QVERIFY2(times.sideBySide.mean < 50, qPrintable(QString::number(times.sideBySide.mean)));
    QVERIFY2(times.difference.mean < 50, qPrintable(QString::number(times.difference.mean)));
    QVERIFY2(times.scrub.mean < 33, qPrintable(QString::number(times.scrub.mean)));
    QVERIFY2(watch->allShorterThan(50), qPrintable(watch->what()));
}

int main(int argc, char** argv) {
    BlockWatch app(argc, argv);
    TestCompare test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_compare.moc"
