// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluating what was trained before: more judges, prompts that training never saw, adapters; and the report.
#include <csignal>
#include <cstdint>
#include <map>

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/store/checkpoint_folders.h"
#include "core/store/run_lock.h"
#include "core/store/run_reader.h"
#include "tests/app/tiny_world.h"
#include "tests/helpers/http_server.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

std::map<std::int64_t, double> metric(const fs::path& run_dir, const std::string& key) {
    std::map<std::int64_t, double> values;
    for (const MetricRow& row : RunReader(run_dir).metric(key)) {
        values[row.at.epoch] = row.value;
    }
    return values;
}

/// Without what `prefix` begins: the record of a run before something was added.
std::vector<std::string> recordWithout(const fs::path& run_dir, const std::string& word) {
    std::vector<std::string> record = recordOf(run_dir);
    std::erase_if(record, [&](const std::string& line) { return line.find(word) != std::string::npos; });
    return record;
}

/// A judge that takes its time: every picture gets the length of its code as a score.
class SlowJudge {
public:
    explicit SlowJudge(int milliseconds)
        : server_([milliseconds](HttpServer::Peer& peer) {
              if (!peer.wait(milliseconds)) {
                  return;
              }
              std::vector<double> scores;
              const auto question = nlohmann::json::parse(peer.body());
              for (const std::string text : question["images"]) {
                  scores.push_back(static_cast<double>(text.size()));
              }
              peer.answer(200, nlohmann::json{{"scores", scores}}.dump());
          }) {}

    QString reward() const { return QString::fromStdString("slow=" + server_.url()); }
    int requests() const { return server_.requests(); }

private:
    HttpServer server_;
};

}  // namespace

class TestEvaluate : public QObject {
    Q_OBJECT

private:
    QString path(const char* name) const { return QString::fromStdString((m_world.folder() / name).string()); }

    TinyWorld m_world;
    fs::path m_run;  ///< three epochs, all of whose weights are kept, with unseen prompts

private Q_SLOTS:
    void initTestCase() {
        m_run = m_world.train("whole", {"--set", "num_epochs=3", "--set", "checkpoint.keep=0"});
        QVERIFY(!m_run.empty());
    }

    void addsJudgesToWhatIsStored() {
        const std::vector<std::string> before = recordOf(m_run);
        const TinyWorld::Result first =
            m_world.run({"evaluate", "whole", "--rewards", "jpeg-incompressibility,0.5*saturation", "--json"});
        QVERIFY2(first.code == 0, first.err.constData());
        // Four evaluations of either set and three sets of training pictures.
        QCOMPARE(first.json().object()["sets"].toInt(), 11);
        for (const std::string kind : {"eval", "unseen"}) {
            const auto small = metric(m_run, kind + "/jpeg-compressibility_mean");
            const auto large = metric(m_run, kind + "/jpeg-incompressibility_mean");
            QCOMPARE(large.size(), std::size_t{4});
            for (const auto& [epoch, value] : large) {
                QVERIFY(std::abs(value + small.at(epoch)) < 1e-9);  // of the very pictures
            }
            QCOMPARE(metric(m_run, kind + "/jpeg-incompressibility_gain_se").at(0), 0.0);
        }
        QCOMPARE(metric(m_run, "eval/0.5*saturation_mean").size(), std::size_t{4});
        RunReader reader(m_run);
        QCOMPARE(reader.metric("eval/jpeg-incompressibility_mean")[2].at.step,
                 reader.metric("eval/jpeg-compressibility_mean")[2].at.step);
        QCOMPARE(reader.scores(2, SampleKind::Train).size(), std::size_t{8});
        QCOMPARE(reader.summary().reached, ReachedState::Finished);
        QVERIFY(reader.events_since(0).back().text.find("jpeg-incompressibility") != std::string::npos);

        const std::vector<std::string> added = recordOf(m_run);
        const TinyWorld::Result again = m_world.run({"evaluate", "whole", "--rewards", "jpeg-incompressibility"});
        QVERIFY2(again.code == 0 && again.out.contains("Nothing to add"), again.out.constData());
        QCOMPARE(recordOf(m_run), added);
        QVERIFY(added.size() > before.size());
        QCOMPARE(m_world.run({"verify", "whole"}).code, 0);
    }

