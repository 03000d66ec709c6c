// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QToolButton>
#include <cstdint>
#include <fstream>

#include "core/store/run_lock.h"
#include "tests/helpers/process_memory.h"
#include "tests/helpers/sanitized.h"
#include "tests/ui/helpers/block_watch.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/large_log.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/log/event_model.h"
#include "ui/log/log_model.h"
#include "ui/log/log_page.h"
#include "ui/log/log_view.h"
#include "ui/session/log_tail.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

namespace {

QStringList textsOf(const LogLines::Result& result) {
    QStringList texts;
    for (const LogLine& line : result.lines) {
        texts << line.text;
    }
    return texts;
}

QStringList textsOf(const QAbstractItemModel& model) {
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row) {
        texts << model.index(row, 0).data().toString();
    }
    return texts;
}

/// Text of the last row; null while there is none, as when the page begins to read the file again.
QString lastOf(const QAbstractItemModel& model) {
    return model.index(model.rowCount() - 1, 0).data().toString();
}

LogChunk chunkOf(LogLines& lines, const QByteArray& bytes) {
    LogLines::Result result = lines.add(bytes);
    return {{}, false, result.replacesLast, 0, std::move(result.lines)};
}

double residentMib() {
    return static_cast<double>(process_memory("VmRSS")) / 1048576;
}

}  // namespace

class TestLogPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eventModelAppends();
    void linesHaveTimeAndLevel();
    void progressBarsCollapse();
    void escapeSequencesAreNotShown();
    void modelFiltersByLevel();
    void modelForgetsTheOldest();
    void matchesFollowTheLines();
    void followsTheFile();
    void followsAcrossRotation();
    void staysWhereItIsWhenScrolledUp();
    void searchGoesRound();
    void copiesLines();
    void hundredMegabytesStaySmall();
};

