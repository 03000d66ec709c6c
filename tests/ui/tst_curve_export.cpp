// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>

#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/primary_button.h"
#include "ui/common/theme.h"
#include "ui/curves/curve_panel.h"
#include "ui/curves/curve_table.h"
#include "ui/curves/curves_page.h"
#include "ui/curves/export_dialog.h"
#include "ui/plot/plot_widget.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

/// Exported files and the table, read back.
class TestCurveExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void shownValuesAreExact();
    void shownValuesAreThoseInSight();
    void storedValuesAreComplete();
    void svgHasLegendAxesAndUnits();
    void pdfAndPngAreWhatTheySay();
    void figuresAreLightInADarkWindow();
    void theDialogAsksBeforeItReplaces();
    void failuresNameFileAndRemedy();
    void theTableSortsAndCopies();

private:
    QByteArray exportedBy(int format, const QString& name, bool onlyCurrent = false);
    QString file(const QString& name) const { return m_folder->filePath(name); }
    CurvePanel* panel(const char* id) const;

    std::unique_ptr<TestPlace> m_place;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<CurvesPage> m_page;
};

void TestCurveExport::init() {
    m_place = std::make_unique<TestPlace>();
    m_folder = std::make_unique<QTemporaryDir>();
    for (const std::uint64_t seed : {1, 2}) {
        FakeRunOptions options;
        options.name = "exported, s" + std::to_string(seed);
        options.seed = seed;
        options.pictures = options.trainPictures = 1;
        FakeRun run(m_place->workspace(), options);
        run.start();
        run.epochs(12);
        run.finish();
    }
    m_session = std::make_unique<Session>();
    m_page = std::make_unique<CurvesPage>(*m_session);
    m_page->resize(1020, 640);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    QVERIFY(openAndWait(*m_session, m_place->text()));
    QStringList ids;
    for (const RunData* run : m_session->runs()) {
        ids << run->id();
    }
    m_session->setSelected(ids);
    QVERIFY(settled(*m_session));
    QTRY_COMPARE(panel("gold")->curves().size(), std::size_t(4));
    QTRY_VERIFY(panel("gold")->plot().xRange().second > 11);
}

void TestCurveExport::cleanup() {
    m_page.reset();
    m_session.reset();
    m_folder.reset();
    m_place.reset();
}

CurvePanel* TestCurveExport::panel(const char* id) const {
    for (CurvePanel* one : m_page->panels()) {
        if (one->spec().id == QLatin1String(id)) {
            return one;
        }
    }
    return nullptr;
}

/// Drives the dialog as a hand does, and reads the file that it wrote.
QByteArray TestCurveExport::exportedBy(int format, const QString& name, bool onlyCurrent) {
    ExportDialog dialog(
        *m_session, [this](bool only) { return m_page->figure(only); }, m_page->currentPanel()->spec().title,
        onlyCurrent);
    QSignalSpy exported(&dialog, &ExportDialog::exported);
    dialog.open();
    auto* formats = dialog.findChild<QComboBox*>(QStringLiteral("format"));
    for (int step = 0; step < format; ++step) {
        QTest::keyClick(formats, Qt::Key_Down);
    }
    auto* path = dialog.findChild<QLineEdit*>(QStringLiteral("file"));
    const QString suffix = path->text().right(4);
    path->selectAll();
    QTest::keyClicks(path, file(name));
    QTest::keyClick(path, Qt::Key_Return);
    if (!QTest::qWaitFor([&] { return exported.size() == 1; }, 10000) || !name.endsWith(suffix)) {
        return {};
    }
    QFile written(file(name));
    return written.open(QIODevice::ReadOnly) ? written.readAll() : QByteArray();
}

