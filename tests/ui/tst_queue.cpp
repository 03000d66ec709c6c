// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QListView>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QToolButton>
#include <algorithm>
#include <filesystem>
#include <set>

#include "core/base/files.h"
#include "core/config/changed_toml.h"
#include "core/store/run_queue.h"
#include "core/store/workspace.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/empty_state.h"
#include "ui/common/message_bar.h"
#include "ui/launch/launch_dialog.h"
#include "ui/queue/queue_model.h"
#include "ui/queue/queue_panel.h"
#include "ui/session/queue_keeper.h"
#include "ui/session/queue_rules.h"
#include "ui/session/queue_runner.h"
#include "ui/window/actions.h"
#include "ui/window/launch_commands.h"
#include "ui/window/main_window.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

namespace {

QueuedRun row(const std::string& name, QueuedState state = QueuedState::Waiting, const std::string& device = "cpu",
              std::int64_t id = 0) {
    Config config;
    config.set("device", device);
    QueuedRun run;
    run.id = id;
    run.name = name;
    run.config = changed_toml(config);
    run.state = state;
    run.run_id = state == QueuedState::Waiting ? "" : name;
    return run;
}

int count(const QueueRunner& runner, QueuedState state) {
    return static_cast<int>(std::count_if(runner.rows().begin(), runner.rows().end(),
                                          [state](const QueuedRun& each) { return each.state == state; }));
}

QStringList names(const QueueRunner& runner) {
    QStringList all;
    for (const QueuedRun& each : runner.rows()) {
        all << QString::fromStdString(each.name);
    }
    return all;
}

std::size_t runsIn(const TestPlace& place) {
    return Workspace(place.workspace()).run_dirs().size();
}

}  // namespace

class TestQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void roomIsByDevice();
    void threadsAreShared();
    void runsTwoAtATime();
    void failuresAreToldAndTheRestGoesOn();
    void aFailurePausesWhenWanted();
    void aNewWindowGoesOn();
    void aStartThatNobodyFinishedIsNotLost();
    void twoWindowsStartNothingTwice();
    void orderByKeyboard();
    void orderByDropping();
    void pauseAndRulesByMouse();
    void removeAndRetry();
    void emptyStateStartsARun();

private:
    void open();
    QueueRunner& runner() { return m_window->launch().queue(); }
    QueuePanel& panel() { return m_window->launch().panel(); }
    void select(int item);
    void hold();

    std::unique_ptr<TestPlace> m_place;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
};

void TestQueue::init() {
    qputenv("TEMPERA_RUN", FAKE_WORKER);
    qputenv("FAKE_WORKER_EPOCHS", "4");
    m_place = std::make_unique<TestPlace>();
    m_session = std::make_unique<Session>();
    m_window = std::make_unique<MainWindow>(*m_session);
    m_window->resize(1280, 800);
    m_window->show();
}

void TestQueue::cleanup() {
    m_window.reset();
    m_session.reset();
    m_place->killWorkers();
    m_place.reset();
}

void TestQueue::open() {
    QVERIFY(openAndWait(*m_session, m_place->text()));
    QTRY_VERIFY(runner().known());
}

void TestQueue::hold() {
    QueueRules rules;
    rules.paused = true;
    RunQueue(m_place->workspace()).set_rules(rules);
}

void TestQueue::select(int item) {
    QListView* list = panel().list();
    m_window->launch().showQueue();
    QTRY_VERIFY(list->isVisible());
    const QRect place = list->visualRect(list->model()->index(item, 0));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, place.center());
    QCOMPARE(list->currentIndex().row(), item);
}

