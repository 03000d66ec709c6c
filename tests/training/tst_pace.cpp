// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/training/pace.h"

using namespace tempera;

class TestPace : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void unknownBeforeTheFirstEpoch() {
        const Pace pace;
        QCOMPARE(pace.epoch_seconds(), 0.0);
        QVERIFY(pace.remaining(0, 10, 3) < 0);
    }

    void countsTheEpochInFlight() {
        Pace pace;
        pace.epoch_done(10);
        QCOMPARE(pace.remaining(1, 4, 0), 30.0);
        QCOMPARE(pace.remaining(1, 4, 4), 26.0);
        QCOMPARE(pace.remaining(1, 4, 99), 20.0);  // late is nearly done, not overdue
        QCOMPARE(pace.remaining(4, 4, 2), 0.0);
    }

    void followsTheLatestEpochs() {
        Pace pace;
        for (int i = 0; i < 20; ++i) {
            pace.epoch_done(100);
        }
        for (int i = 0; i < 5; ++i) {
            pace.epoch_done(2);
        }
        QCOMPARE(pace.epoch_seconds(), 2.0);
    }
};

QTEST_APPLESS_MAIN(TestPace)
#include "tst_pace.moc"
