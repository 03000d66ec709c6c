// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <filesystem>
#include <optional>
#include <thread>

#include <QTemporaryDir>
#include <QTest>

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
        Control control(*m_writer, {}, [&told](bool paused) { told.push_back(paused); });
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