void TestQueue::roomIsByDevice() {
    QueueRules rules;
    const std::vector<QueuedRun> rows{
        row("a", QueuedState::Running, "cpu", 1), row("b", QueuedState::Waiting, "cpu", 2),
        row("c", QueuedState::Waiting, "cuda", 3), row("d", QueuedState::Waiting, "auto", 4)};
    // The CPU is taken: the first that wants the GPU goes ahead.
    QCOMPARE(nextToStart(rows, rules, {}, true), std::optional<std::int64_t>(3));
    // A run that was started by hand takes room as well, a queued one is not counted twice.
    QVERIFY(!nextToStart(rows, rules, {{"hand", DeviceKind::Gpu}}, true));
    QCOMPARE(nextToStart(rows, rules, {{"a", DeviceKind::Cpu}}, true), std::optional<std::int64_t>(3));
    rules.cpu_runs = 2;
    QCOMPARE(nextToStart(rows, rules, {{"a", DeviceKind::Cpu}}, true), std::optional<std::int64_t>(2));
    QVERIFY(nextToStart({rows[3]}, rules, {}, false));  // auto without a GPU is the CPU
    QVERIFY(!nextToStart({rows[3]}, rules, {{"x", DeviceKind::Cpu}, {"y", DeviceKind::Cpu}}, false));
    rules.paused = true;
    QVERIFY(!nextToStart(rows, rules, {}, true));
    QVERIFY(!nextToStart({}, QueueRules(), {}, true));
}

void TestQueue::threadsAreShared() {
    QueueRules rules;
    const auto threads = [&](const QueuedRun& run) {
        return Config::from_toml(workerConfig(run, rules, 8, false), "worker").integer("threads");
    };
    QCOMPARE(threads(row("a")), std::int64_t{0});  // alone: all of them
    rules.cpu_runs = 3;
    QCOMPARE(threads(row("a")), std::int64_t{2});
    rules.cpu_threads = 5;
    QCOMPARE(threads(row("a")), std::int64_t{5});
    QueuedRun own = row("a");
    own.config = "threads = 1\n";
    QCOMPARE(threads(own), std::int64_t{1});
    QCOMPARE(Config::from_toml(workerConfig(own, rules, 8, false), "worker").text("name"), std::string("a"));
}

void TestQueue::runsTwoAtATime() {
    QueueRules rules;
    rules.cpu_runs = 2;
    RunQueue(m_place->workspace()).set_rules(rules);
    open();
    int most = 0;
    connect(&runner(), &QueueRunner::changed, this,
            [&] { most = qMax(most, count(runner(), QueuedState::Running) + count(runner(), QueuedState::Starting)); });
    std::vector<QueuedRun> rows{row("a"), row("b"), row("c"), row("d")};
    for (QueuedRun& each : rows) {
        each.sweep = "letters";
    }
    runner().add(rows);
    QTRY_COMPARE_WITH_TIMEOUT(count(runner(), QueuedState::Ended), 4, 30000);
    QCOMPARE(most, 2);
    QCOMPARE(runsIn(*m_place), std::size_t{4});
    QTRY_COMPARE(m_session->runs().size(), std::size_t{4});
    for (const RunData* run : m_session->runs()) {
        QCOMPARE(run->head.state, RunState::Finished);
        QTRY_COMPARE(run->group(), QStringLiteral("letters"));
    }
    // In their order, and nothing is left behind.
    const auto runs = m_session->runs();
    QVERIFY(runs[3]->name() == QLatin1String("a") || runs[3]->name() == QLatin1String("b"));
    QVERIFY(std::filesystem::is_empty(m_place->workspace() / "queue"));
}

void TestQueue::failuresAreToldAndTheRestGoesOn() {
    open();
    runner().add({row("broken"), row("failing"), row("good")});
    QTRY_COMPARE_WITH_TIMEOUT(count(runner(), QueuedState::Ended), 1, 30000);
    QCOMPARE(count(runner(), QueuedState::Failed), 2);
    QCOMPARE(runner().rows()[0].problem, std::string("the model folder /nowhere is missing: check model.path"));
    QCOMPARE(runner().rows()[1].problem, std::string("error: no memory is left"));
    QVERIFY(!runner().rules().paused);
    const QModelIndex first = panel().list()->model()->index(0, 0);
    QVERIFY(first.data(QueueModel::DetailRole).toString().contains(QStringLiteral("model.path")));
    QVERIFY(panel().summary().contains(QStringLiteral("2 failed")));
}

