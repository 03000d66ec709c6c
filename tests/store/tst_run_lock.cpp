// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "core/base/files.h"
#include "core/store/run_lock.h"
#include "core/store/workspace.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/run_samples.h"

using namespace tempera;

class TestRunLock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void heldAndFree() {
        const TemporaryFolder folder;
        QVERIFY(!lock_holder(folder.path()));
        {
            const RunLock lock(folder.path());
            QCOMPARE(lock_holder(folder.path()).value_or(0), ::getpid());
            QCOMPARE(lock_holder(folder.path()).value_or(0), ::getpid());  // looking does not let go
            const QString text = error_text([&] { RunLock(folder.path()); });
            QVERIFY2(text.contains("another process (" + QString::number(::getpid()) + ") works on this run"),
                     qPrintable(text));
            QCOMPARE(lock_holder(folder.path()).value_or(0), ::getpid());
        }
        QVERIFY(!lock_holder(folder.path()));
        const RunLock again(folder.path());
    }

    void movesWithItsObject() {
        const TemporaryFolder folder;
        std::optional<RunLock> outer;
        {
            RunLock inner(folder.path());
            outer.emplace(std::move(inner));
        }
        QVERIFY(lock_holder(folder.path()));
        outer.reset();
        QVERIFY(!lock_holder(folder.path()));
    }

    void killedHolderLeavesItFree() {
        const TemporaryFolder folder;
        int ready[2];
        QVERIFY(::pipe(ready) == 0);
        const pid_t child = ::fork();
        if (child == 0) {
            const RunLock lock(folder.path());
            if (::write(ready[1], "x", 1) == 1) {
                ::pause();
            }
            ::_exit(1);
        }
        char byte = 0;
        QVERIFY(::read(ready[0], &byte, 1) == 1);
        QCOMPARE(lock_holder(folder.path()).value_or(0), child);
        const QString text = error_text([&] { RunLock(folder.path()); });
        QVERIFY2(text.contains("(" + QString::number(child) + ")"), qPrintable(text));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        QVERIFY(!lock_holder(folder.path()));  // though its pid is still in the file
        const RunLock lock(folder.path());
        QCOMPARE(lock_holder(folder.path()).value_or(0), ::getpid());
        QCOMPARE(read_file(folder / "lock"), std::to_string(::getpid()) + "\n");
    }

    void holdsThoughItsFileIsDeleted() {
        const TemporaryFolder folder;
        const RunLock lock(folder.path());
        QVERIFY(std::filesystem::remove(folder / "lock"));
        const QString text = error_text([&] { RunLock(folder.path()); });
        QVERIFY2(text.contains("another process works on this run"), qPrintable(text));
    }

    void stateForPeople() {
        const TemporaryFolder folder;
        RunSummary summary;
        summary.attempts.emplace_back();
        const auto state = [&](ReachedState reached) {
            summary.reached = reached;
            return run_state(folder.path(), summary);
        };
        QCOMPARE(state(ReachedState::Created), RunState::Queued);
        QCOMPARE(state(ReachedState::Running), RunState::Interrupted);
        QCOMPARE(state(ReachedState::Paused), RunState::Interrupted);
        QCOMPARE(state(ReachedState::Finished), RunState::Finished);
        QCOMPARE(state(ReachedState::Stopped), RunState::Stopped);
        QCOMPARE(state(ReachedState::Failed), RunState::Failed);
        summary.attempts.back().ended = 1;  // by a worker that said why
        QCOMPARE(state(ReachedState::Paused), RunState::Paused);
        QCOMPARE(state(ReachedState::Running), RunState::Interrupted);
        const RunLock lock(folder.path());
        QCOMPARE(state(ReachedState::Paused), RunState::Running);  // it is being resumed
        summary.attempts.back().ended = 0;
        QCOMPARE(state(ReachedState::Created), RunState::Running);
        QCOMPARE(state(ReachedState::Running), RunState::Running);
        QCOMPARE(state(ReachedState::Paused), RunState::Paused);
        QCOMPARE(state(ReachedState::Stopped), RunState::Running);  // it is being resumed
    }

    void missingFolderIsNamed() {
        const QString text = error_text([] { RunLock("/absent"); });
        QVERIFY2(text.startsWith("/absent/lock: cannot be opened (No such file"), qPrintable(text));
    }
};

QTEST_APPLESS_MAIN(TestRunLock)
#include "tst_run_lock.moc"
