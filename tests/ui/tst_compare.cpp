// SPDX-License-Identifier: GPL-3.0-or-later
#include <time.h>

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QDropEvent>
#include <QHeaderView>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSlider>
#include <QTableWidget>
#include <QToolButton>
#include <QUrl>
#include <QWheelEvent>

#include "core/store/ratings.h"
#include "tests/ui/helpers/block_watch.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/empty_state.h"
#include "ui/compare/blind_results.h"
#include "ui/compare/blind_test.h"
#include "ui/compare/blind_view.h"
#include "ui/compare/compare_actions.h"
#include "ui/compare/compare_board.h"
#include "ui/compare/compare_page.h"
#include "ui/compare/compare_pane.h"
#include "ui/compare/compare_tools.h"
#include "ui/compare/comparison.h"
#include "ui/compare/matrix_model.h"
#include "ui/compare/matrix_view.h"
#include "ui/compare/picture_view.h"
#include "ui/compare/viewport.h"
#include "ui/session/sample_cache.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

namespace {

/// The page in a window of its own, over runs that are named a, b, c...
struct Place {
    TestPlace files;
    std::vector<QString> ids;
    Session session;
    std::unique_ptr<ComparePage> page;

    /// `epochs`: of each run.
    bool open(const std::vector<int>& epochs, FakeRunOptions options = {}) {
        options.pictures = std::min(options.pictures, 6);
        options.trainPictures = std::min(options.trainPictures, 3);
        options.created = 1000;
        for (std::size_t i = 0; i < epochs.size(); ++i) {
            options.name = std::string(1, static_cast<char>('a' + i));
            options.seed = i + 1;
            options.created -= 1;
            FakeRun run(files.workspace(), options);
            run.start();
            run.epochs(epochs[i]);
            run.finish();
            ids.push_back(run.id());
        }
        page = std::make_unique<ComparePage>(session);
        page->resize(1000, 700);
        page->show();
        page->activateWindow();
        if (!QTest::qWaitForWindowActive(page.get()) || !openAndWait(session, files.text())) {
            return false;
        }
        session.setCurrent(ids.front());
        session.setSelected(QStringList(ids.begin(), ids.end()));
        page->setFocus();
        return ready();
    }

    bool ready() {
        return QTest::qWaitFor([&] {
            if (session.busy() || page->board().panes().empty()) {
                return false;
            }
            for (int i = 0; i < page->comparison().count(); ++i) {
                if (page->comparison().content(i).state == PaneContent::State::Loading) {
                    return false;
                }
            }
            return true;
        });
    }

    ComparePane& pane(int i) const { return *page->board().panes().at(static_cast<std::size_t>(i)); }
    QImage expected(int run, int epoch, int picture = 0, int side = 64) const {
        Q_UNUSED(run);
        static const char* const prompts[] = {"cat", "dog", "horse", "monkey", "rabbit", "zebra"};
        return FakeRun::picture(prompts[picture], static_cast<std::uint64_t>(1234 + picture), epoch / 40.0, side);
    }
};

bool same(const QImage& a, const QImage& b) {
    return a.convertToFormat(QImage::Format_RGB32) == b.convertToFormat(QImage::Format_RGB32);
}

void turnWheel(QWidget& widget, const QPointF& at, int steps) {
    QWheelEvent event(at, widget.mapToGlobal(at), {}, QPoint(0, 120 * steps), Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&widget, &event);
}

void drag(QWidget& widget, const QPoint& from, const QPoint& to) {
    QTest::mousePress(&widget, Qt::LeftButton, {}, from);
    QTest::mouseMove(&widget, (from + to) / 2);
    QTest::mouseMove(&widget, to);
    QTest::mouseRelease(&widget, Qt::LeftButton, {}, to);
}

/// Milliseconds that this thread has computed: what others do on a busy machine is not counted.
double computed() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

QImage shot(PictureView& view) {
    return view.grab().toImage().convertToFormat(QImage::Format_RGB32);
}

}  // namespace

