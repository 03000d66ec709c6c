// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>

#include "core/base/files.h"
#include "core/store/run_lock.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/store/summary_cache.h"
#include "core/store/trash.h"
#include "core/store/workspace.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/run_samples.h"

using namespace tempera;
namespace fs = std::filesystem;

class TestSummaryCache : public QObject {
    Q_OBJECT

    static fs::path makeRun(const TemporaryFolder& folder, const char* id = "one") {
        const fs::path dir = folder.path() / "runs" / id;
        fs::create_directories(dir.parent_path());
        RunWriter writer = RunWriter::create(dir, sample_run_info("first \xf0\x9f\x90\x88"), "");
        writer.begin_attempt(0, {"tempera-run", "train", "animals-tdpo"});
        writer.metric("eval/gold_mean", {0, 0, 0}, 0.5);
        writer.metric("eval/gold_mean", {2, 40, 0}, 0.25);
        writer.metric("eval/gold_mean", {1, 20, 0}, 0.75);  // a judge that was asked afterwards
        writer.metric("policy/loss", {0, 0, 0}, std::nan(""));
        writer.metric("policy/loss", {1, 0, 0}, -1);
        writer.metric("critic/loss", {0, 0, 0}, std::nan(""));
        writer.end_attempt(ReachedState::Failed, "the disk is full");
        return dir;
    }

    static void age(const fs::path& dir) {
        fs::last_write_time(dir / "run.db", fs::file_time_type::clock::now() - std::chrono::hours(1));
    }

private Q_SLOTS:
    void statsOfMetrics() {
        const TemporaryFolder folder;
        const auto stats = RunReader(makeRun(folder)).metric_stats();
        QCOMPARE(stats.size(), 2U);  // a metric without any number has none
        QCOMPARE(stats[0].key, std::string("eval/gold_mean"));
        QCOMPARE(stats[0].last, 0.25);  // of the last epoch, not the last written
        QCOMPARE(stats[0].min, 0.25);
        QCOMPARE(stats[0].max, 0.75);
        QCOMPARE(stats[1].last, -1.0);
    }

    void hiddenRowsDoNotCount() {
        const TemporaryFolder folder;
        const fs::path dir = makeRun(folder);
        RunWriter(dir).begin_attempt(1);
        const auto stats = RunReader(dir).metric_stats();
        QCOMPARE(stats.size(), 1U);
        QCOMPARE(stats[0].max, 0.5);
    }

    void keepsWhatItWasGiven() {
        const TemporaryFolder folder;
        const fs::path dir = makeRun(folder);
        age(dir);
        const RunSummary summary = RunReader(dir).summary();
        const RunDigest digest = read_digest(dir);
        QVERIFY(digest.disk_bytes >= fs::file_size(dir / "run.db"));
        SummaryCache(folder.path()).save({{"one", {run_stamp(dir), summary}}});
        SummaryCache(folder.path()).save({{"one", {run_stamp(dir), digest}}, {"not yet settled", {"", digest}}});
        SummaryCache cache(folder.path());
        const auto summaries = cache.summaries();
        QCOMPARE(summaries.size(), 1U);
        const auto& [stamp, known] = summaries.at("one");
        QCOMPARE(stamp, run_stamp(dir));
        QCOMPARE(known.info.name, summary.info.name);
        QCOMPARE(known.info.seed, summary.info.seed);  // more than a double holds
        QCOMPARE(known.info.created, summary.info.created);
        QCOMPARE(known.reached, ReachedState::Failed);
        QCOMPARE(known.attempts.size(), 1U);
        QCOMPARE(known.attempts[0].reason, std::string("the disk is full"));
        QCOMPARE(known.attempts[0].command, summary.attempts[0].command);
        QCOMPARE(known.attempts[0].command.size(), 3U);
        const auto digests = cache.digests();
        QCOMPARE(digests.size(), 1U);
        QCOMPARE(digests.at("one").content.disk_bytes, digest.disk_bytes);
        QCOMPARE(digests.at("one").content.metrics.at(0).max, 0.75);
    }

    void stampsFollowTheDatabase() {
        const TemporaryFolder folder;
        const fs::path dir = makeRun(folder);
        QCOMPARE(run_stamp(dir), std::string());  // written just now: it may change without a trace
        age(dir);
        const std::string before = run_stamp(dir);
        QVERIFY(!before.empty());
        RunReader(dir).summary();  // reading changes nothing
        QCOMPARE(run_stamp(dir), before);
        {
            const RunLock worker(dir);
            QCOMPARE(run_stamp(dir), std::string());
        }
        RunWriter(dir).set_state(ReachedState::Stopped);
        age(dir);
        QVERIFY(run_stamp(dir) != before);
    }

    void aDamagedCacheIsMadeAfresh() {
        const TemporaryFolder folder;
        write_file_atomically(folder / "cache.db", std::string(8192, 'x'));
        QVERIFY(SummaryCache(folder.path()).summaries().empty());
        SummaryCache(folder.path()).save({{"one", {"stamp", RunSummary{}}}});
        QCOMPARE(SummaryCache(folder.path()).summaries().size(), 1U);
    }

    void trashListsAndDeletes() {
        const TemporaryFolder folder;
        const Workspace workspace(folder.path());
        workspace.trash_run(makeRun(folder));
        workspace.trash_run(makeRun(folder, "two"));
        auto trashed = trashed_runs(folder.path());
        QCOMPARE(trashed.size(), 2U);
        QCOMPARE(trashed[0].id, std::string("two"));  // the newest
        QVERIFY(trashed[0].bytes > 0);
        QVERIFY(QString::fromStdString(trashed[0].name).startsWith("first"));
        delete_trashed(folder.path(), "two");
        QCOMPARE(trashed_runs(folder.path()).size(), 1U);
        QVERIFY(!error_text([&] { delete_trashed(folder.path(), "two"); }).isEmpty());
        for (const char* wrong : {"", "..", ".", "../runs", "one/images"}) {
            QVERIFY(!error_text([&] { delete_trashed(folder.path(), wrong); }).isEmpty());
        }
        QVERIFY(fs::exists(folder / "runs"));
        QVERIFY(fs::exists(folder / "trash/one"));
    }
};

QTEST_GUILESS_MAIN(TestSummaryCache)
#include "tst_summary_cache.moc"
