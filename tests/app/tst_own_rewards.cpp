// SPDX-License-Identifier: GPL-3.0-or-later
// Runs on rewards that their user made: a server that fails them in every way, and a TorchScript module.
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include <torch/torch.h>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/formats/image.h"
#include "core/store/run_reader.h"
#include "core/training/checkpoint.h"
#include "tests/app/tiny_world.h"
#include "tests/helpers/http_server.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

/// A reward server that scores by brightness, and fails from a given request on.
class Judge {
public:
    enum class Failure { none, dies, hangs, nonsense };

    Judge() { rise(Failure::none); }

    /// Begins (again), at the same address. It fails from the n-th request from now on (0 = the first).
    void rise(Failure failure, int good_requests = 0) {
        server_.reset();
        failed_ = false;
        failure_ = failure;
        good_ = good_requests;
        server_ = std::make_unique<HttpServer>([this](HttpServer::Peer& peer) { serve(peer); }, port_);
        port_ = server_->port();
    }

    void vanish() { server_.reset(); }
    bool failed() const { return failed_; }
    QString reward() const { return QString("reward.name=vlm=http://127.0.0.1:%1/score").arg(port_); }

private:
    void serve(HttpServer::Peer& peer) {
        if (failure_ == Failure::none || good_-- > 0) {
            peer.answer(200, nlohmann::json{{"scores", scores_of(nlohmann::json::parse(peer.body()))}}.dump());
            return;
        }
        failed_ = true;
        switch (failure_) {
            case Failure::hangs:
                peer.hang();
                break;
            case Failure::nonsense:
                peer.answer(200, "<html>Welcome to nginx!</html>");
                break;
            default:
                peer.close();
        }
    }

    static std::vector<double> scores_of(const nlohmann::json& question) {
        std::vector<double> scores;
        for (const std::string text : question["images"]) {
            const std::string png = QByteArray::fromBase64(QByteArray::fromStdString(text)).toStdString();
            const Image image = decode_image(png, "question");
            scores.push_back(std::accumulate(image.rgb.begin(), image.rgb.end(), 0.0) /
                             static_cast<double>(image.rgb.size()));
        }
        return scores;
    }

    std::unique_ptr<HttpServer> server_;
    std::uint16_t port_ = 0;
    Failure failure_ = Failure::none;
    std::atomic<int> good_ = 0;
    std::atomic<bool> failed_ = false;
};

}  // namespace

class TestOwnRewards : public QObject {
    Q_OBJECT

private:
    bool waitForState(const QString& run, const QString& state, int timeout_ms) const {
        return QTest::qWaitFor([&] { return m_world.state(run) == state; }, timeout_ms);
    }

    QStringList settings() const { return {"--set", m_judge.reward(), "--set", "num_epochs=3"}; }

    /// What an undisturbed run writes.
    const std::vector<std::string>& calm() {
        if (m_calm.empty()) {
            m_judge.rise(Judge::Failure::none);
            m_calm = recordOf(m_world.train("calm", settings()));
        }
        return m_calm;
    }

    /// Why a run has paused.
    QStringList pauses(const QString& run) const {
        QStringList texts;
        for (const EventRow& event : RunReader(m_world.runDir(run)).events_since(0)) {
            if (event.level == "warning" && event.text.starts_with("Paused")) {
                texts << QString::fromStdString(event.text);
            }
        }
        return texts;
    }

    fs::path savedModule(const std::string& body) const {
        torch::jit::Module module("Judge");
        module.register_attribute("calls", c10::IntType::get(), 0);
        module.define("def forward(self, images: Tensor, prompts: List[str]) -> Tensor:\n" + body);
        const fs::path file = m_world.folder() / "judge.pt";
        module.save(file.string());
        return file;
    }