class TestCompare : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void viewportKeepsThePointUnderTheCursor();
    void blindOrderIsRandomAndComplete();
    void saysWhenThereIsNothing();
    void panesFollowTheSelection();
    void oneRunIsComparedWithItsStart();
    void missingEpochShowsTheNearestEarlier();
    void headersShowOnlyWhatDiffers();
    void oneViewportForAllPanes();
    void everyPixelIsThatOfThePicture();
    void picturesAreChosenByListAndKeys();
    void panesAreChangedByMouseAndKeyboard();
    void aRunCanBeDroppedOnAPane();
    void wipeShowsBothSidesOfTheDivider();
    void differenceIsAmplified();
    void flickerChangesPicturesUnlessAnimationsAreReduced();
    void readoutTellsThePixelsOfAllPanes();
    void kindsOfPictures();
    void matrixOpensThePicture();
    void copiesPictureAndFile();
    void blindTestHidesNamesAndStoresChoices();
    void menuChoosesModesFromElsewhere();
    void largePicturesAreFast();
};

void TestCompare::viewportKeepsThePointUnderTheCursor() {
    Viewport viewport;
    viewport.setReference(QSize(64, 64));
    const QSize view(400, 300);
    QCOMPARE(viewport.scale(view), 4.0);  // 4.69 would give pixels of unequal size
    QCOMPARE(viewport.place(view), QRectF(72, 22, 256, 256));
    const QPointF cursor(100, 50);
    const QPointF under = viewport.toPicture(cursor, view);
    viewport.zoom(3, cursor, view);
    QCOMPARE(viewport.scale(view), 12.0);
    const QPointF now = viewport.toView(under, view);
    QVERIFY(std::abs(now.x() - cursor.x()) <= 1 && std::abs(now.y() - cursor.y()) <= 1);
    // A picture of twice the size: the same part, half the scale.
    viewport.setReference(QSize(128, 128));
    QCOMPARE(viewport.scale(view), 6.0);
    const QPointF again = viewport.toView(under, view);
    QVERIFY(std::abs(again.x() - cursor.x()) <= 1 && std::abs(again.y() - cursor.y()) <= 1);
    viewport.pan(QPointF(1e6, 1e6), view);
    QVERIFY(viewport.place(view).intersects(QRectF(QPointF(), QSizeF(view))));  // never lost
    for (int i = 0; i < 100; ++i) {
        viewport.zoom(2, cursor, view);
    }
    QCOMPARE(viewport.scale(view), Viewport::largest);
    viewport.fit();
    QVERIFY(viewport.fits());
}

void TestCompare::blindOrderIsRandomAndComplete() {
    std::vector<PictureChoice> pictures;
    for (int i = 0; i < 40; ++i) {
        pictures.push_back({QString::number(i), static_cast<std::uint64_t>(i)});
    }
    const RatedSide a{"a", 1};
    const RatedSide b{"b", 2};
    BlindTest test(a, b, SampleKind::Eval, pictures, 7);
    QCOMPARE(test.total(), 40U);
    QSet<QString> seen;
    int leftIsFirst = 0;
    bool ordered = true;
    for (int i = 0; !test.done(); ++i) {
        ordered = ordered && test.picture().prompt == QString::number(i);
        QVERIFY(test.left() == a ? test.right() == b : test.left() == b && test.right() == a);
        leftIsFirst += test.left() == a ? 1 : 0;
        const Rating rating = test.answer(Choice::Left, 5);
        seen.insert(QString::fromStdString(rating.prompt));
        QCOMPARE(rating.wall, 5.0);
    }
    QCOMPARE(seen.size(), 40);
    QVERIFY(!ordered);
    QVERIFY2(leftIsFirst > 8 && leftIsFirst < 32, qPrintable(QString::number(leftIsFirst)));
    QVERIFY(test.takeBack());
    QCOMPARE(test.answered(), 39U);
    QVERIFY(!BlindTest().takeBack());
}

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

