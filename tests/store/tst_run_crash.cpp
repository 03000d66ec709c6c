// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "core/store/run_lock.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/store/workspace.h"
#include "tests/helpers/run_samples.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

constexpr int metrics_per_flush = 50;

/// Writes until it is killed; every flush is one epoch: 50 metrics, 2 pictures, 2 scores.
[[noreturn]] void write_for_ever(const fs::path& run_dir, std::int64_t epoch) {
    const RunLock lock(run_dir);
    RunWriter writer(run_dir);
    writer.begin_attempt(epoch);
    for (;; ++epoch) {
        for (int i = 0; i < metrics_per_flush; ++i) {
            writer.metric("policy/loss", {epoch, i, 0}, i);
        }
        for (std::int64_t i = 0; i < 2; ++i) {
            const std::string image = "images/" + std::to_string(epoch) + "-" + std::to_string(i) + ".png";
            const SampleRow row{0, epoch, SampleKind::Train, "a cat", 1, i, image, 1, 1};
            writer.score(writer.sample(row, std::string(3000, 'x'), std::string(2000, 'y')), "gold", 0.5);
        }
        if (epoch % 10 == 9) {
            writer.end_epoch();
        } else {
            writer.flush();
        }
    }
}

}  // namespace

class TestRunCrash : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void killedWriterLeavesWholeFlushesOnly() {
        const TemporaryFolder folder;
        const fs::path run_dir = folder / "run";
        RunWriter::create(run_dir, sample_run_info(), "");
        std::mt19937 random(7);
        std::int64_t next_epoch = 0;
        // At least 12 kills; more where the machine is so busy that they come before the first rows.
        for (int kill = 0; kill < 12 || (next_epoch < 6 && kill < 100); ++kill) {
            const pid_t child = ::fork();
            QVERIFY(child >= 0);
            if (child == 0) {
                try {
                    write_for_ever(run_dir, next_epoch);
                } catch (...) {
                    ::_exit(1);
                }
            }
            QTest::qSleep(std::uniform_int_distribution(20, 120)(random));
            ::kill(child, SIGKILL);
            int status = 0;
            ::waitpid(child, &status, 0);
            QVERIFY2(WIFSIGNALED(status), "the writer ended by itself");
            QVERIFY(!lock_holder(run_dir));

            RunReader reader(run_dir);
            const auto problems = reader.integrity_problems();
            QVERIFY2(problems.empty(), problems.empty() ? "" : problems[0].c_str());
            std::map<std::int64_t, int> metrics;
            for (const MetricRow& row : reader.metrics_since(0)) {
                ++metrics[row.at.epoch];
            }
            for (const auto& [epoch, count] : metrics) {
                QCOMPARE(count, metrics_per_flush);
                const auto samples = reader.samples(epoch, SampleKind::Train);
                QCOMPARE(samples.size(), std::size_t{2});
                QCOMPARE(reader.scores(epoch, SampleKind::Train).size(), std::size_t{2});
                QCOMPARE(fs::file_size(run_dir / samples[1].image), std::uintmax_t{3000});
            }
            const std::int64_t written = static_cast<std::int64_t>(metrics.size());
            QVERIFY(metrics.empty() || metrics.rbegin()->first == written - 1);  // no hole
            if (!reader.summary().attempts.empty()) {
                QCOMPARE(run_state(run_dir, reader.summary()), RunState::Interrupted);
            }
            // As a resume from a checkpoint a little earlier would.
            next_epoch = std::max<std::int64_t>(0, written - 3);
        }
        QVERIFY(next_epoch >= 6);
    }

    void killedCreationLeavesNoRun() {
        const TemporaryFolder folder;
        const Workspace workspace(folder / "workspace");
        std::mt19937 random(11);
        for (int kill = 0; kill < 10; ++kill) {
            const fs::path run_dir = workspace.new_run_dir("x");
            const pid_t child = ::fork();
            QVERIFY(child >= 0);
            if (child == 0) {
                try {
                    RunWriter::create(run_dir, sample_run_info(), "seed = 1\n");
                } catch (...) {
                }
                ::pause();
            }
            QTest::qSleep(std::uniform_int_distribution(0, 60)(random));
            ::kill(child, SIGKILL);
            ::waitpid(child, nullptr, 0);
        }
        for (const fs::path& run_dir : workspace.run_dirs()) {
            RunReader reader(run_dir);
            QCOMPARE(reader.summary().info.name, std::string("first"));
            QCOMPARE(reader.config_toml(), std::string("seed = 1\n"));
        }
    }
};

QTEST_APPLESS_MAIN(TestRunCrash)
#include "tst_run_crash.moc"
