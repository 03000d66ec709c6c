// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <atomic>
#include <set>
#include <thread>

#include "core/store/run_queue.h"
#include "tests/helpers/run_samples.h"

using namespace tempera;

namespace {

QueuedRun wish(const std::string& name, const std::string& sweep = "") {
    QueuedRun run;
    run.name = name;
    run.sweep = sweep;
    run.config = "seed = 7\n";
    return run;
}

QString names(RunQueue& queue) {
    QStringList all;
    for (const QueuedRun& row : queue.rows()) {
        all << QString::fromStdString(row.name);
    }
    return all.join(' ');
}

std::int64_t id_of(RunQueue& queue, const std::string& name) {
    for (const QueuedRun& row : queue.rows()) {
        if (row.name == name) {
            return row.id;
        }
    }
    return 0;
}

std::optional<RunQueue::Claim> first_waiting(const std::vector<QueuedRun>& rows, const QueueRules&) {
    for (const QueuedRun& row : rows) {
        if (row.state == QueuedState::Waiting) {
            return RunQueue::Claim{row.id, row.name + "-id"};
        }
    }
    return std::nullopt;
}

}  // namespace

class TestRunQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatWasAdded() {
        const TemporaryFolder folder;
        RunQueue(folder.path()).add({wish("a", "s"), wish("b", "s")});
        RunQueue queue(folder.path());
        const auto rows = queue.rows();
        QCOMPARE(rows.size(), std::size_t{2});
        QCOMPARE(rows[0].name, std::string("a"));
        QCOMPARE(rows[0].sweep, std::string("s"));
        QCOMPARE(rows[0].config, std::string("seed = 7\n"));
        QCOMPARE(rows[0].state, QueuedState::Waiting);
        QCOMPARE(rows[0].run_id, std::string());
        QVERIFY(rows[0].added > 1e9);
    }

    void orderCanBeChanged() {
        const TemporaryFolder folder;
        RunQueue queue(folder.path());
        queue.add({wish("a"), wish("b"), wish("c"), wish("d")});
        queue.move({id_of(queue, "d")}, id_of(queue, "b"));
        QCOMPARE(names(queue), QStringLiteral("a d b c"));
        queue.move({id_of(queue, "a"), id_of(queue, "b")}, 0);
        QCOMPARE(names(queue), QStringLiteral("d c a b"));
        queue.move({12345, id_of(queue, "b")}, id_of(queue, "d"));  // one that is not there any more
        QCOMPARE(names(queue), QStringLiteral("b d c a"));
        queue.add({wish("e")});
        QCOMPARE(names(queue), QStringLiteral("b d c a e"));
    }

    void whatWaitsCanBeReplaced() {
        const TemporaryFolder folder;
        RunQueue queue(folder.path());
        queue.add({wish("a"), wish("b")});
        const QueuedRun before = queue.rows()[0];
        QVERIFY(queue.replace(before.id, "c", "seed = 8\n"));
        QueuedRun wanted = before;
        wanted.name = "c";
        wanted.config = "seed = 8\n";
        QCOMPARE(queue.rows()[0], wanted);
        QCOMPARE(names(queue), QStringLiteral("c b"));
        // What has a worker, or is gone, is not touched.
        queue.claim(first_waiting);
        QVERIFY(!queue.replace(before.id, "d", ""));
        QVERIFY(!queue.replace(12345, "d", ""));
        QCOMPARE(names(queue), QStringLiteral("c b"));
    }

    void rulesAreKeptAndShared() {
        const TemporaryFolder folder;
        RunQueue one(folder.path());
        RunQueue two(folder.path());
        QCOMPARE(one.rules(), QueueRules());
        const QueueRules rules{true, "x failed", true, 3, 2, 4};
        one.set_rules(rules);
        QCOMPARE(two.rules(), rules);
    }

    void aClaimedRunIsNotGivenOutAgain() {
        const TemporaryFolder folder;
        RunQueue queue(folder.path());
        queue.add({wish("a"), wish("b")});
        const auto a = queue.claim(first_waiting);
        QVERIFY(a);
        QCOMPARE(a->name, std::string("a"));
        QCOMPARE(a->run_id, std::string("a-id"));
        QCOMPARE(queue.claim(first_waiting)->name, std::string("b"));
        QVERIFY(!queue.claim(first_waiting));
        // A chooser that insists gets nothing.
        QVERIFY(!queue.claim([&](const auto&, const auto&) { return RunQueue::Claim{a->id, "again"}; }));
        QCOMPARE(queue.rows()[0].run_id, std::string("a-id"));
    }

    void twoWindowsNeverStartOneTwice() {
        const TemporaryFolder folder;
        constexpr int count = 60;
        {
            RunQueue queue(folder.path());
            std::vector<QueuedRun> wishes;
            for (int i = 0; i < count; ++i) {
                wishes.push_back(wish("r" + std::to_string(i)));
            }
            queue.add(wishes);
        }
        std::vector<std::string> taken[2];
        std::atomic<int> ready = 0;
        const auto window = [&](int which) {
            RunQueue queue(folder.path());
            ++ready;
            while (ready < 2) {
            }
            while (const auto row = queue.claim(first_waiting)) {
                taken[which].push_back(row->name);
            }
        };
        std::thread other(window, 1);
        window(0);
        other.join();
        std::set<std::string> all(taken[0].begin(), taken[0].end());
        all.insert(taken[1].begin(), taken[1].end());
        QCOMPARE(taken[0].size() + taken[1].size(), std::size_t{count});
        QCOMPARE(all.size(), std::size_t{count});
    }

    void aStateIsLeftOnce() {
        const TemporaryFolder folder;
        RunQueue queue(folder.path());
        queue.add({wish("a")});
        const std::int64_t id = queue.claim(first_waiting)->id;
        QVERIFY(queue.advance(id, QueuedState::Starting, QueuedState::Running));
        QVERIFY(!queue.advance(id, QueuedState::Starting, QueuedState::Failed, "late"));
        QCOMPARE(queue.rows()[0].state, QueuedState::Running);
        QVERIFY(queue.advance(id, QueuedState::Running, QueuedState::Failed, "no memory"));
        QCOMPARE(queue.rows()[0].problem, std::string("no memory"));
        QVERIFY(!queue.rules().paused);  // a failure keeps nobody waiting unless that was wanted
    }

    void aFailurePausesTheQueueWhenWanted() {
        const TemporaryFolder folder;
        RunQueue queue(folder.path());
        QueueRules rules;
        rules.pause_on_error = true;
        queue.set_rules(rules);
        queue.add({wish("a"), wish("b")});
        const std::int64_t a = queue.claim(first_waiting)->id;
        const std::int64_t b = queue.claim(first_waiting)->id;
        queue.advance(a, QueuedState::Starting, QueuedState::Ended);
        QVERIFY(!queue.rules().paused);
        queue.advance(b, QueuedState::Starting, QueuedState::Failed, "no memory");
        QVERIFY(queue.rules().paused);
        QCOMPARE(queue.rules().why_paused, std::string("no memory"));
    }

    void whatRunsIsNotRemovedAndWhatFailedIsTriedAgain() {
        const TemporaryFolder folder;
        RunQueue queue(folder.path());
        queue.add({wish("a"), wish("b"), wish("c")});
        const std::int64_t a = queue.claim(first_waiting)->id;
        const std::int64_t b = queue.claim(first_waiting)->id;
        queue.advance(b, QueuedState::Starting, QueuedState::Running);
        queue.remove({a, b, id_of(queue, "c")});
        QCOMPARE(names(queue), QStringLiteral("a b"));
        queue.retry(b);  // runs
        QCOMPARE(queue.rows()[1].state, QueuedState::Running);
        queue.advance(a, QueuedState::Starting, QueuedState::Failed, "no memory");
        queue.retry(a);
        QCOMPARE(names(queue), QStringLiteral("b a"));
        QCOMPARE(queue.rows()[1].state, QueuedState::Waiting);
        QCOMPARE(queue.rows()[1].run_id, std::string());
        QCOMPARE(queue.rows()[1].problem, std::string());
    }
};

QTEST_APPLESS_MAIN(TestRunQueue)
#include "tst_run_queue.moc"