void TestQueue::aFailurePausesWhenWanted() {
    open();
    m_window->launch().showQueue();
    QTRY_VERIFY(panel().pauseOnError()->isVisible());
    QTest::mouseClick(panel().pauseOnError(), Qt::LeftButton, {}, QPoint(8, panel().pauseOnError()->height() / 2));
    QTRY_VERIFY(runner().rules().pause_on_error);
    runner().add({row("broken"), row("good")});
    QTRY_VERIFY_WITH_TIMEOUT(runner().rules().paused, 15000);
    QVERIFY(QString::fromStdString(runner().rules().why_paused).contains(QStringLiteral("model.path")));
    QTest::qWait(700);  // longer than the queue's clock
    QCOMPARE(count(runner(), QueuedState::Waiting), 1);
    QCOMPARE(runsIn(*m_place), std::size_t{0});
    QTRY_VERIFY(m_window->actions().queue.pause->isChecked());
    m_window->actions().queue.pause->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(count(runner(), QueuedState::Ended), 1, 15000);
}

void TestQueue::aNewWindowGoesOn() {
    qputenv("FAKE_WORKER_EPOCHS", "15");
    open();
    runner().add({row("a"), row("b")});
    QTRY_COMPARE_WITH_TIMEOUT(count(runner(), QueuedState::Running), 1, 15000);
    const std::string run = runner().rows()[0].run_id;
    m_window.reset();
    m_session.reset();
    m_session = std::make_unique<Session>();
    m_window = std::make_unique<MainWindow>(*m_session);
    qputenv("FAKE_WORKER_EPOCHS", "2");
    open();
    QCOMPARE(runner().rows()[0].run_id, run);
    QCOMPARE(runner().rows()[0].state, QueuedState::Running);
    QCOMPARE(runner().rows()[1].state, QueuedState::Waiting);
    QTRY_COMPARE_WITH_TIMEOUT(count(runner(), QueuedState::Ended), 2, 30000);
    QCOMPARE(runsIn(*m_place), std::size_t{2});
}

void TestQueue::aStartThatNobodyFinishedIsNotLost() {
    // As a window leaves it that dies after the claim: once with a run that came up, once with a worker that said why
    // not.
    {
        RunQueue queue(m_place->workspace());
        queue.add({row("came"), row("fell")});
        queue.claim([](const auto& rows, const auto&) { return RunQueue::Claim{rows[0].id, "came-1"}; });
        queue.claim([](const auto& rows, const auto&) { return RunQueue::Claim{rows[1].id, "fell-1"}; });
        std::filesystem::create_directories(m_place->workspace() / "queue");
        write_file_atomically(m_place->workspace() / "queue/fell-1.txt", "loading\nno such model\n");
        FakeRunOptions options;
        options.name = "came";
        options.id = "came-1";
        FakeRun run(m_place->workspace(), options);
        run.start();
        run.finish();
    }
    // A window that claims at this moment makes its output file before its worker can be seen.
    QCOMPARE(QueueKeeper(m_place->workspace()).look({}, false).rows[1].state, QueuedState::Starting);
    open();
    QTRY_COMPARE(runner().rows()[0].state, QueuedState::Ended);
    QTRY_COMPARE(runner().rows()[1].state, QueuedState::Failed);
    QCOMPARE(runner().rows()[1].problem, std::string("no such model"));
    QCOMPARE(runsIn(*m_place), std::size_t{1});
}

void TestQueue::twoWindowsStartNothingTwice() {
    QueueRules rules;
    rules.cpu_runs = 2;
    RunQueue(m_place->workspace()).set_rules(rules);
    qputenv("FAKE_WORKER_EPOCHS", "2");
    open();
    Session other;
    QueueRunner otherRunner(other);
    QVERIFY(openAndWait(other, m_place->text()));
    runner().add({row("a"), row("b"), row("c")});
    otherRunner.add({row("d"), row("e"), row("f")});
    QTRY_COMPARE_WITH_TIMEOUT(count(runner(), QueuedState::Ended), 6, 40000);
    QCOMPARE(runsIn(*m_place), std::size_t{6});
    std::set<std::string> ids;
    for (const QueuedRun& each : runner().rows()) {
        ids.insert(each.run_id);
    }
    QCOMPARE(ids.size(), std::size_t{6});
}

