// SPDX-License-Identifier: GPL-3.0-or-later
// What the desktop hears: no sleep while a run trains, a notice when one ends. Services that behave like those of the
// desktop answer on a bus of the test's own.
#include <fcntl.h>
#include <unistd.h>

#include <QDBusMessage>
#include <QDBusUnixFileDescriptor>
#include <QWidget>

#include <SQLiteCpp/Database.h>

#include "core/base/clock.h"
#include "core/store/run_lock.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/private_bus.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/desktop/notifier.h"
#include "ui/desktop/run_watch.h"
#include "ui/desktop/sleep_inhibitor.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

/// Gives out locks that are open file descriptors, as logind does.
class FakeLogind : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.login1.Manager")

public:
    ~FakeLogind() override {
        if (m_end >= 0) {
            ::close(m_end);
        }
    }
    QString what;
    bool refuses = false;
    int asked = 0;

    /// Whether somebody still has the other end open.
    bool locked() const {
        char byte = 0;
        return m_end >= 0 && ::read(m_end, &byte, 1) < 0 && errno == EAGAIN;
    }

public Q_SLOTS:
    QDBusUnixFileDescriptor Inhibit(const QString& operations, const QString& /*who*/, const QString& /*why*/,
                                    const QString& mode, const QDBusMessage& message) {
        ++asked;
        if (refuses) {
            message.setDelayedReply(true);
            QDBusConnection(QStringLiteral("services"))
                .send(message.createErrorReply(QDBusError::AccessDenied, QStringLiteral("no")));
            return {};
        }
        what = operations + QLatin1Char(' ') + mode;
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
            return {};
        }
        m_end = ends[0];
        const QDBusUnixFileDescriptor lock(ends[1]);
        ::close(ends[1]);
        return lock;
    }

private:
    int m_end = -1;
};

class FakeScreenSaver : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.ScreenSaver")

public:
    QList<uint> held;

public Q_SLOTS:
    uint Inhibit(const QString& /*who*/, const QString& /*why*/) {
        held << 41;
        return 41;
    }
    void UnInhibit(uint cookie) { held.removeAll(cookie); }
};

class FakeNotices : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Notice {
        uint replaces;
        QString title, text;
        int urgency;
    };
    QList<Notice> notices;

public Q_SLOTS:
    uint Notify(const QString& /*program*/, uint replaces, const QString& /*icon*/, const QString& title,
                const QString& text, const QStringList& /*actions*/, const QVariantMap& hints, int /*timeout*/) {
        notices << Notice{replaces, title, text, hints.value(QStringLiteral("urgency")).toInt()};
        return replaces ? replaces : static_cast<uint>(notices.size() + 100);
    }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString& action);
};

class TestSleepInhibitor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void holdsALockOfLogind();
    void fallsBackToTheScreenSaver();
    void nothingWithoutServices();
    void aRunThatTrainsKeepsAwake();
    void tellsInTheBackgroundOnly();
    void tellsOfAWorkerThatHangs();

private:
    QDBusConnection client() const { return QDBusConnection(QStringLiteral("client")); }
    QDBusConnection services() const { return QDBusConnection(QStringLiteral("services")); }
    void offer(const QString& name, const QString& path, QObject* service);

    std::unique_ptr<PrivateBus> m_bus;
};

void TestSleepInhibitor::initTestCase() {
    m_bus = std::make_unique<PrivateBus>();
    QVERIFY2(m_bus->running(), "dbus-daemon does not start");
    QVERIFY(m_bus->connection(QStringLiteral("client")).isConnected());
    QVERIFY(m_bus->connection(QStringLiteral("services")).isConnected());
}

