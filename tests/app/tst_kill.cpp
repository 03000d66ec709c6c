// SPDX-License-Identifier: GPL-3.0-or-later
// A worker that is killed at random moments and resumed writes what an undisturbed one writes.
#include <algorithm>
#include <csignal>
#include <cstdint>
#include <fstream>

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

#include "core/training/checkpoint.h"
#include "tests/app/tiny_world.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

std::string bytesOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

class TestKill : public QObject {
    Q_OBJECT

private:
    void compareWithReference(const fs::path& reference, const fs::path& other) {
        const std::vector<std::string> expected = recordOf(reference);
        const std::vector<std::string> actual = recordOf(other);
        QVERIFY(expected.size() > 100);
        for (std::size_t i = 0; i < std::min(expected.size(), actual.size()); ++i) {
            QCOMPARE(actual[i], expected[i]);
        }
        QCOMPARE(actual.size(), expected.size());
        const fs::path last = fs::path("checkpoints") / "epoch-0006" / "state.safetensors";
        QVERIFY(fs::exists(reference / last));
        QVERIFY(bytesOf(other / last) == bytesOf(reference / last));
    }

    TinyWorld m_world;

private Q_SLOTS:
    void killedAtRandomMoments_data() {
        QTest::addColumn<QStringList>("settings");
        QTest::addColumn<int>("kills");
        QTest::newRow("ddpo") << QStringList{"--set", "method=ddpo"} << 2;
        QTest::newRow("tdpo") << QStringList{"--set", "method=tdpo"} << 2;
        QTest::newRow("tdpo-r") << QStringList{} << 6;
        QTest::newRow("align-prop") << QStringList{"--set", "method=align-prop", "--set",
                                                   "train.gradient_accumulation_steps=2"}
                                    << 2;
        QTest::newRow("seppo")
            << QStringList{"--set", "method=seppo",
                           "--set", QString::fromStdString("seppo.winners=" + m_world.winners().string()),
                           "--set", "train.num_inner_epochs=2",
                           "--set", "seppo.pool_every=3"}
            << 2;
    }

    void killedAtRandomMoments() {
        QFETCH(QStringList, settings);
        QFETCH(int, kills);
        const QString tag = QTest::currentDataTag();
        QElapsedTimer timer;
        timer.start();
        const fs::path reference = m_world.train("reference-" + tag, settings);
        QVERIFY(!reference.empty());
        const int whole = static_cast<int>(timer.elapsed());

        const QString name = "killed-" + tag;
        for (int i = 0; i < kills; ++i) {
            QProcess worker;
            const fs::path run_dir = m_world.runDir(name);
            m_world.start(worker, run_dir.empty() || !fs::exists(run_dir / "run.db")
                                      ? m_world.trainArguments(name, settings)
                                      : QStringList{"resume", name, "--json"});
            // Two kills fall anywhere, loading included; the others once epochs are under way.
            const bool anywhere = i % 3 == 2;
            if (!anywhere) {
                QVERIFY2(waitForLine(worker, "\"started\""), worker.readAllStandardError().constData());
            }
            const int delay =
                static_cast<int>(QRandomGenerator::global()->bounded(anywhere ? whole : whole / std::max(kills, 4)));
            qInfo("kill %d after %d ms %s", i + 1, delay, anywhere ? "of the process" : "of the run");
            worker.waitForFinished(delay);
            if (worker.state() == QProcess::NotRunning) {
                break;  // a fast machine got to the end
            }
            ::kill(static_cast<pid_t>(worker.processId()), SIGKILL);
            worker.waitForFinished();
            const fs::path left = m_world.runDir(name);
            if (fs::exists(left / "run.db") && m_world.state(name) == "finished") {
                break;  // it had only its process left to end
            }
            if (!left.empty()) {
                QVERIFY(list_checkpoints(left).size() <= 3);
            }
        }
        if (m_world.runDir(name).empty()) {
            m_world.train(name, settings);
        } else if (m_world.state(name) != "finished") {
            // Queued: killed before its first attempt began.
            QVERIFY(QStringList({"interrupted", "queued"}).contains(m_world.state(name)));
            const TinyWorld::Result resumed = m_world.run({"resume", name});
            QVERIFY2(resumed.code == 0, resumed.err.constData());
        }
        QCOMPARE(m_world.state(name), QString("finished"));
        compareWithReference(reference, m_world.runDir(name));
        const TinyWorld::Result verified = m_world.run({"verify", name});
        QVERIFY2(verified.code == 0, verified.err.constData());
    }