void TestLogPage::eventModelAppends() {
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

void TestLogPage::linesHaveTimeAndLevel() {
    LogLines lines;
    const auto result = lines.add(
        "2026-11-21 14:38:05.210 warning slow disk\n[error] no room\nTraceback:\n  at line 3\n"
        "2026-11-21T14:38:06,500 plain\ninformation is not a level\n2026-13-45 99:00:00 no date\n");
    QCOMPARE(textsOf(result), QStringList({"slow disk", "no room", "Traceback:", "  at line 3", "plain",
                                           "information is not a level", "2026-13-45 99:00:00 no date"}));
    const auto& all = result.lines;
    QCOMPARE(QDateTime::fromMSecsSinceEpoch(all[0].time, Qt::UTC).toString(Qt::ISODateWithMs),
             QStringLiteral("2026-11-21T14:38:05.210Z"));
    QCOMPARE(all[0].level, LogLevel::Warning);
    QCOMPARE(all[1].level, LogLevel::Error);
    QCOMPARE(all[3].level, LogLevel::Error);  // belongs to the error above
    QCOMPARE(all[4].level, LogLevel::Info);
    QCOMPARE(all[6].time, 0);
}

void TestLogPage::progressBarsCollapse() {
    LogLines lines;
    QCOMPARE(textsOf(lines.add("begin\r\n 10%|#    |\r 50%|###  |\r100%|#####| done\nend\n")),
             QStringList({"begin", "100%|#####| done", "end"}));
    // In pieces, as the worker writes them.
    LogModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.add(chunkOf(lines, "first\n\r 1%\r"));
    QCOMPARE(textsOf(model), QStringList({"first", " 1%"}));
    model.add(chunkOf(lines, " 2%\r 3%\r"));
    QCOMPARE(textsOf(model), QStringList({"first", " 3%"}));
    model.add(chunkOf(lines, " 4%\nlast\n"));
    QCOMPARE(textsOf(model), QStringList({"first", " 4%", "last"}));
    // A progress line that becomes an error leaves the row of the other level.
    model.setLevel(LogLevel::Warning);
    QCOMPARE(model.rowCount(), 0);
    model.add(chunkOf(lines, " 5%\r"));
    model.add(chunkOf(lines, "error: lost\n"));
    QCOMPARE(textsOf(model), QStringList("lost"));
}

void TestLogPage::escapeSequencesAreNotShown() {
    LogLines lines;
    QCOMPARE(textsOf(lines.add("\x1b[31mred\x1b[0m \x1b[1;32;40mgreen\x1b[K\n\x1b]0;title\aafter\n"
                               "\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\\na\tb\x01\n\x1b[\n")),
             QStringList({"red green", "after", "link", "a       b", ""}));
    QCOMPARE(lines.add(QByteArray(100000, 'x') + "\n").lines.front().text.size(), LogLines::longest + 2);
}

void TestLogPage::modelFiltersByLevel() {
    LogLines lines;
    LogModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.add(chunkOf(lines, "[debug] a\n[info] b\n[warning] c\n[error] d\n"));
    QCOMPARE(model.rowCount(), 4);
    model.setLevel(LogLevel::Warning);
    QCOMPARE(textsOf(model), QStringList({"c", "d"}));
    model.add(chunkOf(lines, "[info] e\n[error] f\n"));
    QCOMPARE(textsOf(model), QStringList({"c", "d", "f"}));
    model.setLevel(LogLevel::Debug);
    QCOMPARE(model.rowCount(), 6);
}

void TestLogPage::modelForgetsTheOldest() {
    LogModel model;
    LogLines lines;
    int told = 0;
    connect(&model, &LogModel::dropped, this, [&](int count) { told += count; });
    const int count = static_cast<int>(LogModel::mostLines) + 1234;
    for (int i = 0; i < count; i += 1000) {
        QByteArray bytes;
        for (int k = i; k < std::min(i + 1000, count); ++k) {
            bytes += "line " + QByteArray::number(k) + "\n";
        }
        model.add(chunkOf(lines, bytes));
    }
    QVERIFY(model.rowCount() <= static_cast<int>(LogModel::mostLines));
    QCOMPARE(model.rowCount() + told, count);
    QCOMPARE(model.index(model.rowCount() - 1).data().toString(), QStringLiteral("line %1").arg(count - 1));
    QCOMPARE(model.index(0).data().toString(), QStringLiteral("line %1").arg(told));
    // Few but long lines are bounded, too.
    for (int i = 0; i < 12000; ++i) {
        model.add(chunkOf(lines, QByteArray(4000, 'y') + "\n"));
    }
    QVERIFY(model.characters() <= LogModel::mostCharacters);
}

void TestLogPage::matchesFollowTheLines() {
    LogLines lines;
    LogModel model;
    model.add(chunkOf(lines, "cat\ndog\nCats\nbird\n"));
    model.setSearch(QStringLiteral("cat"));
    QCOMPARE(model.matchCount(), 2);
    QCOMPARE(model.matchRow(1), 2);
    QCOMPARE(model.matchFrom(1), 1);
    QCOMPARE(model.matchFrom(3), 0);  // round the end
    QCOMPARE(model.matchBefore(2), 0);
    QCOMPARE(model.matchBefore(0), 1);  // round the beginning
    model.add(chunkOf(lines, "another cat\n"));
    QCOMPARE(model.matchCount(), 3);
    model.setSearch(QStringLiteral("cow"));
    QCOMPARE(model.matchFrom(0), -1);
}

void TestLogPage::followsTheFile() {
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
    QAbstractItemModel& model = *page.view()->model();
    QTRY_VERIFY(textsOf(model).contains(QStringLiteral("model animals loaded")));
    QTRY_COMPARE(page.events()->model()->rowCount(), 1);
    std::ofstream(run.dir() / "log.txt", std::ios::app) << "[warning] half a li" << std::flush;
    QTest::qWait(350);
    QVERIFY(!textsOf(model).join(' ').contains(QStringLiteral("half")));  // whole lines only
    std::ofstream(run.dir() / "log.txt", std::ios::app) << "ne\n";
    QTRY_COMPARE(lastOf(model), QStringLiteral("half a line"));
    run.writer().event("warning", "The ratio is noisy.");
    run.writer().flush();
    QTRY_COMPARE(page.events()->model()->rowCount(), 2);
    // By keyboard: only warnings and errors.
    page.levelBox()->setFocus();
    QTest::keyClick(page.levelBox(), Qt::Key_Down);
    QTest::keyClick(page.levelBox(), Qt::Key_Down);
    QCOMPARE(textsOf(model), QStringList(QStringLiteral("half a line")));
    QCOMPARE(page.events()->model()->rowCount(), 1);
    // Hidden, the file is not read.
    page.hide();
    QVERIFY(settled(session));
    const int rows = model.rowCount();
    std::ofstream(run.dir() / "log.txt", std::ios::app) << "[error] unseen\n";
    QTest::qWait(400);
    QCOMPARE(model.rowCount(), rows);
    page.show();
    QTRY_COMPARE(lastOf(model), QStringLiteral("unseen"));
}

void TestLogPage::followsAcrossRotation() {
    QTemporaryDir folder;
    const std::filesystem::path dir = folder.path().toStdString();
    std::ofstream(dir / "log.txt") << "one\ntwo two two two\n";
    LogTail tail(QStringLiteral("run"), dir);
    QCOMPARE(tail.read(true)->lines.size(), 2U);
    std::ofstream(dir / "log.txt", std::ios::app) << "three\n";
    std::filesystem::rename(dir / "log.txt", dir / "log.1.txt");
    std::ofstream(dir / "log.txt") << "four\n";
    const auto chunk = tail.read(false);
    QVERIFY(chunk && !chunk->restart);
    QCOMPARE(chunk->lines.size(), 2U);
    QCOMPARE(chunk->lines[0].text, QStringLiteral("three"));
    QCOMPARE(chunk->lines[1].text, QStringLiteral("four"));
    QVERIFY(!tail.read(false));
}

void TestLogPage::staysWhereItIsWhenScrolledUp() {
    LogLines lines;
    LogModel model;
    LogView view(&model);
    view.resize(500, 300);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QByteArray many;
    for (int i = 0; i < 500; ++i) {
        many += "line " + QByteArray::number(i) + "\n";
    }
    model.add(chunkOf(lines, many));
    const auto atEnd = [&] { return view.verticalScrollBar()->value() == view.verticalScrollBar()->maximum(); };
    QTRY_VERIFY(view.verticalScrollBar()->maximum() > 1000 && atEnd());
    model.add(chunkOf(lines, "newest\n"));
    QTRY_VERIFY(view.visualRect(model.index(500)).bottom() <= view.viewport()->height());
    QVERIFY(view.follows() && !view.chip()->isVisible());

    QTest::keyClick(&view, Qt::Key_Home);
    QTRY_COMPARE(view.verticalScrollBar()->value(), 0);
    QVERIFY(!view.follows());
    model.add(chunkOf(lines, "unseen 1\nunseen 2\n"));
    QTRY_VERIFY(view.chip()->isVisible());
    QCOMPARE(view.chip()->text(), QStringLiteral("2 new lines"));
    QTest::qWait(50);
    QCOMPARE(view.verticalScrollBar()->value(), 0);
    QTest::mouseClick(view.chip(), Qt::LeftButton);
    QTRY_VERIFY(atEnd());
    QVERIFY(view.follows() && !view.chip()->isVisible());

    // What is being read stays in sight while the oldest lines go.
    view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() / 2);
    QVERIFY(!view.follows());
    for (int i = 0; i < 120; ++i) {
        model.add(chunkOf(lines, many));
        if (i == 90) {
            const QString before = view.indexAt(QPoint(5, 5)).data().toString();
            const int first = model.rowCount();
            model.add(chunkOf(lines, many));
            QVERIFY(first > 0);
            QCOMPARE(view.indexAt(QPoint(5, 5)).data().toString(), before);
        }
    }
    QTest::keyClick(&view, Qt::Key_End);
    QTRY_VERIFY(view.follows());
}

