// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <QFrame>
#include <QMainWindow>

#include "core/store/run_lock.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/device/device_meter.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestDeviceMeter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsTheKernelsFiles();
    void gpusOnlyWhereThereAreSome();
    void showsMachineWorkersAndGpus();
    void stopsWhenHidden();
};

void TestDeviceMeter::readsTheKernelsFiles() {
    const auto before = processorTimes("cpu  100 0 100 700 100 0 0 0 0 0\ncpu0 1 2 3\n");
    const auto after = processorTimes("cpu  130 10 110 740 110 0 0 0 5 5\n");
    QVERIFY(before && after);
    QCOMPARE(before->total, 1000U);
    QCOMPARE(before->busy, 200U);
    QCOMPARE(busyShare(*before, *after), 0.5);  // 50 of 100 ticks; guest time is no time of its own
    QCOMPARE(busyShare(*after, *before), 0.0);
    QVERIFY(!processorTimes("intr 1 2 3 4 5 6"));
    const auto memory = machineMemory("MemTotal:       16384000 kB\nMemFree: 1 kB\nMemAvailable:    6144000 kB\n");
    QVERIFY(memory);
    QCOMPARE(memory->totalMib, 16000.0);
    QCOMPARE(memory->usedMib, 10000.0);
    QVERIFY(!machineMemory("MemTotal: 5 kB\n"));
    const auto ticks = processTicks("12 (a b) c) S 1 12 12 0 -1 4194560 900 0 0 0 250 50 0 0 20 0 1 0\n");
    QVERIFY(ticks);
    QCOMPARE(*ticks, 300U);
    QVERIFY(!processTicks("12 (x"));
    QCOMPARE(residentPages("5000 1200 300 1 0 900 0\n").value_or(0), 1200U);
    QVERIFY(!residentPages(""));
}

void TestDeviceMeter::gpusOnlyWhereThereAreSome() {
    const Nvml none(QStringLiteral("libthere-is-no-such-library.so.1"));
    QVERIFY(!none.present());
    QVERIFY(none.sample().empty());
    const Nvml fake(QStringLiteral(FAKE_NVML));
    QVERIFY(fake.present());
    const auto gpus = fake.sample();
    QCOMPARE(gpus.size(), 2U);  // a lost one is left out
    QCOMPARE(gpus[0].name, QStringLiteral("Test GPU A"));
    QCOMPARE(gpus[0].busyPercent, 82);
    QCOMPARE(gpus[0].usedMib, 3072.0);
    QCOMPARE(gpus[0].totalMib, 8192.0);
    QCOMPARE(gpus[1].busyPercent, -1);
}

void TestDeviceMeter::showsMachineWorkersAndGpus() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    const RunLock lock(run.dir());  // this test is the worker
    run.start();
    Session session;
    QVERIFY(openAndWait(session, place.text()));
    DeviceMeter meter(session, nullptr, QStringLiteral(FAKE_NVML));
    meter.show();
    QTRY_VERIFY(!meter.latest().workers.empty());
    const DeviceSample::Worker& worker = meter.latest().workers.front();
    QCOMPARE(worker.pid, qint64(::getpid()));
    QVERIFY(worker.memoryMib > 10 && worker.memoryMib < 4000);
    QVERIFY(meter.latest().memory.totalMib > meter.latest().memory.usedMib);
    QVERIFY2(meter.text().startsWith(QStringLiteral("CPU ")), qPrintable(meter.text()));
    QVERIFY2(meter.text().contains(QStringLiteral("GPU 0 82 % 3.0 GiB")), qPrintable(meter.text()));
    QTest::mouseClick(&meter, Qt::LeftButton);
    QVERIFY(meter.panel()->isVisible());
    const QStringList lines = meter.panelText().split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 4);
    QVERIFY(lines[1].startsWith(QStringLiteral("tdpo-r\t")));
    QCOMPARE(lines[2], QStringLiteral("Test GPU A\t82 %\t3.0 GiB of 8.0 GiB"));
    QCOMPARE(lines[3], QStringLiteral("Test GPU B\t–\t3.0 GiB of 8.0 GiB"));
}

void TestDeviceMeter::stopsWhenHidden() {
    TestPlace place;
    Session session;
    QMainWindow window;
    auto* meter = new DeviceMeter(session, nullptr, QString());
    window.setCentralWidget(meter);
    QSignalSpy updated(meter, &DeviceMeter::updated);
    QTest::qWait(50);
    QCOMPARE(updated.size(), 0);
    window.show();
    QVERIFY(updated.wait(2000));
    QVERIFY(meter->sampling());
    window.hide();
    QVERIFY(!meter->sampling());
    QTest::qWait(50);  // one may be under way
    updated.clear();
    QTest::qWait(DeviceSampler::interval + 200);
    QCOMPARE(updated.size(), 0);
    window.show();
    QVERIFY(updated.wait(2000));
    window.showMinimized();
    QTRY_VERIFY(!meter->sampling());
}

QTEST_MAIN(TestDeviceMeter)
#include "tst_device_meter.moc"