    void isRefusedWhileAWorkerHasTheRun() {
        const RunLock lock(m_run);
        const TinyWorld::Result refused = m_world.run({"evaluate", "whole", "--rewards", "saturation"});
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.contains("works on this run"), refused.err.constData());
        QCOMPARE(refused.err.count('\n'), 1);
    }

    void badWishesAreOneSentence() {
        const auto complaint = [&](const QStringList& arguments) {
            const TinyWorld::Result result = m_world.run(arguments);
            return result.code == 1 && result.err.count('\n') == 1 ? result.err : QByteArray();
        };
        QVERIFY(complaint({"evaluate"}).contains("a run"));
        QVERIFY(complaint({"evaluate", "whole", "--rewards", "taste"}).contains("taste"));
        QVERIFY(complaint({"evaluate", "whole", "--prompts", path("nothing.txt")}).contains("nothing.txt"));
        QVERIFY(complaint({"evaluate", "whole", "--prompts", path("prompts.txt")}).contains("other unseen prompts"));
        QVERIFY(complaint({"evaluate", "--lora", path("nothing.safetensors"), "--rewards", "saturation"})
                    .contains("--prompts"));
        QCOMPARE(m_world.run({"evaluate", "whole", "--lora", "x"}).code, 2);
        QCOMPARE(m_world.run({"evaluate", "whole", "--samples", "1"}).code, 2);
    }

    void aKillInTheMiddleLosesNothing() {
        QVERIFY(!m_world.train("killed", {"--set", "num_epochs=3"}).empty());
        QVERIFY(!m_world.train("stopped", {"--set", "num_epochs=3"}).empty());
        const fs::path killed = m_world.runDir("killed");
        const fs::path stopped = m_world.runDir("stopped");
        SlowJudge judge(60);
        for (const auto& [name, signal] : {std::pair("killed", SIGKILL), std::pair("stopped", SIGTERM)}) {
            QProcess worker;
            const int before = judge.requests();
            m_world.start(worker, {"evaluate", name, "--rewards", judge.reward()});
            const bool begun = QTest::qWaitFor([&] { return judge.requests() >= before + 4; }, 30000);
            QVERIFY2(begun, worker.readAllStandardError().constData());
            ::kill(static_cast<pid_t>(worker.processId()), signal);
            QVERIFY(worker.waitForFinished(5000));
            if (signal == SIGTERM) {
                QCOMPARE(worker.exitCode(), 130);
                QVERIFY(worker.readAllStandardError().contains("the same command goes on"));
            }
        }
        const std::size_t done = metric(killed, "eval/slow_mean").size();
        QVERIFY(done >= 2 && done <= 4);
        QVERIFY(metric(killed, "unseen/slow_mean").size() < 4);
        for (const char* name : {"killed", "stopped"}) {
            const int before = judge.requests();
            const TinyWorld::Result rest = m_world.run({"evaluate", name, "--rewards", judge.reward()});
            QVERIFY2(rest.code == 0, rest.err.constData());
            QVERIFY(judge.requests() - before < 11);  // what was done is not asked again
            QCOMPARE(m_world.run({"verify", name}).code, 0);
        }
        // Both have what one uninterrupted call writes.
        const TinyWorld::Result straight = m_world.run({"evaluate", "whole", "--rewards", judge.reward()});
        QVERIFY2(straight.code == 0, straight.err.constData());
        for (const std::string key :
             {"eval/slow_mean", "eval/slow_gain_se", "unseen/slow_mean", "unseen/slow_gain_se"}) {
            QCOMPARE(metric(killed, key), metric(m_run, key));
            QCOMPARE(metric(stopped, key), metric(m_run, key));
        }
        QCOMPARE(recordWithout(killed, "incompressibility"), recordWithout(stopped, "incompressibility"));
    }

    void samplesUnseenPromptsAsTrainingWouldHave() {
        const QStringList without{"--set", "num_epochs=3",        "--set", "checkpoint.keep=0",
                                  "--set", "eval.unseen_prompts="};
        const fs::path later = m_world.train("later", without);
        QVERIFY(!later.empty());
        QVERIFY(RunReader(later).sample_epochs(SampleKind::Unseen).empty());
        const QStringList command{"evaluate", "later", "--prompts", path("unseen.txt"), "--samples", "4", "--json"};
        const TinyWorld::Result one = m_world.run(command + QStringList{"--epoch", "2"});
        QVERIFY2(one.code == 0, one.err.constData());
        QCOMPARE(one.json().object()["sampled_epochs"].toArray(), QJsonArray{2});
        const TinyWorld::Result all = m_world.run(command);
        QVERIFY2(all.code == 0, all.err.constData());
        QCOMPARE(all.json().object()["sampled_epochs"].toArray(), (QJsonArray{0, 1, 3}));
        for (const std::string key : {"unseen/saturation_mean", "unseen/jpeg-compressibility_mean"}) {
            QCOMPARE(metric(later, key), metric(m_run, key));
        }
        // Epoch 2 came before there was a base to be measured against; the others have their gain.
        QCOMPARE(metric(later, "unseen/saturation_gain_se").at(3), metric(m_run, "unseen/saturation_gain_se").at(3));
        RunReader reader(later);
        QCOMPARE(reader.metric("unseen/saturation_mean").back().at.reward_queries, 24);
        QVERIFY(fs::exists(later / "images" / "unseen-0003-003.png"));

        const TinyWorld::Result again = m_world.run(command);
        QVERIFY2(again.code == 0, again.err.constData());
        QCOMPARE(again.json().object()["sampled_epochs"].toArray(), QJsonArray());
        const TinyWorld::Result absent = m_world.run(command + QStringList{"--epoch", "9"});
        QCOMPARE(absent.code, 1);
        QVERIFY2(absent.err.contains("use one of: 0, 1, 2, 3"), absent.err.constData());
        QCOMPARE(m_world.run({"verify", "later"}).code, 0);
    }

    void comparesAnAdapterWithItsBase() {
        const TinyWorld::Result result = m_world.run(
            {"evaluate", "--lora", QString::fromStdString(checkpoint_dir(m_run, 3).string()), "--model",
             QString::fromStdString(m_world.model().string()), "--prompts", path("unseen.txt"), "--rewards",
             "saturation,jpeg-compressibility", "--samples", "4", "--seed", "1234", "--steps", "4", "--json"});
        QVERIFY2(result.code == 0, result.err.constData());
        const QJsonObject saturation = result.json().object()["judges"].toObject()["saturation"].toObject();
        const auto stored = metric(m_run, "unseen/saturation_mean");
        const double base = saturation["base"].toObject()["mean"].toDouble();
        const double tuned = saturation["lora"].toObject()["mean"].toDouble();
        QVERIFY(std::abs(base - stored.at(0)) < 1e-6);
        QVERIFY(std::abs(tuned - stored.at(3)) < 1e-6);
        const QJsonObject gain = saturation["gain"].toObject();
        QVERIFY(std::abs(gain["mean"].toDouble() - (tuned - base)) < 1e-9);
        // The same gain in units of its error is what the run has stored.
        QVERIFY(std::abs(gain["mean"].toDouble() / gain["standard_error"].toDouble() -
                         metric(m_run, "unseen/saturation_gain_se").at(3)) < 1e-3);
    }

    void reports() {
        QVERIFY(!m_world.train("reported", {"--set", "num_epochs=3"}).empty());
        // The tiny judges say nothing about quality, so they have to be named.
        const TinyWorld::Result none = m_world.run({"report", "reported", "--json"});
        QVERIFY2(none.code == 0, none.err.constData());
        QCOMPARE(none.json().array()[0].toObject()["verdict"].toString(), QString("no other judges"));
        const TinyWorld::Result named =
            m_world.run({"report", "reported", "reported", "--rewards", "jpeg-compressibility", "--json"});
        QVERIFY2(named.code == 0, named.err.constData());
        QCOMPARE(named.json().array().size(), 2);
        const QJsonObject report = named.json().array()[0].toObject();
        QCOMPARE(report["epochs"].toArray(), (QJsonArray{0, 1, 2, 3}));
        QCOMPARE(report["z"].toArray().size(), 4);
        QCOMPARE(report["others"].toArray()[0].toObject()["name"].toString(), QString("jpeg-compressibility"));
        QCOMPARE(report["trained"].toObject()["name"].toString(), QString("saturation"));
        const TinyWorld::Result text =
            m_world.run({"report", "reported", "--unseen", "--rewards", "jpeg-compressibility"});
        QVERIFY2(text.code == 0, text.err.constData());
        QVERIFY2(text.out.contains("jpeg-compressibility, z") && text.out.contains("*"), text.out.constData());
        const TinyWorld::Result absent = m_world.run({"report", "reported", "--rewards", "pickscore"});
        QCOMPARE(absent.code, 1);
        QVERIFY2(absent.err.contains("tempera-run evaluate"), absent.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestEvaluate)
#include "tst_evaluate.moc"
