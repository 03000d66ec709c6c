// SPDX-License-Identifier: GPL-3.0-or-later
// What may happen to a worker while it trains: numbers that diverge, memory that runs out, a machine that sleeps, a
// clock that jumps, a folder that is gone.
#include <cmath>
#include <cstdint>
#include <fstream>

#include <torch/torch.h>
#include <QElapsedTimer>
#include <QTest>

#include <unistd.h>

#include <csignal>

#include "core/store/run_lock.h"
#include "core/store/run_reader.h"
#include "core/training/checkpoint.h"
#include "tests/app/tiny_world.h"
#include "tests/helpers/sanitized.h"

using namespace tempera;
namespace fs = std::filesystem;

class TestFailures : public QObject {
    Q_OBJECT

private:
    /// A reward that is a program; `body` may count its calls.
    QString moduleReward(const std::string& body) const {
        torch::jit::Module module("Judge");
        module.register_attribute("calls", c10::IntType::get(), 0);
        module.define("def forward(self, images: Tensor, prompts: List[str]) -> Tensor:\n    self.calls += 1\n" + body);
        const fs::path file = m_world.folder() / "judge.pt";
        module.save(file.string());
        return "reward.name=mine=" + QString::fromStdString(file.string());
    }

    static constexpr uid_t nobody = 65534;

    /// The process will be of somebody who may not do everything.
    static void becomeNobody(QProcess& process) {
        if (::geteuid() == 0) {
            process.setChildProcessModifier([] {
                if (::setgid(nobody) != 0 || ::setuid(nobody) != 0) {
                    ::_exit(1);
                }
            });
        }
    }

    QStringList events(const QString& run) const {
        QStringList texts;
        for (const EventRow& event : RunReader(m_world.runDir(run)).events_since(0)) {
            texts << QString::fromStdString(event.text);
        }
        return texts;
    }

    /// An undisturbed run of the plain configuration.
    const std::vector<std::string>& calm() {
        if (m_calm.empty()) {
            m_calm = recordOf(m_world.train("calm"));
        }
        return m_calm;
    }

    TinyWorld m_world;
    std::vector<std::string> m_calm;

private Q_SLOTS:
    void divergenceKeepsTheLastGoodEpoch() {
        // The score stays a number, its gradient does not: 0 * inf.
        const QString reward = moduleReward(
            "    mean = images.mean([1, 2, 3])\n"
            "    if self.calls > 20:\n"
            "        return mean + (mean - mean).sqrt()\n"
            "    return mean\n");
        const TinyWorld::Result result = m_world.run(m_world.trainArguments(
            "diverges", {"--set", "method=align-prop", "--set", "train.gradient_accumulation_steps=2", "--set", reward,
                         "--set", "num_epochs=40", "--set", "checkpoint.every=1000", "--set", "eval.every=1000"}));
        QCOMPARE(result.code, 1);
        QCOMPARE(m_world.state("diverges"), QString("paused"));
        const fs::path run_dir = m_world.runDir("diverges");
        const std::vector<std::int64_t> kept = list_checkpoints(run_dir);
        QCOMPARE(kept.size(), std::size_t{1});
        QVERIFY(kept[0] >= 1);
        const QByteArray advice =
            QString("paused before that, at epoch %1: go on from there with tempera-run resume %2.")
                .arg(kept[0])
                .arg(QString::fromStdString(run_dir.filename().string()))
                .toUtf8();
        QVERIFY2(result.err.contains("no longer a number") && result.err.contains(advice), result.err.constData());
        QVERIFY2(m_world.run({"show", "diverges"}).out.contains(advice), "the cause is not shown");
        const TinyWorld::Result asked = m_world.run({"continue", "diverges"});
        QVERIFY2(asked.code == 1 && asked.err.contains("no worker (it is paused)") && asked.err.contains("resume"),
                 asked.err.constData());
        for (const auto& [name, tensor] : verify_checkpoint(run_dir, kept[0]).state) {
            QVERIFY2(!tensor.is_floating_point() || at::isfinite(tensor).all().item<bool>(), name.c_str());
        }
        QVERIFY(events("diverges").join('\n').contains("no longer a number"));
        QCOMPARE(m_world.run({"verify", "diverges"}).code, 0);
    }

