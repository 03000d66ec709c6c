// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <cmath>
#include <ctime>

#include "core/base/clock.h"

using namespace tempera;

class TestClock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void durationsForPeople_data() {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << 0.0 << "0 s";
        QTest::newRow("seconds") << 48.4 << "48 s";
        QTest::newRow("rounds up into a minute") << 59.7 << "1 min 00 s";
        QTest::newRow("minutes") << 200.0 << "3 min 20 s";
        QTest::newRow("hours") << 7500.0 << "2 h 05 min";
        QTest::newRow("days") << 100.0 * 3600 << "100 h 00 min";
        QTest::newRow("unknown") << -1.0 << "unknown";
        QTest::newRow("not a number") << std::nan("") << "unknown";
    }
    void durationsForPeople() {
        QFETCH(double, seconds);
        QTEST(QString::fromStdString(human_duration(seconds)), "text");
    }

    void timeIsLocal() {
        qputenv("TZ", "UTC-2");
        ::tzset();
        QCOMPARE(iso_time(0.9), std::string("1970-01-01 02:00:00"));
        QCOMPARE(iso_time(1'700'000'000), std::string("2023-11-15 00:13:20"));
    }

    void clocksRun() {
        QVERIFY(unix_seconds() > 1.6e9);
        const double start = steady_seconds();
        QTest::qSleep(5);
        const double passed = steady_seconds() - start;
        QVERIFY(passed >= 0.005 && passed < 5);
    }
};

QTEST_APPLESS_MAIN(TestClock)
#include "tst_clock.moc"
