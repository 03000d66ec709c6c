// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>

#include <QDeadlineTimer>
#include <QSignalSpy>
#include <QThread>
#include <memory>

#include "core/base/error.h"
#include "core/store/run_lock.h"
#include "core/store/run_reader.h"
#include "core/store/workspace.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/session/run_control.h"
#include "ui/session/worker_launcher.h"
#include "ui/session/worker_program.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

/// Workers are separate processes here: the stand-in fake_worker, started as the window starts tempera-run.
class TestRunControl : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void startsAndPassesTheSettings();
    void stopsThroughTheMailbox();
    void stopsWithASignalWhenTheMailboxIsIgnored();
    void asksBeforeKillingAndThenKills();
    void pausesAndContinues();
    void resumesAStoppedRun();
    void runGoesOnWithoutTheWindow();
    void tellsWhyAWorkerDidNotStart();
    void tellsWhenThereIsNoWorkerProgram();
    void seesARunThatEndsBetweenTwoLooks();

private:
    QString startRun();
    bool waitBlindly(std::size_t attempts, ReachedState reached = ReachedState::Finished) const;
    RunState stateOf(const QString& id) const { return m_session->run(id)->head.state; }

    std::unique_ptr<TestPlace> m_place;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<WorkerLauncher> m_launcher;
    std::unique_ptr<RunControl> m_control;
};

void TestRunControl::init() {
    qputenv("TEMPERA_RUN", FAKE_WORKER);
    qunsetenv("FAKE_WORKER");
    qunsetenv("FAKE_WORKER_EPOCHS");
    m_place = std::make_unique<TestPlace>();
    m_session = std::make_unique<Session>();
    m_session->setVisible(true);
    QVERIFY(openAndWait(*m_session, m_place->text()));
    m_launcher = std::make_unique<WorkerLauncher>(*m_session);
    m_control = std::make_unique<RunControl>(*m_session);
}

void TestRunControl::cleanup() {
    m_place->killWorkers();
    m_control.reset();
    m_launcher.reset();
    m_session.reset();
    m_place.reset();
}

/// Waits for the end of a worker while the window sees nothing.
bool TestRunControl::waitBlindly(std::size_t attempts, ReachedState reached) const {
    for (QDeadlineTimer patience(20000); !patience.hasExpired(); QThread::msleep(5)) {
        for (const std::filesystem::path& dir : Workspace(m_place->workspace()).run_dirs()) {
            try {
                const RunSummary summary = RunReader(dir).summary();
                if (summary.reached == reached && summary.attempts.size() == attempts && !lock_holder(dir)) {
                    return true;
                }
            } catch (const Error&) {
                continue;  // it is being created
            }
        }
    }
    return false;
}

QString TestRunControl::startRun() {
    QSignalSpy started(m_launcher.get(), &WorkerLauncher::started);
    if (!m_launcher->train(QStringLiteral("animals-quick"), QStringLiteral("probe"), {QStringLiteral("seed=7")}) ||
        !started.wait(8000)) {
        return {};
    }
    return started[0][0].toString();
}

void TestRunControl::startsAndPassesTheSettings() {
    const QString id = startRun();
    QVERIFY(!id.isEmpty());
    QVERIFY(m_session->run(id)->live());
    QVERIFY(!m_launcher->starting());
    m_session->setCurrent(id);
    QTRY_VERIFY(!m_session->run(id)->events.empty());
    const QString arguments = QString::fromStdString(m_session->run(id)->events.front().text);
    QCOMPARE(arguments,
             QStringLiteral("Arguments: train animals-quick --name probe --set seed=7 --id %1 --workspace %2")
                 .arg(id, m_place->text()));
}

void TestRunControl::stopsThroughTheMailbox() {
    const QString id = startRun();
    QVERIFY(!id.isEmpty());
    QElapsedTimer timer;
    timer.start();
    m_control->stop(id);
    QVERIFY(m_session->run(id)->stopping);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(id), RunState::Stopped, 5000);
    qInfo("stopped after %lld ms", timer.elapsed());
    QVERIFY(timer.elapsed() < RunControl::terminateAfter);
    QVERIFY(!m_session->run(id)->stopping);
}

void TestRunControl::stopsWithASignalWhenTheMailboxIsIgnored() {
    qputenv("FAKE_WORKER", "signal");
    const QString id = startRun();
    QVERIFY(!id.isEmpty());
    QElapsedTimer timer;
    timer.start();
    m_control->stop(id);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(id), RunState::Stopped, 5000);
    QVERIFY(timer.elapsed() >= RunControl::terminateAfter);
}