void TestLogPage::searchGoesRound() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    std::ofstream(run.dir() / "log.txt", std::ios::app) << "cat one\ndog\ncat two\nbird\ncat three\n";
    run.finish();
    Session session;
    LogPage page(session);
    page.resize(800, 600);
    page.show();
    QVERIFY(openAndWait(session, place.text()));
    QTRY_VERIFY(textsOf(*page.view()->model()).contains(QStringLiteral("cat three")));
    const auto shown = [&] { return page.view()->currentIndex().data().toString(); };
    QTest::keyClicks(page.searchField(), QStringLiteral("cat "));
    QCOMPARE(page.matchText(), QStringLiteral("1 of 3"));
    QCOMPARE(shown(), QStringLiteral("cat one"));
    QTest::keyClick(page.searchField(), Qt::Key_Return);
    QCOMPARE(shown(), QStringLiteral("cat two"));
    QTest::mouseClick(page.nextButton(), Qt::LeftButton);
    QCOMPARE(shown(), QStringLiteral("cat three"));
    QCOMPARE(page.matchText(), QStringLiteral("3 of 3"));
    QTest::mouseClick(page.nextButton(), Qt::LeftButton);
    QCOMPARE(shown(), QStringLiteral("cat one"));
    QTest::keyClick(page.searchField(), Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(shown(), QStringLiteral("cat three"));
    QTest::keyClicks(page.searchField(), QStringLiteral("zzz"));
    QCOMPARE(page.matchText(), QStringLiteral("no match"));
    QVERIFY(!page.nextButton()->isEnabled());
}

