// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/helpers/run_samples.h"

using namespace tempera;
namespace fs = std::filesystem;

// A reader follows a live writer with cursors.
class TestRunTail : public QObject {
    Q_OBJECT

    static std::uintmax_t log_size(const fs::path& run_dir) {
        std::error_code failure;
        const auto size = fs::file_size(run_dir / "run.db-wal", failure);
        return failure ? 0 : size;
    }

private Q_SLOTS:
    void dataVersionTellsOfCommitsOnly() {
        const TemporaryFolder folder;
        RunWriter writer = RunWriter::create(folder / "run", sample_run_info(), "");
        RunReader reader(folder / "run");
        const std::int64_t before = reader.data_version();
        QCOMPARE(reader.data_version(), before);
        writer.metric("a", {}, 1);
        QCOMPARE(reader.data_version(), before);
        writer.flush();
        QVERIFY(reader.data_version() != before);
    }

    // Without statements that end, the log of this much writing would grow beyond 60 MB.
    void everyRowArrivesOnceAndTheLogStaysSmall() {
        constexpr int flushes = 300;
        constexpr int rows_per_flush = 1000;
        const TemporaryFolder folder;
        const fs::path run_dir = folder / "run";
        RunWriter writer = RunWriter::create(run_dir, sample_run_info(), "");
        std::atomic<bool> done = false;
        std::atomic<int> polls = 0;
        std::vector<MetricRow> seen;
        std::thread window([&] {
            RunReader reader(run_dir);
            std::int64_t cursor = 0;
            for (bool last = false; !last;) {
                last = done;
                for (;;) {
                    const auto rows = reader.metrics_since(cursor, 700);
                    seen.insert(seen.end(), rows.begin(), rows.end());
                    if (rows.empty()) {
                        break;
                    }
                    cursor = rows.back().id;
                }
                ++polls;
            }
        });
        std::uintmax_t largest_log = 0;
        for (int flush = 0; flush < flushes; ++flush) {
            for (int row = 0; row < rows_per_flush; ++row) {
                writer.metric("policy/loss", {flush, row, 0}, flush * rows_per_flush + row);
            }
            writer.flush();
            largest_log = std::max(largest_log, log_size(run_dir));
        }
        done = true;
        window.join();
        QVERIFY2(largest_log < 32U << 20, qPrintable(QString::number(largest_log)));
        QVERIFY(polls > 5);
        QCOMPARE(seen.size(), std::size_t{flushes * rows_per_flush});
        for (std::size_t i = 0; i < seen.size(); ++i) {
            if (seen[i].value != static_cast<double>(i)) {
                QFAIL("rows are missing, double or out of order");
            }
        }
        writer.end_epoch();
        QCOMPARE(log_size(run_dir), std::uintmax_t{0});
    }

    void mailboxAndWriterDoNotBlockEachOther() {
        const TemporaryFolder folder;
        const fs::path run_dir = folder / "run";
        RunWriter writer = RunWriter::create(run_dir, sample_run_info(), "");
        constexpr int letters = 40;
        std::thread window([&] {
            for (int i = 0; i < letters; ++i) {
                post_command(run_dir, Command::SampleNow);
            }
        });
        int taken = 0;
        QElapsedTimer waited;
        waited.start();
        while (taken < letters && waited.elapsed() < 30000) {
            writer.metric("a", {}, 1);
            writer.flush();
            taken += writer.take_command().has_value() ? 1 : 0;
            std::this_thread::sleep_for(std::chrono::milliseconds(1));  // SQLite's lock is not a fair one
        }
        window.join();
        QCOMPARE(taken, letters);
    }
};

QTEST_APPLESS_MAIN(TestRunTail)
#include "tst_run_tail.moc"
