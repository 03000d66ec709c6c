// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "ui/common/theme.h"
#include "ui/plot/heatmap_export.h"
#include "ui/plot/heatmap_widget.h"

using namespace tempera::ui;

namespace {

/// Relative luminance of a colour, 0..1 (what remains of it in grey).
double grey(const QColor& colour) {
    const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

/// 4 rows (diffusion times) by 6 columns (epochs): the value is 10 x row + column, one is missing.
HeatmapWidget::Table smallTable() {
    HeatmapWidget::Table table{{0, 1, 2, 3, 4, 5}, {981, 661, 341, 1}, {}};
    for (int row = 0; row < 4; ++row) {
        for (int column = 0; column < 6; ++column) {
            table.values.push_back(static_cast<float>(10 * row + column));
        }
    }
    table.values[1 * 6 + 2] = std::nanf("");
    return table;
}

QPoint centre(const HeatmapWidget& map, int row, int column) {
    const QPointF middle = map.cellRect(row, column).center();
    return {static_cast<int>(std::floor(middle.x())), static_cast<int>(std::floor(middle.y()))};
}

}  // namespace

class TestHeatmap : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_map.reset(); }
    void coloursGrowEvenly_data();
    void coloursGrowEvenly();
    void cellsHaveTheColourOfTheirValue();
    void mouseLooksAndChooses();
    void keysChooseTheRow();
    void currentColumnIsAtOrBefore();
    void zoomsAndPans();
    void growsWithoutLosingTheRow();
    void legendSaysWhatLiesBeyond();
    void isExported();

private:
    std::unique_ptr<HeatmapWidget> m_map;
};

void TestHeatmap::init() {
    m_map = std::make_unique<HeatmapWidget>();
    m_map->setTitles(QStringLiteral("epoch"), QStringLiteral("diffusion time"), QStringLiteral("value"));
    m_map->setTable(smallTable(), {0, 35, ColourMap::Sequential});
    m_map->resize(500, 300);
    m_map->show();
    m_map->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_map.get()));
}

void TestHeatmap::coloursGrowEvenly_data() {
    QTest::addColumn<ColourMap>("map");
    QTest::newRow("sequential") << ColourMap::Sequential;
    QTest::newRow("diverging") << ColourMap::Diverging;
}

void TestHeatmap::coloursGrowEvenly() {
    QFETCH(ColourMap, map);
    // Lightness (CIE L*) grows by nearly the same amount over each of ten equal steps: readable in grey.
    const auto lightness = [&](double share) { return 116 * std::cbrt(grey(colourAt(map, share))) - 16; };
    const double whole = lightness(1) - lightness(0);
    QVERIFY(whole > 60);
    for (int i = 0; i < 10; ++i) {
        const double step = (lightness((i + 1) / 10.0) - lightness(i / 10.0)) / whole;
        QVERIFY2(step > 0.05 && step < 0.15, qPrintable(QString::number(step)));
    }
    if (map == ColourMap::Diverging) {
        const QColor zero = colourAt(map, 0.5);
        QVERIFY(zero.hsvSaturation() < 12);
        QVERIFY(colourAt(map, 0).blue() > colourAt(map, 0).red() + 40);
        QVERIFY(colourAt(map, 1).red() > colourAt(map, 1).blue() + 40);
    }
    QCOMPARE(colourAt(map, -3), colourAt(map, 0));
    QCOMPARE(colourAt(map, 7), colourAt(map, 1));
}