void TestSleepInhibitor::offer(const QString& name, const QString& path, QObject* service) {
    QVERIFY(
        services().registerObject(path, service, QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
    QVERIFY(services().registerService(name));
}

void TestSleepInhibitor::cleanup() {
    for (const char* name :
         {"org.freedesktop.login1", "org.freedesktop.ScreenSaver", "org.freedesktop.Notifications"}) {
        services().unregisterService(QLatin1String(name));
    }
}

void TestSleepInhibitor::holdsALockOfLogind() {
    FakeLogind logind;
    offer(QStringLiteral("org.freedesktop.login1"), QStringLiteral("/org/freedesktop/login1"), &logind);
    SleepInhibitor inhibitor(nullptr, client(), client());
    QVERIFY(!inhibitor.held());
    inhibitor.setHeld(true);
    inhibitor.setHeld(true);
    QTRY_VERIFY(inhibitor.held());
    QCOMPARE(logind.asked, 1);
    QCOMPARE(logind.what, QStringLiteral("sleep:idle block"));
    QVERIFY(logind.locked());
    inhibitor.setHeld(false);
    QVERIFY(!inhibitor.held());
    QTRY_VERIFY(!logind.locked());
    // Wanted and given up before the answer comes: nothing stays behind.
    inhibitor.setHeld(true);
    inhibitor.setHeld(false);
    QTRY_COMPARE(logind.asked, 2);
    QTRY_VERIFY(!logind.locked());
    QVERIFY(!inhibitor.held());
}

void TestSleepInhibitor::fallsBackToTheScreenSaver() {
    FakeLogind logind;
    logind.refuses = true;
    FakeScreenSaver saver;
    offer(QStringLiteral("org.freedesktop.login1"), QStringLiteral("/org/freedesktop/login1"), &logind);
    offer(QStringLiteral("org.freedesktop.ScreenSaver"), QStringLiteral("/org/freedesktop/ScreenSaver"), &saver);
    {
        SleepInhibitor inhibitor(nullptr, client(), client());
        inhibitor.setHeld(true);
        QTRY_VERIFY(inhibitor.held());
        QCOMPARE(saver.held, QList<uint>{41});
        inhibitor.setHeld(false);
        QTRY_VERIFY(saver.held.isEmpty());
        inhibitor.setHeld(true);
        QTRY_VERIFY(inhibitor.held());
    }
    QTRY_VERIFY(saver.held.isEmpty());  // gone with the window
}

void TestSleepInhibitor::nothingWithoutServices() {
    SleepInhibitor alone(nullptr, client(), client());
    alone.setHeld(true);
    SleepInhibitor unconnected(nullptr, QDBusConnection(QStringLiteral("none")),
                               QDBusConnection(QStringLiteral("none")));
    unconnected.setHeld(true);
    Notifier(nullptr, QDBusConnection(QStringLiteral("none"))).notify({}, {}, {}, false);
    QTest::qWait(100);
    QVERIFY(!alone.held() && !unconnected.held());
}

void TestSleepInhibitor::aRunThatTrainsKeepsAwake() {
    FakeLogind logind;
    offer(QStringLiteral("org.freedesktop.login1"), QStringLiteral("/org/freedesktop/login1"), &logind);
    TestPlace place;
    FakeRun run(place.workspace(), {});
    auto lock = std::make_unique<RunLock>(run.dir());
    run.start();
    Session session;
    session.setVisible(true);
    QWidget window;
    Notifier notifier(nullptr, client());
    SleepInhibitor inhibitor(nullptr, client(), client());
    RunWatch watch(session, window, notifier, inhibitor);
    QVERIFY(!inhibitor.wanted());
    QVERIFY(openAndWait(session, place.text()));
    QTRY_VERIFY(inhibitor.held());
    session.settings().set(settings::inhibitSleep, false);
    QVERIFY(!inhibitor.held());
    session.settings().set(settings::inhibitSleep, true);
    QTRY_VERIFY(inhibitor.held());
    run.finish();
    lock.reset();
    QTRY_VERIFY(!inhibitor.held());
    QTRY_VERIFY(!logind.locked());
}

void TestSleepInhibitor::tellsInTheBackgroundOnly() {
    FakeNotices notices;
    offer(QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("/org/freedesktop/Notifications"), &notices);
    TestPlace place;
    FakeRunOptions options;
    options.name = "a<b>";
    FakeRun first(place.workspace(), options);
    auto firstLock = std::make_unique<RunLock>(first.dir());
    first.start();
    FakeRun second(place.workspace(), {});
    auto secondLock = std::make_unique<RunLock>(second.dir());
    second.start();
    Session session;
    session.setVisible(true);
    QWidget window;
    Notifier notifier(nullptr, client());
    SleepInhibitor inhibitor(nullptr, client(), client());
    RunWatch watch(session, window, notifier, inhibitor);
    QVERIFY(openAndWait(session, place.text()));
    QVERIFY(notices.notices.isEmpty());  // what was so when the workspace was opened is no news

    first.writer().set_state(ReachedState::Paused);
    first.writer().flush();
    QTRY_COMPARE(notices.notices.size(), 1);
    QCOMPARE(notices.notices[0].title, QStringLiteral("a<b> is paused"));
    QTest::qWait(50);
    first.finish(ReachedState::Failed, "no <room> left");
    firstLock.reset();
    QTRY_COMPARE(notices.notices.size(), 2);
    QCOMPARE(notices.notices[1].title, QStringLiteral("a<b> failed"));
    QCOMPARE(notices.notices[1].text, QStringLiteral("no &lt;room&gt; left"));
    QCOMPARE(notices.notices[1].urgency, 2);
    QCOMPARE(notices.notices[1].replaces, 101U);  // the notice before about the same run

    QSignalSpy clicked(&notifier, &Notifier::activated);
    Q_EMIT notices.ActionInvoked(101, QStringLiteral("default"));
    QVERIFY(clicked.wait(3000));
    QCOMPARE(clicked.front().front().toString(), first.id());

    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    second.finish();
    secondLock.reset();
    QTRY_COMPARE(session.run(second.id())->head.state, RunState::Finished);
    QTest::qWait(100);
    QCOMPARE(notices.notices.size(), 2);  // the user sees it anyway
}

void TestSleepInhibitor::tellsOfAWorkerThatHangs() {
    FakeNotices notices;
    offer(QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("/org/freedesktop/Notifications"), &notices);
    TestPlace place;
    FakeRun run(place.workspace(), {});
    const RunLock lock(run.dir());
    run.start();
    const auto lastWord = [&](const char* when) {
        const std::string time = std::string("strftime('%s', 'now') - ") + when;
        SQLite::Database database((run.dir() / "run.db").string(), SQLite::OPEN_READWRITE, 5000);
        database.exec("UPDATE attempt SET started = " + time + "; UPDATE progress SET wall = " + time);
    };
    Session session;
    session.setVisible(true);
    QWidget window;
    Notifier notifier(nullptr, client());
    SleepInhibitor inhibitor(nullptr, client(), client());
    RunWatch watch(session, window, notifier, inhibitor);
    QVERIFY(openAndWait(session, place.text()));
    const auto waited = [&] { return unix_seconds() - session.run(run.id())->head.summary.progress.wall; };
    watch.checkSilence();
    watch.checkSilence();
    lastWord("1000");
    QTRY_VERIFY(waited() > 900);
    watch.checkSilence();  // the machine may have slept
    QVERIFY(notices.notices.isEmpty());
    watch.checkSilence();
    watch.checkSilence();
    QTRY_COMPARE(notices.notices.size(), 1);
    QCOMPARE(notices.notices[0].title, QStringLiteral("tdpo-r makes no progress"));
    QVERIFY2(notices.notices[0].text.contains(QStringLiteral("16 min")), qPrintable(notices.notices[0].text));
    // It speaks, and falls silent again.
    lastWord("0");
    QTRY_VERIFY(waited() < 100);
    watch.checkSilence();
    lastWord("2000");
    QTRY_VERIFY(waited() > 1900);
    watch.checkSilence();
    watch.checkSilence();
    QTRY_COMPARE(notices.notices.size(), 2);
}

QTEST_MAIN(TestSleepInhibitor)
#include "tst_sleep_inhibitor.moc"
