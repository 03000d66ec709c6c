// SPDX-License-Identifier: GPL-3.0-or-later
// Two processes that share a run write what one alone writes.
#include <cmath>
#include <csignal>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QTest>

#include "core/store/run_reader.h"
#include "core/training/checkpoint.h"
#include "tests/app/tiny_world.h"
#include "tests/helpers/sanitized.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

/// A port that nobody listens at.
int freePort() {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool bound = ::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                       ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    ::close(socket);
    return bound ? ntohs(address.sin_port) : 0;
}

using Environment = QMap<QString, QString>;

Environment torchrun(int rank, int count, int port) {
    return {{"RANK", QString::number(rank)},
            {"WORLD_SIZE", QString::number(count)},
            {"MASTER_ADDR", "localhost"},
            {"MASTER_PORT", QString::number(port)}};
}

/// All ranks of one command.
struct Ranks {
    Ranks(const TinyWorld& world, int count, const QStringList& arguments) {
        const int port = freePort();
        for (int rank = 0; rank < count; ++rank) {
            processes.push_back(std::make_unique<QProcess>());
            world.start(*processes.back(), arguments, torchrun(rank, count, port));
        }
    }

    bool finish(int timeout_ms = sanitized ? 300000 : 60000) {
        bool ended = true;
        for (const auto& process : processes) {
            ended = process->waitForFinished(timeout_ms) && ended;
        }
        return ended;
    }

    std::vector<std::unique_ptr<QProcess>> processes;
};

#define QVERIFY_SUCCEEDED(ranks)                                                            \
    for (const auto& process : (ranks).processes) {                                         \
        QVERIFY2(process->exitStatus() == QProcess::NormalExit && process->exitCode() == 0, \
                 process->readAllStandardError().constData());                              \
    }

/// key, epoch -> value.
std::map<std::pair<std::string, std::int64_t>, double> metricsOf(const fs::path& run_dir) {
    std::map<std::pair<std::string, std::int64_t>, double> values;
    RunReader reader(run_dir);
    for (const std::string& key : reader.metric_keys()) {
        if (!key.starts_with("time/") && !key.starts_with("memory/")) {
            for (const MetricRow& row : reader.metric(key)) {
                values[{key, row.at.epoch}] = row.value;
            }
        }
    }
    return values;
}

bool near(double one, double other) {
    return std::abs(one - other) <= 1e-5 * std::max(1.0, std::abs(other));
}

}  // namespace

class TestRanks : public QObject {
    Q_OBJECT

private:
    void compareRuns(const fs::path& one, const fs::path& other) {
        const auto expected = metricsOf(one);
        const auto actual = metricsOf(other);
        QVERIFY(expected.size() > 15);
        QCOMPARE(actual.size(), expected.size());
        for (const auto& [key, value] : expected) {
            QVERIFY2(actual.contains(key), key.first.c_str());
            // The largest |ratio - 1| before an update is rounding and nothing else; a gain divides differences of
            // pictures that have hardly changed.
            if (key.first == "policy/ratio_noise" || key.first.ends_with("_gain_se")) {
                continue;
            }
            QVERIFY2(near(actual.at(key), value), qPrintable(QString("%1, epoch %2: %3 and %4")
                                                                 .arg(QString::fromStdString(key.first))
                                                                 .arg(key.second)
                                                                 .arg(actual.at(key), 0, 'g', 9)
                                                                 .arg(value, 0, 'g', 9)));
        }
        const Checkpoint first = read_checkpoint(one, 3);
        const Checkpoint second = read_checkpoint(other, 3);
        QCOMPARE(second.state.size(), first.state.size());
        for (const auto& [name, tensor] : first.state) {
            const double error =
                (second.state.at(name).to(at::kDouble) - tensor.to(at::kDouble)).abs().max().item<double>();
            QVERIFY2(error <= 1e-5 * std::max(1.0, tensor.to(at::kDouble).abs().max().item<double>()),
                     qPrintable(QString("%1: %2").arg(QString::fromStdString(name)).arg(error)));
        }
    }

    TinyWorld m_world;

private Q_SLOTS:
    void twoEqualOne_data() {
        QTest::addColumn<QStringList>("settings");
        QTest::newRow("ddpo") << QStringList{"--set", "method=ddpo", "--set", "train.gradient_accumulation_steps=2"};
        QTest::newRow("tdpo-r") << QStringList{
            "--set", "critic.input=decoded", "--set", "critic.encoder=animals-aesthetic", "--set", "kl.measure=true"};
        QTest::newRow("align-prop") << QStringList{"--set", "method=align-prop", "--set",
                                                   "train.gradient_accumulation_steps=2"};
        QTest::newRow("seppo") << QStringList{
            "--set", "method=seppo",
            "--set", QString::fromStdString("seppo.winners=" + m_world.winners().string()),
            "--set", "seppo.pool_every=3"};
    }

