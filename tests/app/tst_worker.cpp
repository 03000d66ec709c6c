// SPDX-License-Identifier: GPL-3.0-or-later
// The life of a run: what it leaves, and how it obeys.
#include <csignal>
#include <cstdint>

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

#include "core/formats/safetensors.h"
#include "core/store/run_reader.h"
#include "core/training/checkpoint.h"
#include "tests/app/tiny_world.h"

using namespace tempera;
namespace fs = std::filesystem;

class TestWorker : public QObject {
    Q_OBJECT

private:
    /// A run that would take for ever; past its first epoch.
    void startLongRun(QProcess& worker, const QString& name) {
        m_world.start(worker, m_world.trainArguments(name, {"--set", "num_epochs=100000"}));
        QVERIFY2(waitForLine(worker, "\"epoch\":0"), worker.readAllStandardError().constData());
    }

    bool waitForState(const QString& run, const QString& state) {
        for (int i = 0; i < 20; ++i) {
            if (m_world.state(run) == state) {
                return true;
            }
            QTest::qWait(100);
        }
        return false;
    }

    TinyWorld m_world;

private Q_SLOTS:
    void aRunTakesTheIdThatIsAskedForOnce() {
        const QStringList arguments = m_world.trainArguments("named", {"--id", "my-id-1", "--set", "num_epochs=1"});
        QCOMPARE(m_world.run(arguments).code, 0);
        QVERIFY(fs::exists(m_world.workspace() / "runs" / "my-id-1" / "run.db"));
        const TinyWorld::Result again = m_world.run(arguments);
        QCOMPARE(again.code, 1);
        QVERIFY2(again.err.contains("exists already"), again.err.constData());
        for (const char* id : {"../elsewhere", "-x", "Über", ".hidden"}) {
            const TinyWorld::Result bad = m_world.run(m_world.trainArguments("bad", {QString("--id=") + id}));
            QCOMPARE(bad.code, 1);
            QVERIFY2(bad.err.contains("no id of a run"), bad.err.constData());
        }
    }

    void finishedRunIsComplete() {
        const fs::path run_dir = m_world.train("whole", {"--set", "num_epochs=3"});
        QVERIFY(!run_dir.empty());
        QCOMPARE(m_world.state("whole"), QString("finished"));

        RunReader reader(run_dir);
        const RunSummary summary = reader.summary();
        QCOMPARE(summary.info.method, std::string("tdpo-r"));
        QCOMPARE(summary.info.seed, std::uint64_t{7});
        QCOMPARE(summary.info.model_hash.size(), std::size_t{64});
        static const QRegularExpression versions(
            "^tempera \\S+ \\(commit ([0-9a-f]{12}(\\+changes)?|unknown)\\), LibTorch ");
        QVERIFY2(versions.match(QString::fromStdString(summary.info.versions)).hasMatch(),
                 summary.info.versions.c_str());
        QCOMPARE(summary.attempts.size(), std::size_t{1});
        QCOMPARE(summary.attempts[0].reason, std::string("finished"));
        const std::vector<std::string>& command = summary.attempts[0].command;
        QVERIFY(command.at(0).ends_with("tempera-run"));
        QCOMPARE(command.at(1), std::string("train"));
        QCOMPARE(command.back(), std::string("num_epochs=3"));
        const QJsonObject shown =
            m_world.run({"show", QString::fromStdString(run_dir.string()), "--json"}).json().object();
        QCOMPARE(shown["attempts"][0]["command"].toArray().size(), static_cast<qsizetype>(command.size()));
        QCOMPARE(shown["versions"].toString().toStdString(), summary.info.versions);
        QVERIFY(m_world.run({"show", QString::fromStdString(run_dir.string())}).out.contains("tempera-run train "));
        QCOMPARE(summary.progress.epoch, 3);
        QCOMPARE(summary.progress.fraction, 1.0);

        // Training values carry the number of their round, evaluations the number of rounds before them.
        const std::vector<MetricRow> rewards = reader.metric("reward/train_mean");
        QCOMPARE(rewards.size(), std::size_t{3});
        for (std::size_t round = 0; round < rewards.size(); ++round) {
            // Eight pictures a round; the other judges and the evaluations do not count.
            QCOMPARE(rewards[round].at.reward_queries, static_cast<std::int64_t>(8 * (round + 1)));
        }
        for (const char* key : {"eval/saturation_mean", "eval/jpeg-compressibility_mean", "eval/saturation_gain_se"}) {
            const std::vector<MetricRow> rows = reader.metric(key);
            QVERIFY2(rows.size() == 4, key);
            QCOMPARE(rows.front().at.epoch, 0);
            QCOMPARE(rows.front().at.step, 0);
            QCOMPARE(rows.back().at.epoch, 3);
            QCOMPARE(rows.back().at.reward_queries, 24);
        }
        QCOMPARE(reader.metric("eval/saturation_gain_se").front().value, 0.0);
        for (const char* key : {"reward/jpeg-compressibility_train_mean", "policy/loss", "policy/ratio_noise",
                                "critic/loss", "critic/explained_variance", "neurons/dormant_share", "time/epoch_s",
                                "time/evaluating_s", "memory/worker_mib"}) {
            QVERIFY2(!reader.metric(key).empty(), key);
        }
        QCOMPARE(reader.samples(0, SampleKind::Eval).size(), std::size_t{4});
        QCOMPARE(reader.samples(3, SampleKind::Eval).size(), std::size_t{4});
        QCOMPARE(reader.sample_epochs(SampleKind::Unseen), (std::vector<std::int64_t>{0, 1, 2, 3}));
        QCOMPARE(reader.samples(3, SampleKind::Unseen).size(), std::size_t{4});
        QCOMPARE(reader.samples(3, SampleKind::Unseen)[1].prompt, std::string("emu"));
        QCOMPARE(reader.scores(3, SampleKind::Unseen).size(), std::size_t{8});
        QVERIFY(fs::exists(run_dir / "images" / "unseen-0003-001.png"));
        QCOMPARE(reader.metric("unseen/jpeg-compressibility_mean").size(), std::size_t{4});
        QCOMPARE(reader.metric("unseen/saturation_gain_se").front().value, 0.0);
        QVERIFY(reader.metric("eval/diversity").empty());  // no judge has eyes
        QCOMPARE(reader.samples(2, SampleKind::Train).size(), std::size_t{2});
        QCOMPARE(reader.scores(2, SampleKind::Train).size(), std::size_t{4});
        QCOMPARE(reader.samples(0, SampleKind::Eval)[1].seed, std::uint64_t{1235});

        QCOMPARE(list_checkpoints(run_dir), (std::vector<std::int64_t>{2, 3}));
        const TensorFile lora =
            read_safetensors(checkpoint_dir(run_dir, 3) / "lora" / "pytorch_lora_weights.safetensors");
        QVERIFY(lora.tensors.begin()->first.starts_with("unet."));
        QVERIFY(fs::exists(run_dir / "log.txt"));
    }

