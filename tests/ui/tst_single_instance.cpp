// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>

#include <QFile>
#include <QLocalSocket>
#include <QLockFile>
#include <QProcess>
#include <algorithm>
#include <memory>
#include <vector>

#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/window/main_window.h"
#include "ui/window/single_instance.h"
#include "ui/window/window_host.h"

using namespace tempera::test;
using namespace tempera::ui;

class TestSingleInstance : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void nobodyListens();
    void handsOver();
    void oneSocketPerFolder();
    void onlyTheHolderOfTheLockListens();
    void ofManyStartsAtOnceOneStays();
    void staleSocketIsReplaced();
    void strangersAreSentAway();
    void secondStartShowsItsRunsInTheFirst();

private:
    QTemporaryDir m_runtime;
};

namespace {

/// A second start, in a process of its own: the first must answer meanwhile.
class SecondStart : public QProcess {
public:
    explicit SecondStart(const QStringList& arguments, const QString& folder = {}) {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), qEnvironmentVariable("XDG_RUNTIME_DIR"));
        setProcessEnvironment(environment);
        setWorkingDirectory(folder);
        start(QStringLiteral(WINDOW), arguments);
    }
    bool ended() {
        return QTest::qWaitFor([this] { return state() == QProcess::NotRunning; }, 20000);
    }
};

}  // namespace

void TestSingleInstance::initTestCase() {
    QFile::setPermissions(m_runtime.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    qputenv("XDG_RUNTIME_DIR", m_runtime.path().toUtf8());
}

void TestSingleInstance::nobodyListens() {
    TestPlace place;
    QVERIFY(!SingleInstance::handOver(place.text(), {QStringLiteral("run")}));
}

void TestSingleInstance::handsOver() {
    TestPlace place;
    SingleInstance first;
    QVERIFY(first.listen(place.text()));
    QVERIFY(SingleInstance::socketOf(place.text()).startsWith(m_runtime.path()));
    QSignalSpy asked(&first, &SingleInstance::asked);
    SecondStart second({QStringLiteral("--workspace"), place.text(), QStringLiteral("--open"), QStringLiteral("a"),
                        QStringLiteral("--open"), QStringLiteral("b c")});
    QVERIFY(second.ended());
    QCOMPARE(second.exitCode(), 0);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].toStringList(), QStringList({QStringLiteral("a"), QStringLiteral("b c")}));
    QCOMPARE(asked[0][1].toStringList(), QStringList());
    // Archives are named relative to where the second start is.
    QFile archive(place.text() + QStringLiteral("/my run.tempera"));
    QVERIFY(archive.open(QIODevice::WriteOnly));
    SecondStart third({QStringLiteral("--workspace"), place.text(), QStringLiteral("my run.tempera")}, place.text());
    QVERIFY(third.ended());
    QCOMPARE(third.exitCode(), 0);
    QCOMPARE(asked.size(), 2);
    QCOMPARE(asked[1][1].toStringList(), QStringList(archive.fileName()));
    SecondStart wrong({QStringLiteral("--workspace"), place.text(), QStringLiteral("my run.zip")}, place.text());
    QVERIFY(wrong.ended());
    QCOMPARE(wrong.exitCode(), 1);
    QVERIFY(wrong.readAllStandardError().contains("my run.zip is no archive of a run"));
    QCOMPARE(asked.size(), 2);
}

void TestSingleInstance::oneSocketPerFolder() {
    TestPlace place, other;
    const QString link = other.text() + QStringLiteral("/link");
    QVERIFY(QFile::link(place.text(), link));
    QCOMPARE(SingleInstance::socketOf(link), SingleInstance::socketOf(place.text() + QStringLiteral("/")));
    QVERIFY(SingleInstance::socketOf(other.text()) != SingleInstance::socketOf(place.text()));
    // Another workspace in the same window: the first is free again.
    SingleInstance first, second;
    QVERIFY(first.listen(place.text()));
    QVERIFY(!second.listen(place.text()));
    QVERIFY(first.listen(other.text()));
    QVERIFY(second.listen(place.text()));
}