    void stoppedBetweenRareCheckpoints() {
        // Checkpoints every 4 epochs: a clean stop in between must not lose the epochs before it.
        const QStringList settings{"--set", "method=ddpo", "--set", "checkpoint.every=4", "--set", "eval.every=4"};
        const fs::path reference = m_world.train("reference-rare", settings);
        QVERIFY(!reference.empty());
        QProcess worker;
        m_world.start(worker, m_world.trainArguments("rare", settings));
        QVERIFY(waitForLine(worker, "\"epoch\":1,"));
        worker.terminate();
        QVERIFY(worker.waitForFinished(5000));
        if (m_world.state("rare") == "stopped") {
            const std::vector<std::int64_t> epochs = list_checkpoints(m_world.runDir("rare"));
            QVERIFY(!epochs.empty() && epochs.back() >= 2);
            QCOMPARE(m_world.run({"resume", "rare"}).code, 0);
        }
        compareWithReference(reference, m_world.runDir("rare"));
    }

    void aKilledRunIsMarkedAsEnded() {
        const QStringList settings{"--set", "method=ddpo"};
        const fs::path reference = m_world.train("reference-marked", settings);
        QVERIFY(!reference.empty());
        QProcess worker;
        m_world.start(worker, m_world.trainArguments("marked", settings));
        QVERIFY(waitForLine(worker, "\"epoch\":1,"));
        // Held still: a fast machine would end the run before the other program has started.
        ::kill(static_cast<pid_t>(worker.processId()), SIGSTOP);
        const TinyWorld::Result alive = m_world.run({"mark-ended", "marked"});
        QCOMPARE(alive.code, 1);
        QVERIFY2(alive.err.contains("works on this run"), alive.err.constData());
        ::kill(static_cast<pid_t>(worker.processId()), SIGKILL);
        worker.waitForFinished();
        QCOMPARE(m_world.state("marked"), QString("interrupted"));
        // A name that is wrong leaves the others as they are.
        QCOMPARE(m_world.run({"mark-ended", "marked", "nobody"}).code, 1);
        QCOMPARE(m_world.state("marked"), QString("interrupted"));
        QCOMPARE(m_world.run({"mark-ended", "marked"}).code, 0);
        QCOMPARE(m_world.state("marked"), QString("stopped"));
        QCOMPARE(m_world.run({"mark-ended", "marked"}).code, 1);
        QCOMPARE(m_world.run({"verify", "marked"}).code, 0);
        QCOMPARE(m_world.run({"resume", "marked"}).code, 0);
        compareWithReference(reference, m_world.runDir("marked"));
    }

    void goesBackToAnEarlierEpoch() {
        const QStringList settings{"--set", "checkpoint.keep=0"};
        const fs::path reference = m_world.train("back", settings);
        QVERIFY(!reference.empty());
        const std::vector<std::string> expected = recordOf(reference);
        const TinyWorld::Result refused = m_world.run({"resume", "back"});
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.contains("finished") && refused.err.contains("--from"), refused.err.constData());
        QCOMPARE(m_world.run({"resume", "back", "--from", "99"}).code, 1);
        const TinyWorld::Result again = m_world.run({"resume", "back", "--from", "3"});
        QVERIFY2(again.code == 0, again.err.constData());
        QCOMPARE(recordOf(reference), expected);
    }
};

QTEST_GUILESS_MAIN(TestKill)
#include "tst_kill.moc"