    void lessMemoryGivesTheSameResult() {
        const QString good = "    return images.mean([1, 2, 3])\n";
        const QStringList settings{"--set", "method=ddpo",  "--set", "eval.every=1000",
                                   "--set", "num_epochs=4", "--set", moduleReward(good.toStdString())};
        const fs::path plenty = m_world.train("plenty", settings);
        QVERIFY(!plenty.empty());
        moduleReward(
            "    assert self.calls <= 7, 'CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 7.79 GiB total)'\n" +
            good.toStdString());
        const TinyWorld::Result result = m_world.run(m_world.trainArguments("scarce", settings));
        QCOMPARE(result.code, 1);
        const QByteArray id = QByteArray::fromStdString(m_world.runDir("scarce").filename().string());
        QVERIFY2(result.err.contains("(2.00 GiB more were needed)") &&
                     result.err.contains("with 2, which was tried and fits") &&
                     result.err.contains("tempera-run resume " + id + " --micro-batch 2."),
                 result.err.constData());
        moduleReward(good.toStdString());
        const TinyWorld::Result resumed = m_world.run({"resume", "scarce", "--micro-batch", "2"});
        QVERIFY2(resumed.code == 0, resumed.err.constData());
        QVERIFY(events("scarce").contains("Goes on with micro_batch 2 instead of 4, so the last digits may differ."));
        const fs::path scarce = m_world.runDir("scarce");
        for (const char* key : {"reward/train_mean", "policy/loss", "policy/grad_norm"}) {
            const auto expected = RunReader(plenty).metric(key);
            const auto actual = RunReader(scarce).metric(key);
            QCOMPARE(actual.size(), expected.size());
            for (std::size_t i = 0; i < actual.size(); ++i) {
                const double scale = std::max(std::abs(expected[i].value), 1e-3);
                QVERIFY2(std::abs(actual[i].value - expected[i].value) < 1e-2 * scale, key);
            }
        }
        // It is still the run of its configuration: resumed without the option it takes what is written there.
        QCOMPARE(m_world.run({"verify", "scarce"}).code, 0);
        QCOMPARE(m_world.run({"resume", "scarce", "--from", "0"}).code, 0);
        QCOMPARE(recordOf(scarce), recordOf(plenty));
    }

    void theMicroBatchThatFitsIsFoundByTrying() {
        const auto judge = [](const char* most) {
            return std::string("    assert images.size(0) <= ") + most + ", 'CUDA out of memory'\n" +
                   "    return images.mean([1, 2, 3])\n";
        };
        const QStringList settings{"--set", "method=ddpo", "--set", "eval.every=0", "--set", moduleReward(judge("1"))};
        const TinyWorld::Result one = m_world.run(m_world.trainArguments("one fits", settings));
        QVERIFY2(one.code == 1 && one.err.contains("with 1, which was tried") && one.err.contains("--micro-batch 1."),
                 one.err.constData());
        moduleReward(judge("0"));
        const TinyWorld::Result none = m_world.run(m_world.trainArguments("none fits", settings));
        QVERIFY2(none.code == 1 && none.err.contains("no smaller one fits"), none.err.constData());
    }

    void aScoreThatIsNoNumberPausesTheRun() {
        const std::string good = "    return images.mean([1, 2, 3])\n";
        const QStringList settings{"--set", "method=ddpo",  "--set", "eval.every=1000",
                                   "--set", "num_epochs=4", "--set", moduleReward(good)};
        const fs::path sound = m_world.train("sound", settings);
        QVERIFY(!sound.empty());
        moduleReward("    if self.calls > 7:\n        return images.mean([1, 2, 3]) / 0.0\n" + good);
        const TinyWorld::Result result = m_world.run(m_world.trainArguments("infinite", settings));
        QVERIFY2(result.code == 1 && result.err.contains("is not a number") && result.err.contains("is paused"),
                 result.err.constData());
        QCOMPARE(m_world.state("infinite"), QString("paused"));
        // With a reward that is mended it goes on as if nothing had been.
        moduleReward(good);
        const TinyWorld::Result resumed = m_world.run({"resume", "infinite"});
        QVERIFY2(resumed.code == 0, resumed.err.constData());
        QCOMPARE(recordOf(m_world.runDir("infinite")), recordOf(sound));
    }

