// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/store/silence.h"

using namespace tempera;

class TestSilence : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isSaidOfWorkersThatShouldSpeak_data() {
        QTest::addColumn<int>("state");
        QTest::addColumn<double>("started");
        QTest::addColumn<double>("spoke");
        QTest::addColumn<double>("silence");
        const int running = static_cast<int>(RunState::Running);
        QTest::newRow("busy") << running << 1000.0 << 49990.0 << 0.0;
        QTest::newRow("a long step") << running << 1000.0 << 49500.0 << 0.0;
        QTest::newRow("hangs") << running << 1000.0 << 49000.0 << 1000.0;
        QTest::newRow("never spoke") << running << 48000.0 << 0.0 << 2000.0;
        QTest::newRow("just resumed") << running << 49900.0 << 1000.0 << 0.0;
        QTest::newRow("the clock was set back") << running << 1000.0 << 136400.0 << 0.0;
        QTest::newRow("paused") << static_cast<int>(RunState::Paused) << 1000.0 << 2000.0 << 0.0;
        QTest::newRow("finished") << static_cast<int>(RunState::Finished) << 1000.0 << 2000.0 << 0.0;
    }
    void isSaidOfWorkersThatShouldSpeak() {
        QFETCH(int, state);
        QFETCH(double, started);
        QFETCH(double, spoke);
        QFETCH(double, silence);
        RunSummary summary;
        summary.attempts.resize(1);
        summary.attempts[0].started = started;
        summary.progress.wall = spoke;
        const auto found = tempera::silence(summary, static_cast<RunState>(state), 50000);
        QCOMPARE(found.value_or(0), silence);
        QVERIFY(!tempera::silence(RunSummary(), static_cast<RunState>(state), 50000));
    }
};

QTEST_APPLESS_MAIN(TestSilence)
#include "tst_silence.moc"