    TinyWorld m_world;
    Judge m_judge;
    std::vector<std::string> m_calm;

private Q_SLOTS:
    void outagesLeaveNoTrace() {
        QVERIFY(calm().size() > 50);
        // An epoch asks three times: once for the evaluation, twice for its pictures. It dies in the second epoch.
        m_judge.rise(Judge::Failure::dies, 5);
        QProcess worker;
        m_world.start(worker, m_world.trainArguments("troubled", settings()));
        QTRY_VERIFY_WITH_TIMEOUT(m_judge.failed(), 30000);
        m_judge.vanish();
        QVERIFY(waitForState("troubled", "paused", 10000));
        const QByteArray shown = m_world.run({"show", "troubled"}).out;
        QVERIFY2(shown.contains("paused: reward server vlm (http://127.0.0.1:"), shown.constData());
        QCOMPARE(pauses("troubled").size(), 1);
        QVERIFY2(pauses("troubled").last().contains("connect"), qPrintable(pauses("troubled").last()));

        // By itself, within the first five seconds; then it answers nonsense to the evaluation.
        m_judge.rise(Judge::Failure::nonsense, 1);
        QTRY_VERIFY_WITH_TIMEOUT(m_judge.failed(), 12000);
        QTRY_COMPARE_WITH_TIMEOUT(pauses("troubled").size(), 2, 5000);
        QVERIFY2(pauses("troubled").last().contains("'<html>Welcome to nginx!</html>'"),
                 qPrintable(pauses("troubled").last()));
        QCOMPARE(m_world.state("troubled"), QString("paused"));

        // At once when a person says so.
        m_judge.rise(Judge::Failure::none);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(m_world.run({"continue", "troubled"}).code, 0);
        QVERIFY(worker.waitForFinished(20000));
        QVERIFY2(timer.elapsed() < 4500, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(worker.exitCode(), 0);
        QCOMPARE(m_world.state("troubled"), QString("finished"));
        QCOMPARE(recordOf(m_world.runDir("troubled")), calm());
    }

    void stopEndsAnOutage_data() {
        QTest::addColumn<bool>("hangs");
        QTest::addColumn<bool>("signal");
        QTest::newRow("paused, letter") << false << false;
        QTest::newRow("hanging, signal") << true << true;
    }

    void stopEndsAnOutage() {
        QFETCH(bool, hangs);
        QFETCH(bool, signal);
        QVERIFY(!calm().empty());
        const QString name = QString(QTest::currentDataTag()).replace(", ", "-");
        m_judge.rise(hangs ? Judge::Failure::hangs : Judge::Failure::nonsense, 4);
        QProcess worker;
        m_world.start(worker, m_world.trainArguments(name, settings()));
        QTRY_VERIFY_WITH_TIMEOUT(m_judge.failed(), 30000);
        QVERIFY(waitForState(name, hangs ? "running" : "paused", 5000));
        QElapsedTimer timer;
        timer.start();
        if (signal) {
            worker.terminate();
        } else {
            QCOMPARE(m_world.run({"stop", name}).code, 0);
        }
        QVERIFY(worker.waitForFinished(5000));
        QVERIFY2(timer.elapsed() < 4000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(worker.exitCode(), signal ? 130 : 0);
        QCOMPARE(m_world.state(name), QString("stopped"));
        QCOMPARE(RunReader(m_world.runDir(name)).summary().attempts.back().reason,
                 std::string(signal ? "interrupted by a signal" : "stop asked"));

        m_judge.rise(Judge::Failure::none);
        QCOMPARE(m_world.run({"resume", name}).code, 0);
        QCOMPARE(recordOf(m_world.runDir(name)), calm());
    }

    void otherJudgesAreWaitedForToo() {
        // The evaluation asks once, then come the pictures of the first epoch.
        m_judge.rise(Judge::Failure::nonsense, 1);
        const QString others = QString("eval.rewards=[\"%1\"]").arg(m_judge.reward().section('=', 1));
        QProcess worker;
        m_world.start(worker, m_world.trainArguments("others", {"--set", others, "--set", "num_epochs=2"}));
        QTRY_VERIFY_WITH_TIMEOUT(m_judge.failed(), 30000);
        QVERIFY(waitForState("others", "paused", 5000));
        QCOMPARE(m_world.run({"stop", "others"}).code, 0);
        QVERIFY(worker.waitForFinished(5000));
        QCOMPARE(m_world.state("others"), QString("stopped"));
        m_judge.rise(Judge::Failure::none);
        QCOMPARE(m_world.run({"resume", "others"}).code, 0);
        QCOMPARE(RunReader(m_world.runDir("others")).metric("reward/vlm_train_mean").size(), std::size_t{2});
    }

    void ranksWaitTogether() {
        const auto train = [this](const QString& name, const std::function<void()>& meanwhile) {
            const QString port = QString::number(HttpServer([](HttpServer::Peer&) {}).port());
            QProcess ranks[2];
            for (int rank = 0; rank < 2; ++rank) {
                m_world.start(ranks[rank], m_world.trainArguments(name, settings()),
                              {{"RANK", QString::number(rank)},
                               {"WORLD_SIZE", "2"},
                               {"MASTER_ADDR", "localhost"},
                               {"MASTER_PORT", port}});
            }
            meanwhile();
            for (QProcess& rank : ranks) {
                QVERIFY(rank.waitForFinished(30000));
                QVERIFY2(rank.exitCode() == 0, rank.readAllStandardError().constData());
            }
        };
        m_judge.rise(Judge::Failure::none);
        train("calm-pair", [] {});
        m_judge.rise(Judge::Failure::nonsense, 4);
        train("troubled-pair", [this] {
            QTRY_VERIFY_WITH_TIMEOUT(m_judge.failed(), 30000);
            QVERIFY(waitForState("troubled-pair", "paused", 5000));
            m_judge.rise(Judge::Failure::none);
            QCOMPARE(m_world.run({"continue", "troubled-pair"}).code, 0);
        });
        QCOMPARE(pauses("troubled-pair").size(), 1);
        QVERIFY(!recordOf(m_world.runDir("calm-pair")).empty());
        QCOMPARE(recordOf(m_world.runDir("troubled-pair")), recordOf(m_world.runDir("calm-pair")));
    }

    void scoreSaysWhatIsWrong() {
        m_judge.rise(Judge::Failure::nonsense);
        const fs::path picture = m_world.folder() / "picture.png";
        QFile file(QString::fromStdString(picture.string()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(encode_png({2, 2, std::vector<std::uint8_t>(12, 100)})));
        file.close();
        const QStringList command{"score", "--reward", m_judge.reward().section('=', 1), "--json", file.fileName()};
        const TinyWorld::Result refused = m_world.run(command);
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.contains("reward server vlm") && refused.err.count('\n') == 1, refused.err.constData());
        m_judge.rise(Judge::Failure::none);
        const TinyWorld::Result scored = m_world.run(command);
        QVERIFY2(scored.code == 0 && scored.out.contains("100"), scored.err.constData());
    }

    void moduleTrains_data() {
        QTest::addColumn<QString>("method");
        QTest::newRow("ddpo") << "ddpo";
        QTest::newRow("align-prop") << "align-prop";
    }

    void moduleTrains() {
        QFETCH(QString, method);
        const fs::path file = savedModule("    return images.mean([1, 2, 3])\n");
        const fs::path run_dir = m_world.train(
            "module-" + method, {"--set", "method=" + method, "--set", "train.gradient_accumulation_steps=2", "--set",
                                 "num_epochs=3", "--set", "reward.name=mine=" + QString::fromStdString(file.string())});
        QVERIFY(!run_dir.empty());
        QCOMPARE(RunReader(run_dir).metric("eval/mine_mean").size(), std::size_t{4});
        QCOMPARE(RunReader(run_dir).summary().info.reward, std::string("mine"));
    }

    void moduleThatBreaksFailsTheRun() {
        const fs::path file = savedModule(
            "    self.calls += 1\n"
            "    assert self.calls <= 5, 'enough'\n"
            "    return images.mean([1, 2, 3])\n");
        const TinyWorld::Result result = m_world.run(
            m_world.trainArguments("breaks", {"--set", "reward.name=mine=" + QString::fromStdString(file.string())}));
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("its forward() failed") && result.err.contains("enough"), result.err.constData());
        QCOMPARE(m_world.state("breaks"), QString("failed"));
        QCOMPARE(list_checkpoints(m_world.runDir("breaks")), std::vector<std::int64_t>{1});
    }
};

QTEST_GUILESS_MAIN(TestOwnRewards)
#include "tst_own_rewards.moc"