void TestCurveExport::shownValuesAreExact() {
    CurveView view;
    view.smoothing = 3;
    m_page->setView(view);
    const QByteArray text = exportedBy(3, QStringLiteral("shown.csv"));
    QVERIFY(
        text.startsWith("panel,metric,unit,curve,runs,x_axis,x,epoch,value,before_smoothing,band_low,band_high,n\n"));
    const Curve& curve = panel("dormant")->curves().front();
    int found = 0;
    for (const QByteArray& line : text.split('\n')) {
        // The name of the run holds a comma: it is quoted.
        const QList<QByteArray> cells = QByteArray(line).replace(", s", "; s").split(',');
        if (cells.value(0) != "Dormant neurons" || !curve.members.contains(QString::fromUtf8(cells.value(4)))) {
            continue;
        }
        const int place = cells[7].toInt();
        QCOMPARE(cells[1], QByteArray("neurons/dormant_share"));
        QCOMPARE(cells[2], QByteArray("%"));
        QVERIFY(cells[3].startsWith('"'));
        QCOMPARE(cells[6].toDouble(), curve.x[place]);  // all digits: the same number again
        QCOMPARE(cells[8].toDouble(), curve.values[place]);
        QCOMPARE(cells[9].toDouble(), curve.raw[place]);
        QVERIFY(cells[8].toDouble() == curve.values[place]);
        ++found;
    }
    QCOMPARE(found, 12);
}

void TestCurveExport::shownValuesAreThoseInSight() {
    CurveView view;
    view.grouped = true;
    m_page->setView(view);
    panel("gold")->plot().setFocus();
    panel("gold")->plot().setXRange(2.5, 5.5);
    const QByteArray text = exportedBy(3, QStringLiteral("part.csv"), true);
    const QList<QByteArray> lines = text.trimmed().split('\n');
    QCOMPARE(lines.size(), 1 + 3 + 3);  // epochs 3, 4 and 5 of two metrics
    const Curve& mean = panel("gold")->curves().front();
    QVERIFY(mean.mean);
    const QList<QByteArray> cells = lines[1].split(',');
    QCOMPARE(cells[7], QByteArray("3"));
    QVERIFY(cells[8].toDouble() == mean.values[3]);
    QVERIFY(cells[10].toDouble() == mean.low[3]);
    QVERIFY(cells[11].toDouble() == mean.high[3]);
    QCOMPARE(cells[12], QByteArray("2"));
}

void TestCurveExport::storedValuesAreComplete() {
    panel("dormant")->plot().setFocus();
    panel("dormant")->plot().setXRange(2.5, 5.5);  // does not matter
    const QByteArray text = exportedBy(4, QStringLiteral("stored.csv"), true);
    const QList<QByteArray> lines = text.trimmed().split('\n');
    QCOMPARE(lines.size(), 1 + 2 * 12);
    QCOMPARE(lines[0], QByteArray("run,name,seed,metric,epoch,step,reward_queries,unix_seconds,value"));
    const RunData* run = m_session->run(QString::fromUtf8(lines[1]).section(',', 0, 0));
    QVERIFY(run);
    const MetricPoint& point = run->series(QStringLiteral("neurons/dormant_share"))->front();
    QVERIFY(QString::fromUtf8(lines[1]).section(',', -1).toDouble() == point.value);  // a share, not per cent
    QVERIFY(QString::fromUtf8(lines[1]).section(',', -2, -2).toDouble() == point.wall);
}

void TestCurveExport::svgHasLegendAxesAndUnits() {
    CurveView view;
    view.grouped = true;
    view.band = Band::Interval95;
    m_page->setView(view);
    const QString svg = QString::fromUtf8(exportedBy(0, QStringLiteral("figure.svg")));
    QVERIFY(svg.contains(QStringLiteral("<svg")));
    QVERIFY(svg.contains(QStringLiteral(">exported, n = 2<")));
    QVERIFY(svg.contains(QStringLiteral(">Dormant neurons, %<")));
    QVERIFY(svg.contains(QStringLiteral(">epoch<")));
    QVERIFY(svg.contains(QStringLiteral("95 % confidence interval")));
    QVERIFY(svg.contains(QStringLiteral(">10<")));  // a number at an axis
    QVERIFY(!svg.contains(QStringLiteral("<image")));
}

void TestCurveExport::pdfAndPngAreWhatTheySay() {
    QVERIFY(exportedBy(1, QStringLiteral("figure.pdf")).startsWith("%PDF-"));
    const QImage all = QImage::fromData(exportedBy(2, QStringLiteral("all.png")));
    const QImage one = QImage::fromData(exportedBy(2, QStringLiteral("one.png"), true));
    QVERIFY(!one.isNull() && all.width() > one.width() && all.height() > one.height());
}