void TestQueue::orderByKeyboard() {
    hold();
    open();
    runner().add({row("a"), row("b"), row("c")});
    QTRY_COMPARE(names(runner()).join(QLatin1Char(' ')), QStringLiteral("a b c"));
    select(2);
    m_window->activateWindow();
    QTest::keyClick(panel().list(), Qt::Key_Up, Qt::AltModifier);
    QTRY_COMPARE(names(runner()).join(QLatin1Char(' ')), QStringLiteral("a c b"));
    QCOMPARE(panel().list()->currentIndex().data().toString(), QStringLiteral("c"));  // it stays selected
    QTest::keyClick(panel().list(), Qt::Key_Up, Qt::AltModifier);
    QTRY_COMPARE(names(runner()).join(QLatin1Char(' ')), QStringLiteral("c a b"));
    QVERIFY(!m_window->actions().queue.up->isEnabled());
    QTest::keyClick(panel().list(), Qt::Key_Down, Qt::AltModifier);
    QTRY_COMPARE(names(runner()).join(QLatin1Char(' ')), QStringLiteral("a c b"));
    QTest::keyClick(panel().list(), Qt::Key_Delete);
    QTRY_COMPARE(names(runner()).join(QLatin1Char(' ')), QStringLiteral("a b"));
}

void TestQueue::orderByDropping() {
    hold();
    open();
    QAbstractItemModel* model = panel().list()->model();
    QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    runner().add({row("a"), row("b"), row("c"), row("d")});
    QTRY_COMPARE(model->rowCount(), 4);
    const auto drop = [&](const QModelIndexList& rows, int place) {
        std::unique_ptr<QMimeData> data(model->mimeData(rows));
        model->dropMimeData(data.get(), Qt::MoveAction, place, 0, {});
    };
    drop({model->index(2, 0), model->index(0, 0)}, 4);
    QTRY_COMPARE(names(runner()).join(QLatin1Char(' ')), QStringLiteral("b d a c"));
    drop({model->index(3, 0)}, 0);
    QTRY_COMPARE(names(runner()).join(QLatin1Char(' ')), QStringLiteral("c b d a"));
    drop({model->index(1, 0)}, 1);  // onto its own place
    QVERIFY(settled(*m_session));
    QCOMPARE(names(runner()).join(QLatin1Char(' ')), QStringLiteral("c b d a"));
}

void TestQueue::pauseAndRulesByMouse() {
    open();
    m_window->launch().showQueue();
    QToolButton* pause = nullptr;
    for (QToolButton* button : panel().findChildren<QToolButton*>()) {
        if (button->defaultAction() == m_window->actions().queue.pause) {
            pause = button;
        }
    }
    QVERIFY(pause);
    QTRY_VERIFY(pause->isVisible());
    QTest::mouseClick(pause, Qt::LeftButton);
    QTRY_VERIFY(runner().rules().paused);
    QTest::keyClick(panel().cpuRuns(), Qt::Key_Up);
    QTRY_COMPARE(runner().rules().cpu_runs, 2);
    QVERIFY(runner().rules().paused);
    QCOMPARE(RunQueue(m_place->workspace()).rules().cpu_runs, 2);
    QTest::mouseClick(pause, Qt::LeftButton);
    QTRY_VERIFY(!runner().rules().paused);
}

void TestQueue::removeAndRetry() {
    open();
    runner().add({row("failing")});
    QTRY_COMPARE_WITH_TIMEOUT(count(runner(), QueuedState::Failed), 1, 15000);
    const std::string before = runner().rows()[0].run_id;
    select(0);
    QVERIFY(m_window->actions().queue.retry->isEnabled());
    m_window->actions().queue.retry->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(count(runner(), QueuedState::Failed) == 1 && runner().rows()[0].run_id != before, 15000);
    QCOMPARE(runsIn(*m_place), std::size_t{2});
    // Enter shows the run.
    QTRY_COMPARE(m_session->runs().size(), std::size_t{2});
    m_session->setCurrent(QString::fromStdString(before));
    QTest::keyClick(panel().list(), Qt::Key_Return);
    QTRY_COMPARE(m_session->currentId().toStdString(), runner().rows()[0].run_id);
    m_window->actions().queue.clear->trigger();
    QTRY_VERIFY(runner().rows().empty());
}

void TestQueue::emptyStateStartsARun() {
    open();
    m_window->launch().showQueue();
    QTRY_VERIFY(panel().emptyState()->isVisible());
    QTest::mouseClick(panel().emptyState()->button(), Qt::LeftButton);
    auto* dialog = m_window->findChild<LaunchDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    dialog->close();
}

QTEST_MAIN(TestQueue)
#include "tst_queue.moc"