void TestHeatmap::cellsHaveTheColourOfTheirValue() {
    const QImage shot = m_map->grab().toImage();
    for (const auto& [row, column] : {std::pair(1, 0), std::pair(3, 5), std::pair(2, 1)}) {
        QCOMPARE(shot.pixelColor(centre(*m_map, row, column)),
                 colourAt(ColourMap::Sequential, (10 * row + column) / 35.0));
    }
    QVERIFY(!m_map->valueAt(1, 2));
    const QRect hole = m_map->cellRect(1, 2).toRect().adjusted(4, 4, -4, -4);
    bool ground = false;
    for (int x = hole.left(); x < hole.right(); ++x) {
        ground = ground || shot.pixelColor(x, hole.center().y()) == m_map->palette().color(QPalette::Base);
    }
    QVERIFY(ground);
    QCOMPARE(m_map->valueAt(2, 3), std::optional(23.0F));
    QVERIFY(!m_map->valueAt(4, 0) && !m_map->valueAt(0, 6) && !m_map->valueAt(-1, 0));
}

void TestHeatmap::mouseLooksAndChooses() {
    QSignalSpy hovered(m_map.get(), &HeatmapWidget::cellHovered);
    QSignalSpy left(m_map.get(), &HeatmapWidget::hoverLeft);
    QSignalSpy clicked(m_map.get(), &HeatmapWidget::cellClicked);
    QTest::mouseMove(m_map.get(), centre(*m_map, 2, 4));
    QCOMPARE(hovered.takeLast(), (QVariantList{2, 4}));
    QTest::mouseMove(m_map.get(), centre(*m_map, 2, 4) + QPoint(2, 2));  // the same cell: no news
    QCOMPARE(hovered.count(), 0);
    QTest::mouseClick(m_map.get(), Qt::LeftButton, {}, centre(*m_map, 3, 1));
    QCOMPARE(clicked.takeLast(), (QVariantList{3, 1}));
    QCOMPARE(m_map->row(), 3);
    QTest::mouseMove(m_map.get(), QPoint(2, 2));
    QCOMPARE(left.count(), 1);
    QTest::mouseClick(m_map.get(), Qt::LeftButton, {}, QPoint(2, 2));
    QCOMPARE(clicked.count(), 0);
}

void TestHeatmap::keysChooseTheRow() {
    QSignalSpy chosen(m_map.get(), &HeatmapWidget::rowChosen);
    m_map->setFocus();
    QTest::keyClick(m_map.get(), Qt::Key_Down);
    QTest::keyClick(m_map.get(), Qt::Key_Down);
    QCOMPARE(m_map->row(), 2);
    QTest::keyClick(m_map.get(), Qt::Key_End);
    QCOMPARE(m_map->row(), 3);
    QTest::keyClick(m_map.get(), Qt::Key_Down);
    QCOMPARE(m_map->row(), 3);
    QTest::keyClick(m_map.get(), Qt::Key_Up);
    QCOMPARE(chosen.takeLast(), QVariantList{2});
    QTest::keyClick(m_map.get(), Qt::Key_Home);
    QCOMPARE(m_map->row(), 0);
    // The keyboard's crosshair: the row line is drawn through the chosen row.
    m_map->setCurrent(4);
    const QImage shot = m_map->grab().toImage();
    QCOMPARE(shot.pixelColor(centre(*m_map, 0, 1)), m_map->palette().color(QPalette::Text));
}

void TestHeatmap::currentColumnIsAtOrBefore() {
    HeatmapWidget::Table table = smallTable();
    table.x = {0, 5, 10, 15, 20, 25};
    m_map->setTable(table, {});
    QCOMPARE(m_map->currentColumn(), -1);
    for (const auto& [epoch, column] : {std::pair(0, 0), std::pair(4, 0), std::pair(5, 1), std::pair(99, 5)}) {
        m_map->setCurrent(epoch);
        QCOMPARE(m_map->currentColumn(), column);
    }
    const QImage shot = m_map->grab().toImage();
    QCOMPARE(shot.pixelColor(centre(*m_map, 2, 5)), theme::accent(m_map->palette()));
}