void TestLogPage::copiesLines() {
    LogLines lines;
    LogModel model;
    LogView view(&model);
    view.resize(500, 300);
    view.show();
    model.add(chunkOf(lines, "2026-11-21 14:38:05.210 info    one\ntwo\n[error] three\n"));
    QTest::keyClick(&view, Qt::Key_Home);
    QTest::keyClick(&view, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("2026-11-21 14:38:05.210 info    one\ntwo"));
}

void TestLogPage::hundredMegabytesStaySmall() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    const RunLock lock(run.dir());
    run.start();
    writeLargeLog(run.dir() / "log.txt");
    QVERIFY(std::filesystem::file_size(run.dir() / "log.txt") > 100 * 1024 * 1024);
    Session session;
    session.setVisible(true);
    LogPage page(session);
    page.resize(800, 600);
    page.show();
    auto* watch = static_cast<BlockWatch*>(qApp);
    const double before = residentMib();
    watch->reset();
    QElapsedTimer timer;
    timer.start();
    QVERIFY(openAndWait(session, place.text()));
    QTRY_VERIFY(page.view()->model()->rowCount() > 0);
    const QModelIndex last = page.view()->model()->index(page.view()->model()->rowCount() - 1, 0);
    QCOMPARE(last.data().toString(), QStringLiteral("the last line"));
    const qint64 opened = timer.elapsed();
    // And while another sixty megabytes come, in gulps.
    for (int i = 0; i < 10; ++i) {
        growLog(run.dir() / "log.txt", i);
        QTest::qWait(100);
    }
    std::ofstream(run.dir() / "log.txt", std::ios::app) << "[info] the very last line\n";
    QTRY_COMPARE(lastOf(*page.view()->model()), QStringLiteral("the very last line"));
    const double grown = residentMib() - before;
    qInfo("100 MiB log: shown after %lld ms, longest event %.1f ms (%s), %.1f MiB more memory", opened,
          watch->longestMs(), qPrintable(watch->what()), grown);
    QVERIFY2(sanitized || grown < 64, qPrintable(QString::number(grown)));
    QVERIFY2(watch->allShorterThan(50), qPrintable(watch->what()));
}

int main(int argc, char** argv) {
    BlockWatch app(argc, argv);
    TestLogPage test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_log_page.moc"
