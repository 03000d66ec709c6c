// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <cmath>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/clock.h"
#include "core/store/run_reader.h"
#include "core/training/control.h"

using namespace tempera;

class TestControl : public QObject {
    Q_OBJECT

private:
    std::filesystem::path runDir() const { return std::filesystem::path(m_dir->path().toStdString()) / "run"; }

    /// The mailbox is looked at every 100 ms.
    static void waitForMailbox() { std::this_thread::sleep_for(std::chrono::milliseconds(120)); }

    std::optional<QTemporaryDir> m_dir;
    std::optional<RunWriter> m_writer;
    bool m_interrupted = false;

private Q_SLOTS:
    void init() {
        m_dir.emplace();
        m_interrupted = false;
        m_writer.emplace(RunWriter::create(runDir(), RunInfo{}, "seed = 1\n"));
        m_writer->begin_attempt(0);
        m_writer->flush();
    }

    void cleanup() {
        m_writer.reset();
        m_dir.reset();
    }

    void nobodyAsks() {
        Control control(*m_writer, {}, {});
        QVERIFY(!control.stop_asked());
        QVERIFY(control.reason().empty());
    }

    void signalStopsAtOnce() {
        Control control(*m_writer, [this] { return m_interrupted; }, {});
        QVERIFY(!control.stop_asked());
        m_interrupted = true;
        QVERIFY(control.stop_asked());
        QCOMPARE(control.reason(), std::string("interrupted by a signal"));
        m_interrupted = false;
        QVERIFY(control.stop_asked());  // once asked, asked for good
    }

    void letterStops() {
        Control control(*m_writer, {}, {});
        QVERIFY(!control.stop_asked());
        post_command(runDir(), Command::Stop);
        waitForMailbox();
        QVERIFY(control.stop_asked());
        QCOMPARE(control.reason(), std::string("stop asked"));
    }

    void pauseBlocksUntilContinue() {
        std::vector<bool> told;
        Control control(*m_writer, {}, [&told](bool paused, const std::string& problem) {
            QVERIFY(problem.empty());
            told.push_back(paused);
        });
        post_command(runDir(), Command::Pause);
        std::thread other([this] {
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            post_command(runDir(), Command::Continue);
        });
        QVERIFY(!control.stop_asked());
        other.join();
        QCOMPARE(told, (std::vector<bool>{true, false}));
        QVERIFY2(control.paused_seconds() > 0.2 && control.paused_seconds() < 2,
                 qPrintable(QString::number(control.paused_seconds())));
    }

    void stopEndsAPause() {
        Control control(*m_writer, {}, {});
        post_command(runDir(), Command::Pause);
        post_command(runDir(), Command::Stop);
        QVERIFY(control.stop_asked());
    }

    void helpIsWaitedForWithGrowingPauses() {
        std::vector<std::pair<bool, std::string>> told;
        Control control(*m_writer, {},
                        [&told](bool paused, const std::string& problem) { told.emplace_back(paused, problem); },
                        {0.1, 0.3});
        const double begin = steady_seconds();
        std::vector<double> pauses;
        for (const char* problem : {"gone", "gone", "nonsense", "nonsense"}) {
            const double start = steady_seconds();
            QVERIFY(control.wait_for_help(problem));
            pauses.push_back(steady_seconds() - start);
        }
        const double whole = steady_seconds() - begin;
        QVERIFY(control.wait_for_help(""));
        QCOMPARE(told,
                 (std::vector<std::pair<bool, std::string>>{{true, "gone"}, {true, "nonsense"}, {false, "nonsense"}}));
        const std::vector<double> expected = {0.1, 0.2, 0.3, 0.3};
        for (std::size_t i = 0; i < expected.size(); ++i) {
            QVERIFY2(pauses[i] >= expected[i] && pauses[i] < expected[i] + 0.15,
                     qPrintable(QString::number(pauses[i])));
        }
        QVERIFY(std::abs(control.paused_seconds() - whole) < 0.05);
        // The next trouble begins anew.
        const double start = steady_seconds();
        QVERIFY(control.wait_for_help("gone"));
        QVERIFY(steady_seconds() - start < 0.25);
    }

    void letterEndsAWaitForHelp() {
        Control control(*m_writer, {}, {}, {60, 60});
        post_command(runDir(), Command::Continue);  // not about the trouble to come
        waitForMailbox();
        QVERIFY(!control.stop_asked());
        const double start = steady_seconds();
        std::thread other([this] {
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            post_command(runDir(), Command::Continue);
        });
        QVERIFY(control.wait_for_help("gone"));
        other.join();
        const double waited = steady_seconds() - start;
        QVERIFY2(waited > 0.25 && waited < 2, qPrintable(QString::number(waited)));
    }

    void pauseOutlastsAWaitForHelp() {
        std::vector<bool> told;
        Control control(*m_writer, {}, [&told](bool paused, const std::string&) { told.push_back(paused); },
                        {0.1, 0.1});
        QVERIFY(control.wait_for_help("gone"));
        post_command(runDir(), Command::Pause);
        waitForMailbox();
        QVERIFY(!control.stop_asked());  // of an attempt that goes on: it does not hold it up
        std::thread other([this] {
            std::this_thread::sleep_for(std::chrono::milliseconds(400));
            post_command(runDir(), Command::Continue);
        });
        const double start = steady_seconds();
        QVERIFY(control.wait_for_help("gone"));
        QVERIFY(steady_seconds() - start > 0.35);
        other.join();
        QCOMPARE(told, std::vector<bool>{true});
    }

    void stopEndsAWaitForHelp() {
        Control letter(*m_writer, {}, {}, {60, 60});
        post_command(runDir(), Command::Stop);
        QVERIFY(!letter.wait_for_help("gone"));
        QVERIFY(letter.stop_asked());
        QCOMPARE(letter.reason(), std::string("stop asked"));
        Control signal(*m_writer, [this] { return m_interrupted; }, {}, {60, 60});
        m_interrupted = true;
        QVERIFY(!signal.wait_for_help("gone"));
        QCOMPARE(signal.reason(), std::string("interrupted by a signal"));
    }

    void wishesAreTakenOnce() {
        Control control(*m_writer, {}, {});
        post_command(runDir(), Command::Checkpoint);
        post_command(runDir(), Command::SampleNow);
        QVERIFY(!control.stop_asked());
        QVERIFY(control.take_checkpoint_request());
        QVERIFY(!control.take_checkpoint_request());
        QVERIFY(control.take_sample_request());
        QVERIFY(!control.take_sample_request());
    }
};

QTEST_APPLESS_MAIN(TestControl)
#include "tst_control.moc"
