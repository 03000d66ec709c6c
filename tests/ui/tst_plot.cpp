// SPDX-License-Identifier: GPL-3.0-or-later
#include <QImage>
#include <QRandomGenerator>
#include <cmath>
#include <limits>

#include "tests/helpers/sanitized.h"
#include "tests/ui/helpers/plot_frames.h"
#include "tests/ui/helpers/synthetic_curves.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/curves/curve_drawing.h"
#include "ui/plot/line_pyramid.h"
#include "ui/plot/plot_range.h"
#include "ui/plot/plot_widget.h"

using namespace tempera::test;
using namespace tempera::ui;

namespace {

const double gap = std::numeric_limits<double>::quiet_NaN();

QWidget* canvas(const PlotWidget& plot) {
    return plot.findChild<QWidget*>();  // what gets the mouse
}

/// A drag with steps in between, as a hand makes it.
void drag(QWidget* target, const QPoint& from, const QPoint& to, Qt::KeyboardModifiers modifiers = {}) {
    QTest::mousePress(target, Qt::LeftButton, modifiers, from);
    for (int step = 1; step <= 4; ++step) {
        const QPointF place = QPointF(from) + QPointF(to - from) * step / 4.0;
        QMouseEvent move(QEvent::MouseMove, place, target->mapToGlobal(place), Qt::NoButton, Qt::LeftButton, modifiers);
        QCoreApplication::sendEvent(target, &move);
    }
    QTest::mouseRelease(target, Qt::LeftButton, modifiers, to);
}

}  // namespace

class TestPlot : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void extremesAreThoseOfEveryPoint();
    void pyramidFindsPlaces();
    void thinnedPathsKeepTheirExtremes();
    void rangesHaveAir();
    void outliersAreFarOut();
    void aLonePeakIsDrawn();
    void gapsAreNotBridged();
    void dragPansAndWheelZoomsAroundTheMouse();
    void shiftDragZoomsToTheBox();
    void keysZoomPanAndReset();
    void logarithmicAxesZoomEvenly();
    void plotsOutOfSightAreNotDrawn();
    void manyPointsPanAndZoomFluently();

private:
    /// Shown, with one line over 0..100 and drawn.
    std::unique_ptr<PlotWidget> shownPlot() const;
};

std::unique_ptr<PlotWidget> TestPlot::shownPlot() const {
    auto plot = std::make_unique<PlotWidget>();
    plot->resize(500, 300);
    QVector<double> x, y;
    for (int i = 0; i <= 100; ++i) {
        x << i;
        y << i * 2;
    }
    plot->setLine(QStringLiteral("line"), {Qt::blue}, x, y);
    plot->show();
    return QTest::qWaitFor([&] { return plot->replotCount() > 0 && plot->xRange().second == 100; }) ? std::move(plot)
                                                                                                    : nullptr;
}

void TestPlot::extremesAreThoseOfEveryPoint() {
    QRandomGenerator random(7);
    QVector<double> x, y;
    for (int i = 0; i < 5003; ++i) {
        x << i;
        y << (i % 97 == 0 ? gap : random.generateDouble() - 0.5);
    }
    const LinePyramid line(x, y);
    for (int attempt = 0; attempt < 500; ++attempt) {
        const int first = random.bounded(5003);
        const int last = first + random.bounded(5003 - first) + 1;
        double low = 1, high = -1, lowPositive = std::numeric_limits<double>::infinity();
        for (int i = first; i < last; ++i) {
            if (std::isfinite(y[i])) {
                low = std::min(low, y[i]);
                high = std::max(high, y[i]);
                lowPositive = y[i] > 0 ? std::min(lowPositive, y[i]) : lowPositive;
            }
        }
        const auto found = line.extremes(first, last);
        QCOMPARE(found.has_value(), low <= high);
        if (found) {
            QCOMPARE(found->low, low);
            QCOMPARE(found->high, high);
            QCOMPARE(found->lowPositive, lowPositive);
        }
    }
    QVERIFY(!line.extremes(0, 1));  // a gap only
    QVERIFY(!line.extremes(5, 5));
}

void TestPlot::pyramidFindsPlaces() {
    const LinePyramid line({0, 1, 4, 4, 9}, {0, 0, 0, 0, 0});
    QCOMPARE(line.firstFrom(-1), 0);
    QCOMPARE(line.firstFrom(1), 1);
    QCOMPARE(line.firstFrom(1.5), 2);
    QCOMPARE(line.firstFrom(4, 1), 2);
    QCOMPARE(line.firstFrom(10), 5);
    QCOMPARE(line.nearest(2.4), 1);
    QCOMPARE(line.nearest(7), 4);
    QCOMPARE(line.nearest(100), 4);
    QCOMPARE(LinePyramid().nearest(0), -1);
}