    void aMachineThatSleeps() {
        const std::vector<std::string>& expected = calm();
        QProcess worker;
        m_world.start(worker, m_world.trainArguments("sleeps"));
        QVERIFY(waitForLine(worker, "\"epoch\":1,"));
        const auto pid = static_cast<pid_t>(worker.processId());
        ::kill(pid, SIGSTOP);
        const fs::path run_dir = m_world.runDir("sleeps");
        QCOMPARE(lock_holder(run_dir).value_or(0), pid);
        QVERIFY(RunReader(run_dir).integrity_problems().empty());
        const TinyWorld::Result second = m_world.run({"resume", "sleeps"});
        QVERIFY2(second.code == 1 && second.err.contains("works on this run"), second.err.constData());
        ::kill(pid, SIGCONT);
        QVERIFY(worker.waitForFinished(60000));
        QCOMPARE(worker.exitCode(), 0);
        QCOMPARE(recordOf(run_dir), expected);
    }

    void aClockThatJumps() {
        if (sanitized) {
            QSKIP("the clock is a library that has to be loaded before all others");
        }
        const std::vector<std::string>& expected = calm();
        QProcess worker;
        m_world.start(worker, m_world.trainArguments("jumps"), {{"LD_PRELOAD", TEMPERA_JUMPING_CLOCK}});
        QVERIFY(worker.waitForFinished(60000));
        QVERIFY2(worker.exitCode() == 0, worker.readAllStandardError());
        const fs::path run_dir = m_world.runDir("jumps");
        QCOMPARE(m_world.state("jumps"), QString("finished"));
        QCOMPARE(recordOf(run_dir), expected);
        RunReader reader(run_dir);
        bool back = false;
        double before = 0;
        for (const MetricRow& row : reader.metrics_since(0)) {
            back = back || row.wall < before - 3600;
            before = row.wall;
        }
        QVERIFY(back);  // the clock did jump
        for (const MetricRow& row : reader.metric("time/epoch_s")) {
            QVERIFY2(row.value > 0 && row.value < 60, qPrintable(QString::number(row.value)));
        }
        QCOMPARE(m_world.run({"verify", "jumps"}).code, 0);
        QCOMPARE(m_world.run({"show", "jumps"}).code, 0);
    }

    void aFolderThatIsGone() {
        QProcess worker;
        m_world.start(worker, m_world.trainArguments("gone", {"--set", "num_epochs=100000"}));
        QVERIFY(waitForLine(worker, "\"epoch\":0,"));
        const fs::path run_dir = m_world.runDir("gone");
        fs::rename(run_dir, m_world.folder() / "gone");
        QVERIFY(worker.waitForFinished(20000));
        QCOMPARE(worker.exitStatus(), QProcess::NormalExit);
        QCOMPARE(worker.exitCode(), 1);
        const QByteArray said = worker.readAllStandardError();
        QVERIFY2(said.startsWith("tempera-run: ") && said.count('\n') == 1 && said.contains("No such file"),
                 said.constData());
        QVERIFY(!fs::exists(run_dir));  // nothing was made anew in its place
        // Where it is now it goes on.
        fs::rename(m_world.folder() / "gone", run_dir);
        QVERIFY(RunReader(run_dir).integrity_problems().empty());
        QProcess again;
        m_world.start(again, {"resume", "gone", "--json"});
        QVERIFY(waitForLine(again, "\"epoch\""));
        again.terminate();
        QVERIFY(again.waitForFinished(10000));
        QCOMPARE(m_world.run({"verify", "gone"}).code, 0);
    }