    void sameSeedSameRun() {
        const fs::path first = m_world.train("twin-a", {"--set", "num_epochs=2"});
        const fs::path second = m_world.train("twin-b", {"--set", "num_epochs=2"});
        const fs::path other = m_world.train("other", {"--set", "num_epochs=2", "--seed", "8"});
        QCOMPARE(recordOf(second), recordOf(first));
        QVERIFY(recordOf(other) != recordOf(first));
        const QJsonObject difference = m_world.run({"diff", "twin-a", "other", "--json"}).json().object();
        QVERIFY(difference["config"].toObject().contains("seed"));
        QVERIFY(!difference["config"].toObject().contains("method"));
    }

    void signalStopsCleanly() {
        QProcess worker;
        startLongRun(worker, "signalled");
        QElapsedTimer timer;
        timer.start();
        worker.terminate();
        QVERIFY(worker.waitForFinished(10000));
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(worker.exitStatus(), QProcess::NormalExit);
        QCOMPARE(worker.exitCode(), 130);
        QCOMPARE(m_world.state("signalled"), QString("stopped"));
        QVERIFY(!list_checkpoints(m_world.runDir("signalled")).empty());
    }

    void lettersAreObeyed() {
        QProcess worker;
        startLongRun(worker, "obedient");
        QVERIFY(waitForState("obedient", "running"));
        QCOMPARE(m_world.run({"pause", "obedient"}).code, 0);
        QVERIFY(waitForState("obedient", "paused"));
        const fs::path run_dir = m_world.runDir("obedient");
        const std::size_t rows = RunReader(run_dir).metric("policy/loss").size();
        QTest::qWait(300);
        QCOMPARE(RunReader(run_dir).metric("policy/loss").size(), rows);
        QCOMPARE(m_world.run({"continue", "obedient"}).code, 0);
        QVERIFY(waitForState("obedient", "running"));
        QElapsedTimer timer;
        timer.start();
        const TinyWorld::Result stopped = m_world.run({"stop", "obedient"});
        QVERIFY2(stopped.code == 0, stopped.err.constData());
        QVERIFY(timer.elapsed() < 5000);
        QVERIFY(worker.waitForFinished(5000));
        QCOMPARE(worker.exitCode(), 0);
        QCOMPARE(m_world.state("obedient"), QString("stopped"));
        QCOMPARE(RunReader(run_dir).summary().attempts.back().reason, std::string("stop asked"));

        const TinyWorld::Result again = m_world.run({"pause", "obedient"});
        QCOMPARE(again.code, 1);
        QVERIFY2(again.err.contains("no worker"), again.err.constData());
    }

    void wishesAreGranted() {
        const QStringList settings{"--set", "checkpoint.every=50000", "--set", "eval.every=50000",
                                   "--set", "num_epochs=100000"};
        QProcess worker;
        m_world.start(worker, m_world.trainArguments("wishes", settings));
        QVERIFY2(waitForLine(worker, "\"epoch\":0"), worker.readAllStandardError().constData());
        const fs::path run_dir = m_world.runDir("wishes");
        QVERIFY(list_checkpoints(run_dir).empty());
        QCOMPARE(m_world.run({"checkpoint", "wishes"}).code, 0);
        QCOMPARE(m_world.run({"sample-now", "wishes"}).code, 0);
        QTRY_VERIFY_WITH_TIMEOUT(!list_checkpoints(run_dir).empty(), 5000);
        QTRY_VERIFY_WITH_TIMEOUT(RunReader(run_dir).sample_epochs(SampleKind::Eval).size() == 2, 5000);
    }

    void oneWorkerPerRun() {
        QProcess worker;
        startLongRun(worker, "taken");
        const TinyWorld::Result second = m_world.run({"resume", "taken"});
        QCOMPARE(second.code, 1);
        QVERIFY2(second.err.contains(QByteArray::number(worker.processId())), second.err.constData());
        QCOMPARE(second.err.count('\n'), 1);
        QCOMPARE(m_world.run({"delete", "taken"}).code, 1);
        QCOMPARE(m_world.run({"stop", "taken", "--kill"}).code, 0);
        QVERIFY(worker.waitForFinished(5000));
        QCOMPARE(m_world.state("taken"), QString("interrupted"));
        QCOMPARE(m_world.run({"delete", "taken"}).code, 0);
        QVERIFY(m_world.runDir("taken").empty());
    }
};

QTEST_GUILESS_MAIN(TestWorker)
#include "tst_worker.moc"
