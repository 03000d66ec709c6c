// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTableView>
#include <cstdint>
#include <fstream>

#include "core/store/run_lock.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/config_page/config_filter.h"
#include "ui/config_page/config_model.h"
#include "ui/config_page/config_page.h"
#include "ui/log/event_model.h"
#include "ui/log/log_page.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestLogAndConfig : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eventModelAppends();
    void logFollowsTheFile();
    void configShowsEverySetting();
    void configSearchAndChangedOnly();
};

void TestLogAndConfig::eventModelAppends() {
    EventModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    std::vector<EventRow> events{{1, 100, "info", "Started."}, {2, 200, "warning", "Slow."}};
    model.setEvents(events);
    QCOMPARE(model.rowCount(), 2);
    events.push_back({3, 300, "error", "Failed."});
    model.setEvents(events);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(2, EventModel::TextColumn).data().toString(), QStringLiteral("Failed."));
    model.setEvents({{9, 1, "info", "Another run."}});
    QCOMPARE(model.rowCount(), 1);
}

void TestLogAndConfig::logFollowsTheFile() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    const RunLock lock(run.dir());
    run.start();
    Session session;
    session.setVisible(true);
    LogPage page(session);
    page.resize(800, 600);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QTRY_VERIFY(page.text()->toPlainText().contains(QStringLiteral("model animals loaded")));
    QTRY_COMPARE(page.events()->model()->rowCount(), 1);
    std::ofstream(run.dir() / "log.txt", std::ios::app) << "[warning] half a li" << std::flush;
    QTest::qWait(350);
    QVERIFY(!page.text()->toPlainText().contains(QStringLiteral("half")));  // whole lines only
    std::ofstream(run.dir() / "log.txt", std::ios::app) << "ne\n";
    QTRY_VERIFY(page.text()->toPlainText().endsWith(QStringLiteral("[warning] half a line")));
    run.writer().event("warning", "The ratio is noisy.");
    run.writer().flush();
    QTRY_COMPARE(page.events()->model()->rowCount(), 2);
    QTest::keyClicks(page.searchField(), QStringLiteral("animals"));
    QTest::keyClick(page.searchField(), Qt::Key_Return);
    QCOMPARE(page.text()->textCursor().selectedText(), QStringLiteral("animals"));
}

void TestLogAndConfig::configShowsEverySetting() {
    Config config;
    config.set("seed", std::int64_t{7});
    ConfigModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setConfig(config);
    QCOMPARE(model.rowCount(), int(schema().size()));
    QCOMPARE(model.changedCount(), 1);
    for (int row = 0; row < model.rowCount(); ++row) {
        QVERIFY(!model.index(row, ConfigModel::DocColumn).data().toString().isEmpty());
        const bool seed = model.index(row, 0).data().toString() == QStringLiteral("seed");
        QCOMPARE(model.index(row, 0).data(ConfigModel::ChangedRole).toBool(), seed);
    }
}

void TestLogAndConfig::configSearchAndChangedOnly() {
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

QTEST_MAIN(TestLogAndConfig)
#include "tst_log_and_config.moc"