    void aPermissionThatIsTakenAway() {
        if (::geteuid() == 0) {
            // Root may do everything: the worker is somebody else.
            for (const fs::path& folder : {m_world.workspace(), m_world.workspace() / "runs"}) {
                fs::create_directories(folder);
                if (::chown(folder.c_str(), nobody, nobody) != 0) {
                    QSKIP("this root may not give folders away");
                }
            }
            fs::permissions(m_world.folder(), fs::perms::all);
            QProcess probe;
            becomeNobody(probe);
            m_world.start(probe, {"--version"});
            if (!probe.waitForFinished(10000) || probe.exitStatus() != QProcess::NormalExit || probe.exitCode() != 0) {
                QSKIP("the program is built where only root may go");
            }
        }
        QProcess worker;
        becomeNobody(worker);
        m_world.start(worker, m_world.trainArguments("forbidden", {"--set", "num_epochs=100000"}));
        QVERIFY(waitForLine(worker, "\"epoch\":0,"));
        const fs::path run_dir = m_world.runDir("forbidden");
        const auto writable = [&](bool yes) {
            for (const fs::path& folder : {run_dir, run_dir / "images", run_dir / "checkpoints"}) {
                if (fs::exists(folder)) {
                    fs::permissions(folder, fs::perms::owner_write,
                                    yes ? fs::perm_options::add : fs::perm_options::remove);
                }
            }
        };
        writable(false);
        QVERIFY(worker.waitForFinished(20000));
        const QByteArray said = worker.readAllStandardError();
        QVERIFY2(worker.exitStatus() == QProcess::NormalExit && worker.exitCode() == 1, said.constData());
        QVERIFY2(said.startsWith("tempera-run: ") && said.count('\n') == 1 && said.contains("Permission denied") &&
                     said.contains(run_dir.filename().c_str()),
                 said.constData());
        QCOMPARE(m_world.state("forbidden"), QString("failed"));
        QVERIFY(events("forbidden").join('\n').contains("Permission denied"));
        writable(true);
        QCOMPARE(m_world.run({"verify", "forbidden"}).code, 0);
        QProcess again;
        becomeNobody(again);
        m_world.start(again, {"resume", "forbidden", "--json"});
        QVERIFY(waitForLine(again, "\"epoch\""));
        again.terminate();
        QVERIFY(again.waitForFinished(10000));
        QCOMPARE(m_world.run({"verify", "forbidden"}).code, 0);
    }

    void aProcessIdThatIsAnotherNow() {
        QProcess worker;
        m_world.start(worker, m_world.trainArguments("reused", {"--set", "num_epochs=100000"}));
        QVERIFY(waitForLine(worker, "\"epoch\":0,"));
        worker.kill();
        QVERIFY(worker.waitForFinished(10000));
        QProcess stranger;
        stranger.start("sleep", {"600"});
        QVERIFY(stranger.waitForStarted());
        const fs::path run_dir = m_world.runDir("reused");
        std::ofstream(run_dir / "lock") << stranger.processId() << "\n";
        QVERIFY(!lock_holder(run_dir));
        QCOMPARE(m_world.state("reused"), QString("interrupted"));
        for (const QStringList& more : {QStringList(), QStringList("--kill")}) {
            const TinyWorld::Result stopped = m_world.run(QStringList{"stop", "reused"} + more);
            QVERIFY2(stopped.code == 1 && stopped.err.contains("no worker"), stopped.err.constData());
        }
        QVERIFY(!stranger.waitForFinished(50));
        QCOMPARE(m_world.run({"mark-ended", "reused"}).code, 0);
        stranger.kill();
        stranger.waitForFinished();
    }

    void aResumeSaysWhatWasLost() {
        QProcess worker;
        m_world.start(worker, m_world.trainArguments("vanishes", {"--set", "num_epochs=100000"}));
        QVERIFY(waitForLine(worker, "\"epoch\":1,"));
        worker.kill();
        QVERIFY(worker.waitForFinished(10000));
        const std::int64_t from = list_checkpoints(m_world.runDir("vanishes")).back();
        QProcess again;
        m_world.start(again, {"resume", "vanishes", "--json"});
        QVERIFY(waitForLine(again, "\"epoch\""));
        again.kill();
        QVERIFY(again.waitForFinished(10000));
        QVERIFY2(
            events("vanishes")
                .join('\n')
                .contains(QString("The worker had vanished (killed, or the machine went down). Goes on from epoch %1;")
                              .arg(from)),
            qPrintable(events("vanishes").join('\n')));
    }
};

QTEST_GUILESS_MAIN(TestFailures)
#include "tst_failures.moc"