void TestCurveExport::figuresAreLightInADarkWindow() {
    m_page->setPalette([] {
        QPalette dark;
        dark.setColor(QPalette::Base, QColor(20, 20, 20));
        dark.setColor(QPalette::Text, QColor(230, 230, 230));
        return dark;
    }());
    const QImage image = QImage::fromData(exportedBy(2, QStringLiteral("light.png")));
    QCOMPARE(image.pixelColor(2, 2), theme::lightPalette().color(QPalette::Base));
    const QByteArray svg = exportedBy(0, QStringLiteral("light.svg"));
    QVERIFY(!svg.contains("#141414"));
}

void TestCurveExport::theDialogAsksBeforeItReplaces() {
    const QByteArray first = exportedBy(3, QStringLiteral("twice.csv"));
    QVERIFY(!first.isEmpty());
    CurveView view;
    view.smoothing = 5;
    m_page->setView(view);
    ExportDialog dialog(
        *m_session, [this](bool only) { return m_page->figure(only); }, QString(), false);
    QSignalSpy exported(&dialog, &ExportDialog::exported);
    dialog.open();
    dialog.findChild<QComboBox*>(QStringLiteral("format"))->setCurrentIndex(3);
    dialog.findChild<QLineEdit*>(QStringLiteral("file"))->setText(file(QStringLiteral("twice.csv")));
    auto* button = dialog.findChild<PrimaryButton*>();
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_COMPARE(button->text(), QStringLiteral("Replace"));
    QCOMPARE(exported.size(), 0);
    QFile written(file(QStringLiteral("twice.csv")));
    QVERIFY(written.open(QIODevice::ReadOnly));
    QCOMPARE(written.readAll(), first);
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_COMPARE(exported.size(), 1);
    written.close();
    QVERIFY(written.open(QIODevice::ReadOnly));
    QVERIFY(written.readAll() != first);
}

void TestCurveExport::failuresNameFileAndRemedy() {
    ExportDialog dialog(
        *m_session, [this](bool only) { return m_page->figure(only); }, QString(), false);
    QSignalSpy exported(&dialog, &ExportDialog::exported);
    dialog.open();
    const QString nowhere = file(QStringLiteral("no/such/folder/curves.svg"));
    dialog.findChild<QLineEdit*>(QStringLiteral("file"))->setText(nowhere);
    QTest::mouseClick(dialog.findChild<PrimaryButton*>(), Qt::LeftButton);
    const auto said = [&] {
        for (const QLabel* label : dialog.findChildren<QLabel*>()) {
            if (label->isVisible() && label->text().contains(nowhere) &&
                label->text().contains(QStringLiteral("check the path"))) {
                return true;
            }
        }
        return false;
    };
    QTRY_VERIFY(said());
    QCOMPARE(exported.size(), 0);
    QVERIFY(dialog.isVisible());
}

void TestCurveExport::theTableSortsAndCopies() {
    CurveTableModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setCurves(panel("gold")->curves(), QStringLiteral("epoch"));
    QCOMPARE(model.rowCount(), 13 + 13 + 12 + 12);
    CurveTableDialog dialog(QStringLiteral("Values"));
    dialog.setCurves(panel("gold")->curves(), QStringLiteral("epoch"));
    dialog.show();
    QTableView& table = dialog.table();
    QVERIFY(table.isColumnHidden(CurveTableModel::X));  // the same as the epoch
    QVERIFY(table.isColumnHidden(CurveTableModel::Count));
    QVERIFY(!table.isColumnHidden(CurveTableModel::Value));
    table.sortByColumn(CurveTableModel::Value, Qt::DescendingOrder);
    const auto valueOf = [&](int row) {
        return table.model()->index(row, CurveTableModel::Value).data(Qt::UserRole).toDouble();
    };
    for (int row = 1; row < table.model()->rowCount(); ++row) {
        QVERIFY(valueOf(row - 1) >= valueOf(row));
    }
    table.selectRow(0);
    QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
    const QStringList lines = QGuiApplication::clipboard()->text().trimmed().split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines[0], QStringLiteral("Curve\tEpoch\tValue"));
    QVERIFY(lines[1].section(QLatin1Char('\t'), 2).toDouble() == valueOf(0));
}

QTEST_MAIN(TestCurveExport)
#include "tst_curve_export.moc"