    void twoEqualOne() {
        QFETCH(QStringList, settings);
        const QString tag = QTest::currentDataTag();
        // Both sides in parts of two pictures, so that only the order of the sums is another; no judge that counts
        // bytes.
        settings += {"--set", "num_epochs=3", "--set", "micro_batch=2", "--set", "eval.rewards=[]"};
        const fs::path alone = m_world.train("alone-" + tag, settings);
        QVERIFY(!alone.empty());
        Ranks ranks(m_world, 2, m_world.trainArguments("together-" + tag, settings));
        QVERIFY(ranks.finish());
        QVERIFY_SUCCEEDED(ranks);
        QVERIFY(ranks.processes[1]->readAllStandardOutput().isEmpty());
        QCOMPARE(m_world.state("together-" + tag), QString("finished"));
        compareRuns(alone, m_world.runDir("together-" + tag));
    }

    void resumedTogetherEqualsUninterrupted() {
        const QStringList settings{"--set", "num_epochs=4", "--set", "checkpoint.keep=0"};
        Ranks whole(m_world, 2, m_world.trainArguments("whole", settings));
        QVERIFY(whole.finish());
        QVERIFY_SUCCEEDED(whole);
        const std::vector<std::string> expected = recordOf(m_world.runDir("whole"));
        Ranks again(m_world, 2, {"resume", "whole", "--from", "2"});
        QVERIFY(again.finish());
        QVERIFY_SUCCEEDED(again);
        // Bit for bit: the sums of two ranks have one order.
        QCOMPARE(recordOf(m_world.runDir("whole")), expected);
    }

    void aStopReachesAll() {
        Ranks ranks(m_world, 2, m_world.trainArguments("stopped", {"--set", "num_epochs=10000"}));
        QVERIFY(waitForLine(*ranks.processes[0], "\"epoch\":1,"));
        QCOMPARE(m_world.run({"stop", "stopped"}).code, 0);
        QVERIFY(ranks.finish(10000));
        QVERIFY_SUCCEEDED(ranks);
        QCOMPARE(m_world.state("stopped"), QString("stopped"));
        QCOMPARE(m_world.run({"verify", "stopped"}).code, 0);
    }

    void aRankThatIsGoneIsNamed() {
        Ranks ranks(m_world, 2, m_world.trainArguments("bereft", {"--set", "num_epochs=10000"}));
        QVERIFY(waitForLine(*ranks.processes[0], "\"epoch\":1,"));
        ::kill(static_cast<pid_t>(ranks.processes[1]->processId()), SIGKILL);
        QVERIFY(ranks.processes[0]->waitForFinished(10000));
        QCOMPARE(ranks.processes[0]->exitCode(), 1);
        const QByteArray sentence = ranks.processes[0]->readAllStandardError();
        QVERIFY2(sentence.contains("another rank has ended"), sentence.constData());
        QCOMPARE(m_world.state("bereft"), QString("failed"));
        // What is stored is whole, and one rank alone may go on.
        QProcess resumed;
        m_world.start(resumed, {"resume", "bereft", "--json"});
        QVERIFY(waitForLine(resumed, "\"epoch\":"));
        resumed.kill();
        QVERIFY(resumed.waitForFinished());
    }

    void badVariablesAreNamed() {
        const auto complaint = [&](const Environment& environment) {
            QProcess process;
            m_world.start(process, m_world.trainArguments("nothing"), environment);
            process.waitForFinished(20000);
            return process.exitCode() == 1 ? process.readAllStandardError() : QByteArray();
        };
        QVERIFY(complaint({{"MASTER_ADDR", "localhost"}, {"RANK", "first"}, {"WORLD_SIZE", "2"}}).contains("RANK"));
        QVERIFY(complaint({{"MASTER_ADDR", "localhost"}, {"RANK", "2"}, {"WORLD_SIZE", "2"}}).contains("WORLD_SIZE"));
        QVERIFY(complaint({{"MASTER_ADDR", "localhost"}, {"SLURM_PROCID", "0"}}).contains("SLURM_NTASKS"));
        QVERIFY(m_world.runDir("nothing").empty());
    }
};

QTEST_GUILESS_MAIN(TestRanks)
#include "tst_ranks.moc"