void TestPlot::thinnedPathsKeepTheirExtremes() {
    QVector<double> x, y;
    for (int i = 0; i < 100000; ++i) {
        x << std::cos(i * 0.001);
        y << (i == 54321 ? 17.0 : std::sin(i * 0.001));
    }
    const auto [thinX, thinY] = thinnedPath(x, y, 6000);
    QVERIFY(thinX.size() <= 6100);
    QVERIFY(thinY.contains(17.0));
    QCOMPARE(thinX.front(), x.front());
    QCOMPARE(thinX.back(), x.back());
    QCOMPARE(thinnedPath({1, 2}, {3, 4}, 6000).first.size(), 2);
}

void TestPlot::rangesHaveAir() {
    QCOMPARE(paddedRange(0, 1, false, true, 0.0).first, 0.0);
    const double rim = -paddedRange(0, 1, false, false, 0.0).first;
    QVERIFY(rim > 0.01 && rim < 0.02);
    QVERIFY(paddedRange(0, 1, false, false, {}).first < 0);
    QVERIFY(paddedRange(5, 5, false, false, {}).second > 5);
    QCOMPARE(paddedRange(1, 900, true, true, {}).first, 0.5);
    QVERIFY(paddedRange(-1, 1, false, false, 0.0).first < -1);  // a floor never hides values
}

void TestPlot::outliersAreFarOut() {
    // Quartiles 2 and 4 of 1..5 and a far one: the fence is at 4 + 3 * 2.
    QCOMPARE(rangeWithoutOutliers({1, 2, 3, 4, 5, 1000}, false), std::pair(1.0, 5.0));
    QCOMPARE(rangeWithoutOutliers({1, 2, 3, 4, 5, 9}, false), std::pair(1.0, 9.0));
    // A steady climb has none.
    QCOMPARE(rangeWithoutOutliers({0, 10, 20, 30, 40, 50, 60}, false), std::pair(0.0, 60.0));
    // Where most values are equal nothing can be told.
    QCOMPARE(rangeWithoutOutliers({3, 3, 3, 3, 8}, false), std::pair(3.0, 8.0));
    QCOMPARE(rangeWithoutOutliers({-5, 0, 1, 10, 100, 1000}, true), std::pair(1.0, 1000.0));
    QVERIFY(rangeWithoutOutliers({gap}, false).first > rangeWithoutOutliers({gap}, false).second);
}

void TestPlot::aLonePeakIsDrawn() {
    PlotWidget plot;
    plot.resize(400, 300);
    QVector<double> x, y;
    for (int i = 0; i < 200000; ++i) {
        x << i;
        y << (i == 123457 ? 10.0 : 0.0);
    }
    plot.setLine(QStringLiteral("line"), {QColor(255, 0, 0)}, x, y);
    plot.show();
    // Not replotCount(): the library draws once when it gets its size, before the ranges are fitted.
    QTRY_COMPARE(plot.xRange().second, 199999.0);
    const QImage image = plot.grab().toImage();
    const QPoint peak = plot.pixelOf({123457, 5}).toPoint();
    bool red = false;
    for (int column = peak.x() - 2; column <= peak.x() + 2; ++column) {
        const QColor colour = image.pixelColor(column, peak.y());
        red = red || (colour.red() > 200 && colour.green() < 60);
    }
    QVERIFY(red);
}

void TestPlot::gapsAreNotBridged() {
    PlotWidget plot;
    plot.resize(400, 300);
    plot.setLine(QStringLiteral("line"), {QColor(255, 0, 0)}, {0, 1, 2, 3, 4}, {1, 1, gap, 1, 1});
    plot.show();
    QTRY_VERIFY(plot.replotCount() > 0);
    const QImage image = plot.grab().toImage();
    const auto reddest = [&](double x) {
        const QPoint place = plot.pixelOf({x, 1}).toPoint();
        int least = 255;
        for (int row = place.y() - 2; row <= place.y() + 2; ++row) {
            least = std::min(least, image.pixelColor(place.x(), row).green());
        }
        return least;
    };
    QVERIFY(reddest(0.5) < 160);
    QVERIFY(reddest(2) > 160);
    QVERIFY(reddest(3.5) < 160);
}

