// SPDX-License-Identifier: GPL-3.0-or-later
// A judge at the other end of a connection: what it is told, and that nothing it answers does harm.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <torch/torch.h>
#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/formats/image.h"
#include "core/formats/image_tensor.h"
#include "core/rewards/reward_server.h"
#include "core/rewards/reward_unavailable.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/http_server.h"

using namespace tempera;
using nlohmann::json;

namespace {

const RewardServerPatience kShort{{0.5, 0.4}, {0.01, 0.02, 0.03}};

at::Tensor two_pictures() {
    return at::arange(2 * 3 * 4 * 5, at::kFloat).view({2, 3, 4, 5}).div(255);
}

/// What asking about two pictures comes to: the sentence of the RewardUnavailable.
QString complaint(Reward& judge) {
    try {
        judge.score(two_pictures(), {"cat", "dog"});
    } catch (const RewardUnavailable& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

HttpServer::Handler answering(int status, const std::string& body) {
    return [status, body](HttpServer::Peer& peer) { peer.answer(status, body); };
}

/// A variable of the environment, for as long as this lives.
class Variable {
public:
    Variable(const char* name, const std::string& value) : name_(name) { qputenv(name, value.c_str()); }
    ~Variable() { qunsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    const char* name_;
};

}  // namespace

class TestRewardServer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isToldPromptsAndPictures() {
        std::string head;
        json question;
        HttpServer server([&](HttpServer::Peer& peer) {
            head = peer.head();
            question = json::parse(peer.body());
            peer.answer(200, R"({"scores": [5.25, -3], "model": "of no interest"})");
        });
        RewardServer judge("vlm", server.url());
        QCOMPARE(judge.name(), std::string("vlm"));
        QVERIFY(!judge.differentiable());
        const at::Tensor images = two_pictures().requires_grad_();
        const at::Tensor scores = judge.score(images, {"a \"quoted\" cat", "chien \xc3\xa9"});
        QVERIFY(scores.equal(at::tensor({5.25f, -3.0f})));
        QVERIFY(!scores.requires_grad());

        QVERIFY(head.starts_with("POST /score HTTP/1.1\r\n"));
        QVERIFY(head.find("\r\nContent-Type: application/json\r\n") != std::string::npos);
        QCOMPARE(question.size(), std::size_t{2});
        QCOMPARE(question["prompts"].get<std::vector<std::string>>(),
                 (std::vector<std::string>{"a \"quoted\" cat", "chien \xc3\xa9"}));
        QCOMPARE(question["images"].size(), std::size_t{2});
        for (int i = 0; i < 2; ++i) {
            const auto text = QByteArray::fromStdString(question["images"][static_cast<std::size_t>(i)]);
            const auto png = QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
            QVERIFY(png);
            const at::Tensor seen = to_tensor(decode_image((*png).toStdString(), "question"));
            QVERIFY(at::allclose(seen, images[i].detach()));
        }
    }

    void connectionIsKept() {
        std::atomic<int> connections = 0;
        HttpServer server([&](HttpServer::Peer& peer) {
            thread_local bool known = false;
            connections += known ? 0 : 1;
            known = true;
            peer.answer(200, R"({"scores": [1, 2]})");
        });
        RewardServer judge("vlm", server.url());
        for (int i = 0; i < 3; ++i) {
            judge.score(two_pictures(), {"", ""});
        }
        QCOMPARE(server.requests(), 3);
        QCOMPARE(connections.load(), 1);
    }

    void nonsenseIsQuoted_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("problem");
        QTest::addColumn<QString>("quote");
        const auto row = [](const char* name, int status, const QByteArray& answer, const char* problem,
                            const char* quote) {
            QTest::newRow(name) << status << answer << QString(problem) << QString(quote);
        };
        row("fewer", 200, R"({"scores": [1]})", "answered with 1 scores for 2 pictures", R"('{"scores": [1]}')");
        row("more", 200, R"({"scores": [1, 2, 3]})", "answered with 3 scores for 2 pictures", "[1, 2, 3]");
        row("nan", 200, R"({"scores": [1, NaN]})", "is not a JSON object", "NaN");
        row("null", 200, R"({"scores": [1, null]})", "score of picture 1 is not a finite number", "null");
        row("text", 200, R"({"scores": ["1", 2]})", "score of picture 0 is not a finite number", R"("1")");
        row("truth", 200, R"({"scores": [true, 2]})", "score of picture 0 is not a finite number", "true");
        row("nested", 200, R"({"scores": [[1], [2]]})", "score of picture 0 is not a finite number", "[[1], [2]]");
        row("beyond double", 200, R"({"scores": [1, 1e999]})", "not", "1e999");
        row("beyond float", 200, R"({"scores": [1, -1e39]})", "score of picture 1 is not a finite number", "-1e39");
        row("no scores", 200, R"({"score": [1, 2]})", "has no list 'scores'", "score");
        row("bare list", 200, "[1, 2]", "is not a JSON object", "'[1, 2]'");
        row("html", 200, "<!DOCTYPE html>\n<html><body>It works!</body></html>", "is not a JSON object",
            "'<!DOCTYPE html> <html><body>It works!</body></html>'");
        row("nothing", 200, "", "is not a JSON object", "nothing");
        row("bytes", 200, QByteArray("\0\xff\x1b[2J\xc3", 7), "is not a JSON object", "'???[2J?'");
        row("deep", 200, QByteArray(100000, '['), "100 deep", "'[[[");
        row("400", 400, "no such prompt", "answered with status 400", "'no such prompt'");
        row("404", 404, "", "answered with status 404", "nothing");
        row("304", 304, "", "redirects are not followed", "nothing");
    }

    void nonsenseIsQuoted() {
        QFETCH(int, status);
        QFETCH(QByteArray, answer);
        QFETCH(QString, problem);
        QFETCH(QString, quote);
        HttpServer server(answering(status, answer.toStdString()));
        RewardServer judge("vlm", server.url(), kShort);
        const QString said = complaint(judge);
        QVERIFY2(said.startsWith("reward server vlm (" + QString::fromStdString(server.url()) + "): "),
                 qPrintable(said));
        QVERIFY2(said.contains(problem) && said.contains(quote), qPrintable(said));
        QVERIFY(said.size() < 500);
        QCOMPARE(server.requests(), 1);  // asking again would not help
    }

    void longAnswersAreCutInMessages() {
        HttpServer server(answering(200, std::string(5000, 'x')));
        RewardServer judge("vlm", server.url(), kShort);
        const QString said = complaint(judge);
        QVERIFY(said.contains(QString(200, 'x') + "...'"));
        QVERIFY(!said.contains(QString(201, 'x')));
    }

    void passingTroubleIsTriedAgain() {
        int request = 0;
        HttpServer server([&request](HttpServer::Peer& peer) {
            ++request == 1 ? peer.answer(500, "loading the model") : peer.answer(200, R"({"scores": [1, 2]})");
        });
        RewardServer judge("vlm", server.url(), kShort);
        QVERIFY(judge.score(two_pictures(), {"", ""}).equal(at::tensor({1.0f, 2.0f})));
        QCOMPARE(server.requests(), 2);
    }

    void lastingTroubleIsReported() {
        HttpServer server(answering(503, "loading\nthe model"));
        RewardServer judge("vlm", server.url(), kShort);
        const QString said = complaint(judge);
        QVERIFY2(said.contains("answered with status 503: 'loading the model'"), qPrintable(said));
        QCOMPARE(server.requests(), 4);
    }

    void deadServerIsReported() {
        std::string url;
        {
            const HttpServer server(answering(200, ""));
            url = server.url();
        }
        RewardServer judge("vlm", url, kShort);
        const QString said = complaint(judge);
        QVERIFY2(said.contains("connect") && said.contains(QString::fromStdString(url)), qPrintable(said));
    }

    void deafAddressIsGivenUp() {
        // A queue for connections that is full, and that nobody empties: the system drops what else arrives.
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* raw = reinterpret_cast<sockaddr*>(&address);
        QVERIFY(bind(listener, raw, size) == 0 && listen(listener, 0) == 0 && getsockname(listener, raw, &size) == 0);
        const int first = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        QCOMPARE(::connect(first, raw, size), 0);
        const std::string port = std::to_string(ntohs(address.sin_port));
        RewardServer judge("vlm", "http://127.0.0.1:" + port, {{0.3, 20}, {}});
        QElapsedTimer timer;
        timer.start();
        const QString said = complaint(judge);
        QVERIFY2(said.contains("no connection within 0.3 s"), qPrintable(said));
        QVERIFY(timer.elapsed() < 3000);
        ::close(first);
        ::close(listener);
    }

    void hangingServerIsGivenUp() {
        HttpServer server([](HttpServer::Peer& peer) { peer.hang(); });
        RewardServer judge("vlm", server.url(), kShort);
        QElapsedTimer timer;
        timer.start();
        const QString said = complaint(judge);
        QVERIFY2(said.contains("no answer within 0.4 s"), qPrintable(said));
        QCOMPARE(server.requests(), 1);
        QVERIFY2(timer.elapsed() >= 400 && timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    }

    void trickleIsGivenUp() {
        HttpServer server([](HttpServer::Peer& peer) {
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            while (peer.send(" ") && peer.wait(20)) {
            }
        });
        RewardServer judge("vlm", server.url(), {{0.5, 0.4}, {}});
        QElapsedTimer timer;
        timer.start();
        QVERIFY(complaint(judge).contains("no answer within 0.4 s"));
        QVERIFY(timer.elapsed() < 2000);
    }

    void halfAnAnswerIsNone() {
        int request = 0;
        HttpServer server([&request](HttpServer::Peer& peer) {
            if (++request == 1) {
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n{\"scores\": [1, ");
                peer.close();
            } else {
                peer.answer(200, R"({"scores": [1, 2]})");
            }
        });
        RewardServer judge("vlm", server.url(), kShort);
        QVERIFY(judge.score(two_pictures(), {"", ""}).equal(at::tensor({1.0f, 2.0f})));
        QCOMPARE(server.requests(), 2);
    }

    void hugeAnswersAreGivenUp_data() {
        QTest::addColumn<QString>("begin");
        QTest::addColumn<QString>("more");
        QTest::newRow("announced") << "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n" << QString(65536, ' ');
        QTest::newRow("endless") << "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" << QString(65536, ' ');
        QTest::newRow("header") << "HTTP/1.1 200 OK\r\n" << QString("X: " + QString(1000, 'y') + "\r\n");
    }

    void hugeAnswersAreGivenUp() {
        QFETCH(QString, begin);
        QFETCH(QString, more);
        std::atomic<std::size_t> sent = 0;
        HttpServer server([&](HttpServer::Peer& peer) {
            peer.send(begin.toStdString());
            while (sent < 100'000'000 && peer.send(more.toStdString()) && peer.wait(0)) {
                sent += static_cast<std::size_t>(more.size());
            }
        });
        RewardServer judge("vlm", server.url(), {{0.5, 20}, {0.01}});
        const QString said = complaint(judge);
        QVERIFY2(said.contains("larger than 1048704 bytes"), qPrintable(said));
        QCOMPARE(server.requests(), 1);
        QVERIFY(sent < 20'000'000);  // what the system's buffers took in
    }

    void onlyTheConfiguredAddressIsTalkedTo() {
        HttpServer other(answering(200, R"({"scores": [1, 2]})"));
        HttpServer server(
            [&other](HttpServer::Peer& peer) { peer.answer(307, "elsewhere", "Location: " + other.url() + "\r\n"); });
        RewardServer judge("vlm", server.url(), kShort);
        const QString said = complaint(judge);
        QVERIFY2(said.contains("status 307, and redirects are not followed: 'elsewhere'"), qPrintable(said));
        QCOMPARE(server.requests(), 1);
        QCOMPARE(other.requests(), 0);
    }

    void proxiesOfTheEnvironmentPlayNoPart() {
        HttpServer proxy(answering(200, R"({"scores": [9, 9]})"));
        const Variable lower("http_proxy", proxy.url());
        const Variable all("ALL_PROXY", proxy.url());
        HttpServer server(answering(200, R"({"scores": [1, 2]})"));
        RewardServer judge("vlm", server.url(), kShort);
        QVERIFY(judge.score(two_pictures(), {"", ""}).equal(at::tensor({1.0f, 2.0f})));
        QCOMPARE(proxy.requests(), 0);
    }

    void addressesAreChecked() {
        for (const char* url :
             {"", "ftp://host/file", "file:///etc/passwd", "http://", "http://a b/", "localhost:80"}) {
            const QString said = error_text([&] { RewardServer("vlm", url); });
            QVERIFY2(said.contains("is not the address of a server"), url);
        }
        RewardServer("vlm", "https://user:word@[::1]:8000/score?model=a");
    }

    void stopEndsTheWaitAtOnce_data() {
        QTest::addColumn<bool>("hangs");
        QTest::newRow("for an answer") << true;
        QTest::newRow("for the next try") << false;
    }

    void stopEndsTheWaitAtOnce() {
        QFETCH(bool, hangs);
        HttpServer server([hangs](HttpServer::Peer& peer) { hangs ? peer.hang() : void(peer.answer(500, "")); });
        RewardServer judge("vlm", server.url(), {{5, 60}, {60}});
        QElapsedTimer timer;
        timer.start();
        judge.set_stop_asked([&timer] { return timer.elapsed() > 300; });
        QVERIFY(!complaint(judge).isEmpty());
        QVERIFY2(timer.elapsed() >= 300 && timer.elapsed() < 1300, qPrintable(QString::number(timer.elapsed())));
    }

    void pausesDoNotCount() {
        HttpServer server([](HttpServer::Peer& peer) {
            peer.wait(200);
            peer.answer(200, R"({"scores": [1, 2]})");
        });
        RewardServer judge("vlm", server.url(), {{5, 0.4}, {}});
        bool paused = false;
        judge.set_stop_asked([&paused] {
            if (!std::exchange(paused, true)) {
                std::this_thread::sleep_for(std::chrono::milliseconds(800));
            }
            return false;
        });
        QVERIFY(judge.score(two_pictures(), {"", ""}).equal(at::tensor({1.0f, 2.0f})));
        QCOMPARE(server.requests(), 1);
    }

    /// docs/examples/reward_server.py, as docs/own-rewards.md shows it.
    void exampleOfTheManualWorks() {
        const QString python = QStandardPaths::findExecutable("python3");
        if (python.isEmpty()) {
            QSKIP("there is no python3");
        }
        QProcess server;
        server.start(python, {QStringLiteral(TEMPERA_SOURCE_DIR "/docs/examples/reward_server.py"), "0"});
        QTRY_VERIFY_WITH_TIMEOUT(server.canReadLine(), 20000);
        const QByteArray port = server.readLine().trimmed().split(' ').last();
        RewardServer judge("detail", "http://127.0.0.1:" + port.toStdString() + "/score");
        const at::Tensor images = at::cat({two_pictures(), at::full({1, 3, 4, 5}, 0.5)});
        const at::Tensor scores = judge.score(images, {"cat", "dog", "hen"});
        for (int i = 0; i < 3; ++i) {
            const auto bytes = static_cast<double>(encode_png(to_image(images[i])).size());
            QCOMPARE(scores[i].item<float>(), static_cast<float>(bytes / 20));
        }
        server.kill();
        server.waitForFinished();
    }
};

QTEST_GUILESS_MAIN(TestRewardServer)
#include "tst_reward_server.moc"
