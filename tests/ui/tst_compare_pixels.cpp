// SPDX-License-Identifier: GPL-3.0-or-later
// What the panes of Compare draw: one viewport, the pictures pixel by pixel, and the modes that lay them over each
// other.
#include <QComboBox>
#include <QSlider>
#include <QToolButton>

#include "tests/ui/helpers/compare_place.h"
#include "ui/compare/compare_actions.h"
#include "ui/compare/compare_tools.h"
#include "ui/compare/viewport.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestComparePixels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void viewportKeepsThePointUnderTheCursor();
    void oneViewportForAllPanes();
    void everyPixelIsThatOfThePicture();
    void wipeShowsBothSidesOfTheDivider();
    void differenceIsAmplified();
    void flickerChangesPicturesUnlessAnimationsAreReduced();
    void readoutTellsThePixelsOfAllPanes();
};

void TestComparePixels::viewportKeepsThePointUnderTheCursor() {
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

void TestComparePixels::oneViewportForAllPanes() {
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

void TestComparePixels::everyPixelIsThatOfThePicture() {
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

void TestComparePixels::wipeShowsBothSidesOfTheDivider() {
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

void TestComparePixels::differenceIsAmplified() {
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

void TestComparePixels::flickerChangesPicturesUnlessAnimationsAreReduced() {
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

void TestComparePixels::readoutTellsThePixelsOfAllPanes() {
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

QTEST_MAIN(TestComparePixels)
#include "tst_compare_pixels.moc"