void TestCompare::oneViewportForAllPanes() {
    Place place;
    QVERIFY(place.open({4, 4}));
    PictureView& first = place.pane(0).view();
    Viewport& viewport = place.page->viewport();
    QVERIFY(viewport.fits());
    const QSize size = first.deviceSize();
    const QPointF cursor(size.width() / 4.0, size.height() / 3.0);
    const QPointF under = viewport.toPicture(cursor, size);
    const double before = viewport.scale(size);
    turnWheel(first, cursor, 3);
    QCOMPARE(viewport.scale(size), before * 1.25 * 1.25 * 1.25);
    QVERIFY((viewport.toView(under, size) - cursor).manhattanLength() <= 2);
    const QPointF moved = viewport.toView({0.5, 0.5}, size);
    drag(first, QPoint(100, 100), QPoint(130, 90));
    QVERIFY((viewport.toView({0.5, 0.5}, size) - moved - QPointF(30, -10)).manhattanLength() <= 2);
    // It stays while prompts and epochs are stepped through, and the other pane shows the same part.
    const QRectF now = viewport.place(size);
    QTest::keyClick(place.page.get(), Qt::Key_Down);
    QTest::keyClick(place.page.get(), Qt::Key_Left);
    QTRY_VERIFY(same(place.pane(1).view().picture(), place.expected(1, 3, 1)));
    QCOMPARE(viewport.place(size), now);
    QTest::keyClick(place.page.get(), Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(viewport.place(size).x() < now.x());
    QTest::keyClick(place.page.get(), Qt::Key_A);
    QCOMPARE(viewport.scale(size), 1.0);
    QCOMPARE(place.page->tools().zoomText(), QStringLiteral("100 %"));
    QTest::keyClick(place.page.get(), Qt::Key_Plus);
    QCOMPARE(viewport.scale(size), 1.25);
    QTest::keyClick(place.page.get(), Qt::Key_F);
    QVERIFY(viewport.fits());
}

void TestCompare::everyPixelIsThatOfThePicture() {
    Place place;
    QVERIFY(place.open({3, 3}));
    PictureView& view = place.pane(0).view();
    const QImage picture = place.expected(0, 3);
    QTRY_VERIFY(same(view.picture(), picture));
    for (const double scale : {1.0, 4.0}) {
        place.page->viewport().fit();
        place.page->viewport().zoom(scale / place.page->viewport().scale(view.deviceSize()), {0, 0}, view.deviceSize());
        const QRectF at = place.page->viewport().place(view.deviceSize());
        const QImage seen = shot(view);
        for (int y = 0; y < 64; y += 7) {
            for (int x = 0; x < 64; x += 5) {
                const QPoint corner(qRound(at.x() + x * scale), qRound(at.y() + y * scale));
                const QPoint last = corner + QPoint(qRound(scale) - 1, qRound(scale) - 1);
                if (seen.rect().contains(corner) && seen.rect().contains(last)) {
                    QCOMPARE(seen.pixelColor(corner), picture.pixelColor(x, y));
                    QCOMPARE(seen.pixelColor(last), picture.pixelColor(x, y));
                }
            }
        }
    }
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

void TestCompare::wipeShowsBothSidesOfTheDivider() {
    Place place;
    QVERIFY(place.open({4}));  // before training against epoch 4
    QTRY_VERIFY(same(place.pane(1).view().picture(), place.expected(0, 4)));
    QTest::keyClick(place.page.get(), Qt::Key_W);
    PictureView& stage = place.page->board().stage();
    QVERIFY(stage.isVisible());
    QVERIFY(!place.pane(0).view().isVisible());
    const QSize size = stage.deviceSize();
    const auto colourAt = [&](int x, int y) {
        const QPointF point = place.page->viewport().toView({(x + 0.5) / 64, (y + 0.5) / 64}, size);
        return shot(stage).pixelColor(point.toPoint());
    };
    QTest::qWait(0);
    QCOMPARE(colourAt(4, 4), place.expected(0, 0).pixelColor(4, 4));
    QCOMPARE(colourAt(60, 4), place.expected(0, 4).pixelColor(60, 4));
    QVERIFY(place.expected(0, 0).pixelColor(60, 4) != place.expected(0, 4).pixelColor(60, 4));
    // The divider is dragged, the pictures stay where they are.
    const QRectF before = place.page->viewport().place(size);
    drag(stage, QPoint(stage.width() / 2, 40), QPoint(stage.width() - 5, 60));
    QCOMPARE(place.page->viewport().place(size), before);
    QCOMPARE(colourAt(60, 4), place.expected(0, 0).pixelColor(60, 4));
    QVERIFY(place.page->tools().dividerSlider()->value() > 190);
    QTest::keyClick(place.page->tools().dividerSlider(), Qt::Key_Home);
    QCOMPARE(colourAt(4, 4), place.expected(0, 4).pixelColor(4, 4));
}

void TestCompare::differenceIsAmplified() {
    Place place;
    QVERIFY(place.open({8}));
    QTRY_VERIFY(same(place.pane(1).view().picture(), place.expected(0, 8)));
    QTest::keyClick(place.page.get(), Qt::Key_D);
    PictureView& view = place.pane(1).view();
    const QColor a = place.expected(0, 0).pixelColor(4, 4);
    const QColor b = place.expected(0, 8).pixelColor(4, 4);
    const auto amplified = [&](double gain) {
        const auto channel = [&](int x, int y) { return std::min(255, qRound(std::abs(x - y) * gain)); };
        return QColor(channel(a.red(), b.red()), channel(a.green(), b.green()), channel(a.blue(), b.blue()));
    };
    const auto seen = [&] {
        return shot(view).pixelColor(place.page->viewport().toView({4.5 / 64, 4.5 / 64}, view.deviceSize()).toPoint());
    };
    QCOMPARE(seen(), amplified(4));
    QTest::keyClick(place.page->tools().gainSlider(), Qt::Key_Home);
    QCOMPARE(seen(), amplified(1));
    QVERIFY(seen() != QColor(Qt::black));
    // The first pane stays a picture.
    QCOMPARE(shot(place.pane(0).view())
                 .pixelColor(place.page->viewport().toView({4.5 / 64, 4.5 / 64}, view.deviceSize()).toPoint()),
             a);
}

void TestCompare::flickerChangesPicturesUnlessAnimationsAreReduced() {
    Place place;
    QVERIFY(place.open({3, 3}));
    CompareBoard& board = place.page->board();
    QTest::keyClick(place.page->tools().rateSlider(), Qt::Key_End);
    QTest::keyClick(place.page.get(), Qt::Key_K);
    QVERIFY(board.isFlickering());
    const int before = board.flickered();
    QTRY_VERIFY(board.flickered() != before);
    QTest::mouseClick(place.page->tools().playButton(), Qt::LeftButton);
    QVERIFY(!board.isFlickering());
    // By hand.
    const int still = board.flickered();
    QTest::keyClick(place.page.get(), still == 0 ? Qt::Key_2 : Qt::Key_1);
    QVERIFY(board.flickered() != still);
    QTest::mouseClick(place.page->tools().playButton(), Qt::LeftButton);
    QVERIFY(board.isFlickering());
    QTest::keyClick(place.page.get(), Qt::Key_S);
    QVERIFY(!board.isFlickering());
    QSettings().setValue(QStringLiteral("look/reduceAnimations"), true);
    QTest::keyClick(place.page.get(), Qt::Key_K);
    QVERIFY(!board.isFlickering());
    QVERIFY(!place.page->tools().playButton()->isEnabled());
}

void TestCompare::readoutTellsThePixelsOfAllPanes() {
    Place place;
    QVERIFY(place.open({6}));
    QTRY_VERIFY(same(place.pane(1).view().picture(), place.expected(0, 6)));
    PictureView& view = place.pane(0).view();
    const QPointF at = place.page->viewport().toView({10.5 / 64, 20.5 / 64}, view.deviceSize());
    QTest::mouseMove(&view, at.toPoint());
    const auto values = [&](int epoch) {
        const QColor colour = place.expected(0, epoch).pixelColor(10, 20);
        return QStringLiteral("%1 %2 %3").arg(colour.red()).arg(colour.green()).arg(colour.blue());
    };
    const QString text = place.page->board().readout();
    QVERIFY2(text.contains(QStringLiteral("x 10 y 20")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("1 ■ ") + values(0)), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("2 ■ ") + values(6)), qPrintable(text));
    // The loupe magnifies the same place in the other pane.
    const QImage before = shot(place.pane(1).view());
    QTest::keyClick(place.page.get(), Qt::Key_L);
    QVERIFY(place.page->actions().loupe->isChecked());
    const QImage after = shot(place.pane(1).view());
    QVERIFY(before != after);
    QCOMPARE(after.pixelColor(at.toPoint()), place.expected(0, 6).pixelColor(10, 20));
    QTest::mouseMove(place.page->tools().pictureBox());
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&view, &leave);
    QVERIFY(place.page->board().readout().contains(QStringLiteral("Point at")));
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

void TestCompare::blindTestHidesNamesAndStoresChoices() {
    FakeRunOptions options;
    options.files = true;
    Place place;
    QVERIFY(place.open({3, 2}, options));
    place.session.rename(place.ids[0], QStringLiteral("Alpha"));
    place.session.rename(place.ids[1], QStringLiteral("Beta"));
    QTest::keyClick(place.page.get(), Qt::Key_B);
    BlindView& blind = place.page->blind();
    blind.setSeed(3);
    QTRY_VERIFY(blind.startButton()->isEnabled());
    QTest::mouseClick(blind.startButton(), Qt::LeftButton);
    QVERIFY(blind.isAsking());
    QCOMPARE(blind.test().total(), 6U);
    const auto widgets = place.page->findChildren<QWidget*>();
    for (const QWidget* widget : widgets) {
        if (!widget->isVisible()) {
            continue;
        }
        const QString said = widget->accessibleName() + widget->toolTip() + widget->property("text").toString();
        QVERIFY2(!said.contains(QStringLiteral("Alpha")) && !said.contains(QStringLiteral("Beta")), qPrintable(said));
    }
    QVERIFY(!blind.left().picture().isNull() && !blind.right().picture().isNull());
    // Four for Alpha, one for Beta, one tie; one choice is taken back and made again.
    const std::string alpha = place.ids[0].toStdString();
    const auto choose = [&](bool first) {
        const bool left = (blind.test().left().run_id == alpha) == first;
        QTest::keyClick(&blind, left ? Qt::Key_1 : Qt::Key_2);
    };
    choose(false);
    QTest::keyClick(&blind, Qt::Key_Backspace);
    QCOMPARE(blind.test().answered(), 0U);
    for (int i = 0; i < 4; ++i) {
        choose(true);
    }
    choose(false);
    QTest::keyClick(&blind, Qt::Key_0);
    QTRY_VERIFY(blind.showsResults());
    const QString sentence = blind.results().sentence();
    // (4 + 1/2) / 6 = 75 %
    QVERIFY2(sentence.contains(QStringLiteral("Alpha (epoch 3) wins 75.0 % against Beta (epoch 2)")),
             qPrintable(sentence));
    QVERIFY2(sentence.contains(QStringLiteral("n = 6: 4 won, 1 lost, 1 neither")), qPrintable(sentence));
    QVERIFY(settled(place.session));
    const auto stored = Ratings(place.files.workspace()).all();
    QCOMPARE(stored.size(), 6U);
    QCOMPARE(std::count_if(stored.begin(), stored.end(), [](const Rating& r) { return r.choice == Choice::Neither; }),
             1);
    QTableWidget* table = blind.results().table();
    QVERIFY(table->rowCount() >= 2);
    QCOMPARE(table->item(0, 3)->text(), table->item(0, 5)->text());
    // What was judged is not asked again.
    QTest::mouseClick(blind.results().backButton(), Qt::LeftButton);
    QTRY_VERIFY(!blind.showsResults());
    QTRY_VERIFY(!blind.startButton()->isEnabled());
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
    const auto loaded = [&] {
        for (int i = 0; i < 4; ++i) {
            if (place.pane(i).view().picture().width() != 1024) {
                return false;
            }
        }
        return true;
    };
    QTRY_VERIFY(loaded());
    for (const int epoch : {1, 0, 1, 2}) {
        place.session.setEpoch(epoch);
        QTRY_VERIFY(loaded());
    }
    auto* watch = static_cast<BlockWatch*>(qApp);
    QCoreApplication::processEvents();
    watch->reset();
    const auto frame = [&] {
        place.page->repaint();
        QCoreApplication::processEvents();
    };
    for (const CompareMode mode : {CompareMode::SideBySide, CompareMode::Difference}) {
        place.page->setMode(mode);
        place.page->viewport().fit();
        frame();
        PictureView& view = place.pane(0).view();
        constexpr int turns = 40;
        const double start = computed();
        for (int i = 0; i < turns; ++i) {
            turnWheel(view, QPointF(view.width() / 3.0, view.height() / 3.0), i < turns / 2 ? 1 : -1);
            frame();
        }
        const double perFrame = (computed() - start) / turns;
        qInfo("zoom of four 1024 px panes, mode %d: %.1f ms per frame", static_cast<int>(mode), perFrame);
        QVERIFY2(perFrame < 50, qPrintable(QString::number(perFrame)));
    }
    place.page->setMode(CompareMode::SideBySide);
    place.page->viewport().fit();
    frame();
    constexpr int steps = 20;
    const double start = computed();
    for (int i = 0; i < steps; ++i) {
        place.session.setEpoch(i % 3);
        frame();
        QVERIFY(loaded());  // from the caches
    }
    const double perStep = (computed() - start) / steps;
    qInfo("scrub step with pictures cached: %.1f ms", perStep);
    QVERIFY2(perStep < 33, qPrintable(QString::number(perStep)));
    qInfo("longest event %.1f ms (%s)", watch->longestMs(), qPrintable(watch->what()));
    QVERIFY2(watch->longestMs() < 50, qPrintable(watch->what()));
}

int main(int argc, char** argv) {
    BlockWatch app(argc, argv);
    TestCompare test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_compare.moc"
