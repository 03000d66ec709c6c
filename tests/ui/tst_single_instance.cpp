// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>

#include <QFile>
#include <QLocalSocket>
#include <QProcess>

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
    explicit SecondStart(const QStringList& arguments) {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        setProcessEnvironment(environment);
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
    QCOMPARE(asked.front().front().toStringList(), QStringList({QStringLiteral("a"), QStringLiteral("b c")}));
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
    host.beSingle();
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