void TestSingleInstance::onlyTheHolderOfTheLockListens() {
    TestPlace place;
    SingleInstance instance;
    {
        // A window that has just been started, and does not listen yet.
        QLockFile starting(SingleInstance::socketOf(place.text()) + QStringLiteral(".lock"));
        QVERIFY(starting.tryLock(0));
        QVERIFY(!instance.listen(place.text()));
        QVERIFY(!QFile::exists(SingleInstance::socketOf(place.text())));
    }
    QVERIFY(instance.listen(place.text()));
    QVERIFY(instance.listen(place.text()));  // it has the lock itself
}

void TestSingleInstance::ofManyStartsAtOnceOneStays() {
    for (int round = 0; round < 3; ++round) {
        TestPlace place;
        std::vector<std::unique_ptr<SecondStart>> starts;
        for (int i = 0; i < 4; ++i) {
            starts.push_back(std::make_unique<SecondStart>(QStringList{QStringLiteral("--workspace"), place.text()}));
        }
        const auto alive = [&] {
            return std::count_if(starts.begin(), starts.end(),
                                 [](const auto& start) { return start->state() != QProcess::NotRunning; });
        };
        QTRY_COMPARE_WITH_TIMEOUT(alive(), 1, 30000);
        for (const auto& start : starts) {
            if (start->state() == QProcess::NotRunning) {
                QVERIFY2(start->exitStatus() == QProcess::NormalExit && start->exitCode() == 0,
                         start->readAllStandardError().constData());
            }
        }
        QVERIFY(SingleInstance::handOver(place.text(), {}));
        QCOMPARE(alive(), 1);
    }
}

void TestSingleInstance::staleSocketIsReplaced() {
    TestPlace place;
    // What a killed window leaves.
    QProcess window;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_runtime.path());
    window.setProcessEnvironment(environment);
    window.start(QStringLiteral(WINDOW), {QStringLiteral("--workspace"), place.text()});
    const QString socket = SingleInstance::socketOf(place.text());
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(socket), 20000);
    window.kill();
    QVERIFY(window.waitForFinished(10000));
    QVERIFY(QFile::exists(socket));
    QVERIFY(!SingleInstance::handOver(place.text(), {}));
    SingleInstance next;
    QVERIFY(next.listen(place.text()));
}

void TestSingleInstance::strangersAreSentAway() {
    TestPlace place;
    SingleInstance first;
    QVERIFY(first.listen(place.text()));
    QSignalSpy asked(&first, &SingleInstance::asked);
    QLocalSocket socket;
    socket.connectToServer(SingleInstance::socketOf(place.text()));
    QVERIFY(socket.waitForConnected(2000));
    socket.write("GET / HTTP/1.1\n");
    QTRY_COMPARE(socket.state(), QLocalSocket::UnconnectedState);
    QCOMPARE(asked.size(), 0);
    // Nobody else may open it.
    QVERIFY(!(QFile::permissions(SingleInstance::socketOf(place.text())) & (QFile::ReadOther | QFile::WriteOther)));
}

void TestSingleInstance::secondStartShowsItsRunsInTheFirst() {
    TestPlace place;
    QStringList ids;
    for (const char* name : {"one", "two"}) {
        FakeRunOptions options;
        options.name = name;
        FakeRun run(place.workspace(), options);
        run.start();
        run.finish();
        ids << run.id();
    }
    Session session;
    WindowHost host(session, ThemeMode::Light);
    SingleInstance instance;
    host.beSingle(instance);
    host.window().show();
    QVERIFY(openAndWait(session, place.text()));
    for (const QString& id : ids) {
        SecondStart second({QStringLiteral("--workspace"), place.text(), QStringLiteral("--open"), id});
        QVERIFY(second.ended());
        QTRY_COMPARE(session.currentId(), id);
    }
}

QTEST_MAIN(TestSingleInstance)
#include "tst_single_instance.moc"
