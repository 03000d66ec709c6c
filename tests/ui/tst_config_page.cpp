// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QClipboard>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QToolButton>
#include <QWheelEvent>
#include <cstdint>

#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/frozen_table.h"
#include "ui/config_page/config_filter.h"
#include "ui/config_page/config_model.h"
#include "ui/config_page/config_page.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestConfigPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void configShowsEverySetting();
    void configSearchAndChangedOnly();
    void severalRunsSideBySide();
    void differencesOfSeveralRuns();
    void keysStayInSight();
    void copies();
};

void TestConfigPage::configShowsEverySetting() {
    Config config;
    config.set("seed", std::int64_t{7});
    ConfigModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRuns({{QStringLiteral("run"), {}, config}});
    QCOMPARE(model.rowCount(), int(schema().size()));
    QCOMPARE(model.changedCount(), 1);
    for (int row = 0; row < model.rowCount(); ++row) {
        QVERIFY(!model.index(row, model.docColumn()).data().toString().isEmpty());
        const bool seed = model.index(row, 0).data().toString() == QStringLiteral("seed");
        QCOMPARE(model.index(row, 0).data(ConfigModel::ChangedRole).toBool(), seed);
    }
}

void TestConfigPage::configSearchAndChangedOnly() {
    TestPlace place;
    FakeRunOptions options;
    options.seed = 99;
    FakeRun run(place.workspace(), options);
    run.start();
    run.finish();
    Session session;
    ConfigPage page(session);
    page.resize(900, 600);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QTRY_COMPARE(page.table()->model()->rowCount(), int(schema().size()));
    QTest::keyClicks(page.searchField(), QStringLiteral("adam decay"));
    QVERIFY(page.table()->model()->rowCount() >= 1 && page.table()->model()->rowCount() < 6);
    page.searchField()->clear();
    QTest::mouseClick(page.changedOnlyBox(), Qt::LeftButton, {}, QPoint(8, page.changedOnlyBox()->height() / 2));
    const int changed = page.table()->model()->rowCount();
    QVERIFY(changed >= 3 && changed < 10);
    QStringList keys;
    for (int row = 0; row < changed; ++row) {
        keys << page.table()->model()->index(row, 0).data().toString();
    }
    QVERIFY(keys.contains(QStringLiteral("seed")));
}

void TestConfigPage::severalRunsSideBySide() {
    Config first, second, third;
    second.set("seed", std::int64_t{7});
    third.set("seed", std::int64_t{7});
    third.set("name", std::string("third"));
    ConfigModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setIgnored({QStringLiteral("name")});
    model.setRuns(
        {{QStringLiteral("a"), {}, first}, {QStringLiteral("b"), {}, second}, {QStringLiteral("c"), {}, third}});
    QCOMPARE(model.columnCount(), 1 + 3 + 3);
    QCOMPARE(model.headerData(2, Qt::Horizontal).toString(), QStringLiteral("b"));
    QCOMPARE(model.differingCount(), 1);
    for (int row = 0; row < model.rowCount(); ++row) {
        const QString key = model.index(row, 0).data().toString();
        const bool seed = key == QStringLiteral("seed");
        QCOMPARE(model.index(row, 0).data(ConfigModel::DiffersRole).toBool(), seed);
        // A sign and a weight, not a colour: and only the values that are not those of the first run.
        QCOMPARE(!model.index(row, 0).data(Qt::DecorationRole).isNull(), seed);
        QCOMPARE(model.index(row, 1).data(Qt::FontRole).value<QFont>().bold(), false);
        QCOMPARE(model.index(row, 2).data(Qt::FontRole).value<QFont>().bold(), seed);
    }
    model.setIgnored({QStringLiteral("seed")});
    QCOMPARE(model.differingCount(), 1);  // now the name
}

