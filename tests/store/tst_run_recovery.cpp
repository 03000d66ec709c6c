// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/store/checkpoint_folders.h"
#include "core/store/run_lock.h"
#include "core/store/run_reader.h"
#include "core/store/run_recovery.h"
#include "core/store/run_writer.h"
#include "core/store/workspace.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/run_samples.h"

using namespace tempera;
namespace fs = std::filesystem;

/// A run whose worker vanished in its sixth epoch, an hour ago.
class TestRunRecovery : public QObject {
    Q_OBJECT

    static constexpr double anHour = 3600;

    static fs::path lost(const TemporaryFolder& folder) {
        const fs::path dir = folder / "runs/lost-000001";
        fs::create_directories(dir.parent_path());
        RunWriter writer = RunWriter::create(dir, sample_run_info("lost"), "");
        writer.begin_attempt(0);
        Progress progress;
        progress.epoch = 5;
        progress.num_epochs = 40;
        progress.wall = unix_seconds() + anHour;
        writer.progress(progress);
        writer.flush();
        return dir;
    }

private Q_SLOTS:
    void tellsWhatIsLeft() {
        const TemporaryFolder folder;
        const fs::path dir = lost(folder);
        QVERIFY(!examine_lost_run(dir).last_checkpoint);
        QCOMPARE(examine_lost_run(dir).last_log_line, std::string());
        fs::create_directories(checkpoint_dir(dir, 3));
        fs::create_directories(checkpoint_dir(dir, 4));
        write_file_atomically(dir / "log.txt", "first\nepoch 4: 10%\repoch 4: 90%\r\n\n  \n");
        const LostRun left = examine_lost_run(dir);
        QCOMPARE(left.epoch, 5);
        QCOMPARE(left.last_checkpoint, std::optional<std::int64_t>(4));
        QCOMPARE(left.last_log_line, std::string("epoch 4: 90%"));
        QCOMPARE(last_log_lines(dir, 5), std::string("first\nepoch 4: 90%"));
        write_file_atomically(dir / "log.txt", std::string(40000, 'x') + "\nthe end\n");
        QCOMPARE(last_log_lines(dir, 1), std::string("the end"));
    }

    void marksAsEndedAtTheLastSignOfLife() {
        const TemporaryFolder folder;
        const fs::path dir = lost(folder);
        QCOMPARE(run_state(dir, RunReader(dir).summary()), RunState::Interrupted);
        const double lastSign = RunReader(dir).summary().progress.wall;
        mark_ended(dir);
        const RunSummary summary = RunReader(dir).summary();
        QCOMPARE(run_state(dir, summary), RunState::Stopped);
        QCOMPARE(summary.attempts.size(), 1U);
        QCOMPARE(summary.attempts[0].ended, lastSign);
        QCOMPARE(summary.attempts[0].reason, std::string("the worker vanished"));
        QCOMPARE(RunReader(dir).events_since(0).size(), 1U);
        QVERIFY(!lock_holder(dir));
        // Nothing is left to mark, and what was written stays.
        QVERIFY(error_text([&] { mark_ended(dir); }).contains("has not lost its worker"));
        QCOMPARE(RunReader(dir).summary().attempts[0].ended, lastSign);
    }

    void refusesWhileAWorkerLives() {
        const TemporaryFolder folder;
        const fs::path dir = lost(folder);
        const RunLock worker(dir);
        QVERIFY(error_text([&] { mark_ended(dir); }).contains("works on this run"));
        QCOMPARE(RunReader(dir).summary().reached, ReachedState::Running);
        QCOMPARE(RunReader(dir).summary().attempts[0].ended, 0.0);
    }

    void leavesAFinishedRunAlone() {
        const TemporaryFolder folder;
        const fs::path dir = lost(folder);
        RunWriter(dir).end_attempt(ReachedState::Finished, "finished");
        QVERIFY(!error_text([&] { mark_ended(dir); }).isEmpty());
        QCOMPARE(RunReader(dir).summary().attempts[0].reason, std::string("finished"));
    }

    void aMarkedRunCanBeResumed() {
        const TemporaryFolder folder;
        const fs::path dir = lost(folder);
        mark_ended(dir);
        const RunLock lock(dir);
        RunWriter writer(dir);
        writer.begin_attempt(4);
        const RunSummary summary = RunReader(dir).summary();
        QCOMPARE(run_state(dir, summary), RunState::Running);
        QCOMPARE(summary.attempts.size(), 2U);
        QCOMPARE(summary.attempts[1].ended, 0.0);
    }
};

QTEST_GUILESS_MAIN(TestRunRecovery)
#include "tst_run_recovery.moc"