void TestRunControl::asksBeforeKillingAndThenKills() {
    qputenv("FAKE_WORKER", "deaf");
    const QString id = startRun();
    QVERIFY(!id.isEmpty());
    QSignalSpy unanswered(m_control.get(), &RunControl::unanswered);
    m_control->stop(id);
    QVERIFY(unanswered.wait(6000));
    QVERIFY(m_session->run(id)->live());  // nothing is killed without being asked
    m_control->kill(id);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(id), RunState::Interrupted, 2000);
}

void TestRunControl::pausesAndContinues() {
    const QString id = startRun();
    QVERIFY(!id.isEmpty());
    m_control->pause(id);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(id), RunState::Paused, 3000);
    const auto epoch = m_session->run(id)->head.summary.progress.epoch;
    QTest::qWait(400);
    QCOMPARE(m_session->run(id)->head.summary.progress.epoch, epoch);
    m_control->proceed(id);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(id), RunState::Running, 3000);
    QTRY_VERIFY(m_session->run(id)->head.summary.progress.epoch > epoch);
}

void TestRunControl::resumesAStoppedRun() {
    const QString id = startRun();
    QVERIFY(!id.isEmpty());
    m_control->stop(id);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(id), RunState::Stopped, 5000);
    QSignalSpy started(m_launcher.get(), &WorkerLauncher::started);
    QVERIFY(m_launcher->resume(id));
    QVERIFY(started.wait(8000));
    QCOMPARE(started[0][0].toString(), id);
    QTRY_COMPARE(stateOf(id), RunState::Running);
}

void TestRunControl::runGoesOnWithoutTheWindow() {
    const QString id = startRun();
    QVERIFY(!id.isEmpty());
    const auto dir = m_session->run(id)->head.dir;
    const auto epoch = m_session->run(id)->head.summary.progress.epoch;
    m_control.reset();
    m_launcher.reset();
    m_session.reset();
    QTest::qWait(600);
    QVERIFY(lock_holder(dir));
    m_session = std::make_unique<Session>();
    m_session->setVisible(true);
    QVERIFY(openAndWait(*m_session, m_place->text()));
    QCOMPARE(m_session->currentId(), id);
    QCOMPARE(stateOf(id), RunState::Running);
    QVERIFY(m_session->run(id)->head.summary.progress.epoch > epoch);
    m_control = std::make_unique<RunControl>(*m_session);
    m_control->stop(id);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(id), RunState::Stopped, 5000);
}

void TestRunControl::tellsWhyAWorkerDidNotStart() {
    qputenv("FAKE_WORKER", "broken");
    QSignalSpy failed(m_launcher.get(), &WorkerLauncher::failed);
    QVERIFY(m_launcher->train(QStringLiteral("animals-quick"), QString(), {}));
    QVERIFY(failed.wait(8000));
    QCOMPARE(failed[0][0].toString(), QStringLiteral("the model folder /nowhere is missing: check model.path"));
    QVERIFY(!m_launcher->starting());
}

void TestRunControl::tellsWhenThereIsNoWorkerProgram() {
    qputenv("TEMPERA_RUN", "/nowhere/tempera-run");
    QCOMPARE(findWorkerProgram(), QString());
    QSignalSpy failed(m_launcher.get(), &WorkerLauncher::failed);
    QVERIFY(!m_launcher->train(QStringLiteral("animals-quick"), QString(), {}));
    QCOMPARE(failed.count(), 1);
    QVERIFY(failed[0][0].toString().contains(QStringLiteral("tempera-run")));
}

/// The window looks five times a second; a run may be shorter.
void TestRunControl::seesARunThatEndsBetweenTwoLooks() {
    qputenv("FAKE_WORKER_EPOCHS", "1");
    QSignalSpy started(m_launcher.get(), &WorkerLauncher::started);
    QSignalSpy failed(m_launcher.get(), &WorkerLauncher::failed);
    QVERIFY(m_launcher->train(QStringLiteral("animals-quick"), QStringLiteral("short"), {}));
    QVERIFY(waitBlindly(1));
    QTRY_COMPARE(started.count(), 1);
    const QString id = started[0][0].toString();
    QCOMPARE(stateOf(id), RunState::Finished);
    qputenv("FAKE_WORKER_EPOCHS", "2");
    QVERIFY(m_launcher->resume(id));
    QVERIFY(waitBlindly(2));
    QTRY_COMPARE(started.count(), 2);
    QCOMPARE(started[1][0].toString(), id);
    QCOMPARE(m_session->run(id)->head.summary.progress.epoch, std::int64_t{2});
    QCOMPARE(failed.count(), 0);
    QVERIFY(m_launcher->train(QStringLiteral("animals-quick"), QStringLiteral("failing"), {}));
    QVERIFY(waitBlindly(1, ReachedState::Failed));
    QTRY_COMPARE(started.count(), 3);
    QTRY_COMPARE(failed.count(), 1);
}

QTEST_GUILESS_MAIN(TestRunControl)
#include "tst_run_control.moc"