void TestConfigPage::differencesOfSeveralRuns() {
    TestPlace place;
    QStringList ids;
    for (int i = 0; i < 3; ++i) {
        FakeRunOptions options;
        options.name = i < 2 ? "twin" : "other";
        options.method = i < 2 ? "tdpo" : "ddpo";
        options.seed = static_cast<std::uint64_t>(i + 1);
        FakeRun run(place.workspace(), options);
        run.start();
        run.finish();
        ids << run.id();
    }
    Session session;
    ConfigPage page(session);
    page.resize(1000, 600);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    session.setSelected(ids);
    const auto keys = [&] {
        QStringList all;
        for (int row = 0; row < page.table()->model()->rowCount(); ++row) {
            all << page.table()->model()->index(row, 0).data().toString();
        }
        return all;
    };
    QTRY_COMPARE(keys(), QStringList({QStringLiteral("method"), QStringLiteral("seed")}));
    // Two of the three differ in the same settings: the names say whether all are there.
    QTRY_COMPARE(page.table()->model()->headerData(1, Qt::Horizontal).toString(), QStringLiteral("twin, seed 1"));
    QTRY_COMPARE(page.table()->model()->headerData(3, Qt::Horizontal).toString(), QStringLiteral("other"));
    QVERIFY(page.summary().startsWith(QStringLiteral("2 of ")));
    // The seed is no difference for somebody who compares methods.
    QTest::mouseClick(page.ignoreButton()->menu(), Qt::LeftButton);
    page.ignoreButton()->menu()->popup({});
    auto* seed = page.ignoreButton()->menu()->findChild<QAction*>(QStringLiteral("seed"));
    QVERIFY(seed && !seed->isChecked());
    // Newer versions of Qt take a click where the mouse has not moved for the end of the one that opened the menu.
    const QPoint target = page.ignoreButton()->menu()->actionGeometry(seed).center();
    for (int left = 8; left >= 0; --left) {
        QTest::mouseMove(page.ignoreButton()->menu(), target - QPoint(left, 0));
    }
    QTest::mouseClick(page.ignoreButton()->menu(), Qt::LeftButton, {}, target);
    QCOMPARE(keys(), QStringList(QStringLiteral("method")));
    Settings stored;
    QVERIFY(stored.value(settings::configIgnored).contains(QStringLiteral("seed")));
    QTest::mouseClick(page.changedOnlyBox(), Qt::LeftButton, {}, QPoint(8, page.changedOnlyBox()->height() / 2));
    QCOMPARE(keys().size(), int(schema().size()));
    // One run again: value beside default, and everything.
    session.setSelected({ids[1]});
    QTRY_COMPARE(page.table()->model()->columnCount(), 5);
    QCOMPARE(keys().size(), int(schema().size()));
}

void TestConfigPage::keysStayInSight() {
    TestPlace place;
    QStringList ids;
    for (int i = 0; i < 8; ++i) {
        FakeRunOptions options;
        options.seed = static_cast<std::uint64_t>(i + 1);
        FakeRun run(place.workspace(), options);
        run.start();
        run.finish();
        ids << run.id();
    }
    Session session;
    ConfigPage page(session);
    page.resize(700, 300);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    session.setSelected(ids);
    FrozenTable& table = *page.table();
    QTRY_COMPARE(table.model()->columnCount(), 1 + 8 + 3);
    page.changedOnlyBox()->setChecked(false);
    QTRY_VERIFY(table.horizontalScrollBar()->maximum() > 0);
    table.horizontalScrollBar()->setValue(table.horizontalScrollBar()->maximum());
    table.verticalScrollBar()->setValue(120);
    const QTableView& keys = table.frozen();
    QCOMPARE(keys.pos(), QPoint(0, 0));
    QCOMPARE(keys.width(), table.columnWidth(0));
    // Row beside row, the key where a click finds it.
    const QModelIndex key = keys.indexAt(QPoint(20, 60));
    QCOMPARE(key.column(), 0);
    QCOMPARE(key.row(), table.rowAt(60));
    QTest::mouseClick(keys.viewport(), Qt::LeftButton, {}, QPoint(20, 60));
    QCOMPARE(table.currentIndex(), key);
    QVERIFY(table.selectionModel()->isRowSelected(key.row()));
    // The arrows bring the first value out from under the keys.
    table.setFocus();
    QTest::keyClick(&table, Qt::Key_Right);
    QCOMPARE(table.currentIndex().column(), 1);
    QVERIFY(table.visualRect(table.currentIndex()).left() >= table.columnWidth(0));
    // The wheel over the keys moves both.
    const int before = table.verticalScrollBar()->value();
    QWheelEvent wheel(QPointF(20, 60), keys.viewport()->mapToGlobal(QPointF(20, 60)), {}, QPoint(0, -240), Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(keys.viewport(), &wheel);
    QVERIFY(table.verticalScrollBar()->value() > before);
    QCOMPARE(keys.verticalScrollBar()->value(), table.verticalScrollBar()->value());
}

void TestConfigPage::copies() {
    TestPlace place;
    FakeRunOptions options;
    options.name = "a \"b\"";
    FakeRun run(place.workspace(), options);
    run.start();
    run.finish();
    Session session;
    ConfigPage page(session);
    page.resize(1000, 600);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QTRY_COMPARE(page.table()->model()->rowCount(), int(schema().size()));
    page.copyToml();
    const std::string text = QGuiApplication::clipboard()->text().toStdString();
    QVERIFY(Config::from_toml(text, "clipboard") == Config::from_toml(session.current()->configToml.toStdString(), ""));
    page.table()->setFocus();
    QTest::keyClicks(page.searchField(), QStringLiteral("seed"));
    QTest::keyClick(page.table(), Qt::Key_C, Qt::ControlModifier);
    const QString table = QGuiApplication::clipboard()->text();
    QVERIFY2(table.startsWith(QStringLiteral("Setting\tValue\tDefault\n")), qPrintable(table));
    QVERIFY2(table.contains(QStringLiteral("seed\t1\t")), qPrintable(table));
}

QTEST_MAIN(TestConfigPage)
#include "tst_config_page.moc"