void TestPlot::dragPansAndWheelZoomsAroundTheMouse() {
    const auto plot = shownPlot();
    QVERIFY(plot);
    plot->setWheelZooms(true);
    const QPointF middle(plot->pixelOfX(25), 100);
    QWheelEvent wheel(middle, plot->mapToGlobal(middle), {}, {0, 240}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(canvas(*plot), &wheel);
    const auto zoomed = plot->xRange();
    QVERIFY(zoomed.second - zoomed.first < 80);
    QVERIFY(std::abs(plot->xOfPixel(middle.x()) - 25) < 0.5);  // what is under the mouse stays there
    const double before = plot->xOfPixel(200);
    drag(canvas(*plot), {200, 100}, {260, 130});
    QVERIFY(std::abs(plot->xOfPixel(260) - before) < 0.5);
    QTest::mouseDClick(canvas(*plot), Qt::LeftButton, {}, {200, 100});
    QTRY_COMPARE(plot->xRange(), std::pair(0.0, 100.0));
}

void TestPlot::shiftDragZoomsToTheBox() {
    const auto plot = shownPlot();
    QVERIFY(plot);
    const QPoint from = plot->pixelOf({20, 120}).toPoint();
    const QPoint to = plot->pixelOf({40, 60}).toPoint();
    drag(canvas(*plot), from, to, Qt::ShiftModifier);
    QVERIFY(std::abs(plot->xRange().first - 20) < 1 && std::abs(plot->xRange().second - 40) < 1);
    QVERIFY(std::abs(plot->yRange().first - 60) < 2 && std::abs(plot->yRange().second - 120) < 2);
    QTest::qWait(20);
    QVERIFY(std::abs(plot->yRange().second - 120) < 2);  // and stays: the box was drawn by hand
    // Inside a box a drag pans both ways.
    const auto y = plot->yRange();
    drag(canvas(*plot), {200, 100}, {200, 150});
    QVERIFY(plot->yRange().first > y.first + 5);
    QTest::keyClick(plot.get(), Qt::Key_0);
    QTRY_VERIFY(plot->yRange().second > 199);
    QCOMPARE(plot->xRange(), std::pair(0.0, 100.0));
}

void TestPlot::keysZoomPanAndReset() {
    const auto plot = shownPlot();
    QVERIFY(plot);
    QTest::keyClick(plot.get(), Qt::Key_Plus);
    const auto zoomed = plot->xRange();
    QVERIFY(zoomed.second - zoomed.first < 80);
    QTest::keyClick(plot.get(), Qt::Key_Right, Qt::AltModifier);
    QVERIFY(plot->xRange().first > zoomed.first + 1);
    QTest::keyClick(plot.get(), Qt::Key_Left, Qt::AltModifier);
    QVERIFY(std::abs(plot->xRange().first - zoomed.first) < 1e-6);
    QTest::keyClick(plot.get(), Qt::Key_0);
    QTRY_COMPARE(plot->xRange(), std::pair(0.0, 100.0));
}

void TestPlot::logarithmicAxesZoomEvenly() {
    const auto plot = shownPlot();
    QVERIFY(plot);
    plot->setXScale(true, false);
    plot->setLogY(true);
    QTRY_COMPARE(plot->xRange(), std::pair(1.0, 100.0));  // zero has no place
    QVERIFY(plot->yRange().first > 0);
    QTest::keyClick(plot.get(), Qt::Key_Plus);
    const auto [low, high] = plot->xRange();
    QVERIFY(std::abs(low * high - 100) < 1);  // the middle of 1..100 is 10
}

void TestPlot::plotsOutOfSightAreNotDrawn() {
    QWidget window;
    window.resize(300, 200);
    PlotWidget plot(&window);
    plot.setGeometry(0, 500, 300, 200);  // below the edge, as in a scrolled page
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QTest::qWait(30);
    const int before = plot.replotCount();  // the library draws once when it gets its size
    plot.setLine(QStringLiteral("line"), {Qt::blue}, {0, 1}, {0, 1});
    QTest::qWait(30);
    QCOMPARE(plot.replotCount(), before);
    plot.move(0, 0);
    QTRY_VERIFY(plot.replotCount() > before);
}

void TestPlot::manyPointsPanAndZoomFluently() {
    PlotWidget plot;
    plot.resize(1000, 600);
    plot.setWheelZooms(true);
    CurveDrawing drawing(plot);
    drawing.setCurves(syntheticCurves(50, 100000));
    drawing.restyle(plot.palette());
    plot.show();
    QTRY_VERIFY(plot.replotCount() > 0 && plot.xRange().second > 99000);  // every point is in sight
    const PanZoom times = panAndZoom(plot);
    qInfo("50 curves of 100,000 points: zoom %.0f frames/s, pan %.0f frames/s", times.zoom.perSecond(),
          times.pan.perSecond());
    // Thirty where the machine has nothing else to do (bench_window).
    const double least = tempera::sanitized ? 3 : 15;
    QVERIFY2(times.zoom.perSecond() >= least, qPrintable(QString::number(times.zoom.perSecond())));
    QVERIFY2(times.pan.perSecond() >= least, qPrintable(QString::number(times.pan.perSecond())));
}

QTEST_MAIN(TestPlot)
#include "tst_plot.moc"