void TestHeatmap::zoomsAndPans() {
    const double whole = m_map->cellRect(0, 0).width();
    m_map->setFocus();
    QTest::keyClick(m_map.get(), Qt::Key_Plus);
    QVERIFY(m_map->cellRect(0, 0).width() > whole * 1.3);
    QVERIFY(m_map->cellRect(0, 0).left() < m_map->area().left());
    const double before = m_map->cellRect(0, 3).left();
    const QPoint from = centre(*m_map, 1, 3);
    QTest::mousePress(m_map.get(), Qt::LeftButton, {}, from);
    QTest::mouseMove(m_map.get(), from + QPoint(30, 0));
    QTest::mouseRelease(m_map.get(), Qt::LeftButton, {}, from + QPoint(30, 0));
    QVERIFY(std::abs(m_map->cellRect(0, 3).left() - before - 30) < 1);
    // Never beyond the table.
    QTest::mousePress(m_map.get(), Qt::LeftButton, {}, from);
    QTest::mouseMove(m_map.get(), from + QPoint(3000, 0));
    QTest::mouseRelease(m_map.get(), Qt::LeftButton, {}, from + QPoint(3000, 0));
    QCOMPARE(m_map->cellRect(0, 0).left(), m_map->area().left());
    QTest::keyClick(m_map.get(), Qt::Key_0);
    QCOMPARE(m_map->cellRect(0, 0).width(), whole);
}

void TestHeatmap::growsWithoutLosingTheRow() {
    m_map->setRow(2);
    HeatmapWidget::Table more = smallTable();
    more.x.push_back(6);
    QVector<float> values;
    for (int row = 0; row < 4; ++row) {
        values += smallTable().values.mid(6 * row, 6);
        values.push_back(1);
    }
    more.values = values;
    m_map->setTable(more, {0, 35, ColourMap::Sequential});
    QCOMPARE(m_map->row(), 2);
    QCOMPARE(m_map->valueAt(3, 5), std::optional(35.0F));
    QVERIFY(m_map->cellRect(0, 6).right() <= m_map->area().right() + 0.5);
    m_map->setTable({}, {});
    QVERIFY(!m_map->valueAt(0, 0));
    QTest::mouseClick(m_map.get(), Qt::LeftButton, {}, QPoint(200, 100));
    QTest::keyClick(m_map.get(), Qt::Key_Minus);
    m_map->grab();
}

void TestHeatmap::legendSaysWhatLiesBeyond() {
    // The labels make room for themselves: a sign more, a narrower map.
    const double width = m_map->area().width();
    m_map->setTable(smallTable(), {0, 30, ColourMap::Sequential});  // up to 35
    QVERIFY(m_map->area().width() < width);
}

void TestHeatmap::isExported() {
    const QTemporaryDir dir;
    QVERIFY(heatmapCsv(*m_map).startsWith(",0,1,2,3,4,5\n981,0,1,2,3,4,5\n661,10,11,,13,14,15\n"));
    QCOMPARE(heatmapCsv(*m_map).count('\n'), 5);
    const QString csv = dir.filePath("map.csv");
    QVERIFY(saveHeatmap(*m_map, csv));
    QFile text(csv);
    QVERIFY(text.open(QIODevice::ReadOnly));
    QCOMPARE(QString::fromUtf8(text.readAll()), heatmapCsv(*m_map));
    QVERIFY(saveHeatmap(*m_map, dir.filePath("map.png")));
    const QImage picture(dir.filePath("map.png"));
    QCOMPARE(picture.size(), m_map->size() * 2);
    QCOMPARE(picture.pixelColor(centre(*m_map, 3, 5) * 2), colourAt(ColourMap::Sequential, 1));
    QVERIFY(saveHeatmap(*m_map, dir.filePath("map.svg")));
    QSvgRenderer drawing(dir.filePath("map.svg"));
    QVERIFY(drawing.isValid());
    QCOMPARE(drawing.viewBox().size(), m_map->size());
    for (const char* ending : {"png", "svg", "csv"}) {
        QVERIFY(!saveHeatmap(*m_map, dir.filePath(QStringLiteral("absent/map.%1").arg(ending))));
    }
}

QTEST_MAIN(TestHeatmap)
#include "tst_heatmap.moc"
