// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>

#include <QPushButton>

#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/text_format.h"
#include "ui/launch/config_form.h"
#include "ui/launch/launch_dialog.h"
#include "ui/launch/preflight_panel.h"
#include "ui/session/cost_estimate.h"
#include "ui/session/preflight.h"
#include "ui/session/queue_runner.h"
#include "ui/session/selfcheck_runner.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestPreflight : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void estimatesAreScaledBySamplesAndSteps();
    void missingFilesAreNamed();
    void earlierRunsTellTheCost();
    void selfcheckMeasures();
};

void TestPreflight::initTestCase() {
    qputenv("TEMPERA_RUN", FAKE_WORKER);
}

void TestPreflight::estimatesAreScaledBySamplesAndSteps() {
    Config small;
    small.set("sample.num_steps", std::int64_t{10});
    Config large = small;
    large.set("sample.num_steps", std::int64_t{20});
    large.set("sample.num_batches_per_epoch", std::int64_t{12});
    MeasuredCost run{QStringLiteral("earlier"), small, false, 10, 400, 1000, 5000, 0};
    QCOMPARE(workOf(small), 320.0);
    const auto same = estimateCost(small, false, {run});
    QVERIFY(same);
    QCOMPARE(same->epochSeconds, 10.0);
    QCOMPARE(same->memoryHigh, 400.0);
    QCOMPARE(same->runs, 1);
    QVERIFY(same->otherwise.isEmpty());
    const auto six = estimateCost(large, false, {run});
    QCOMPARE(six->workRatio, 6.0);
    QCOMPARE(six->epochSeconds, 60.0);
    QCOMPARE(six->memoryLow, 400.0);
    QCOMPARE(six->memoryHigh, 2400.0);
    QCOMPARE(six->diskBytes, picturesOf(large) * 1000 + checkpointsOf(large) * 5000);
    // A run that was imported without its pictures says nothing about their size.
    MeasuredCost bare = run;
    bare.pictureBytes = 0;
    QCOMPARE(estimateCost(large, false, {bare})->diskBytes, 0.0);
    // Another method, model or device says nothing.
    QVERIFY(!estimateCost(small, true, {run}));
    Config other = small;
    other.set("method", std::string("ddpo"));
    QVERIFY(!estimateCost(other, false, {run}));
    // The median of those that differ least; what differs still is named.
    MeasuredCost slow = run;
    slow.epochSeconds = 100;
    MeasuredCost unlike = run;
    unlike.config.set("threads", std::int64_t{1});
    unlike.epochSeconds = 7;
    const auto several = estimateCost(small, false, {unlike, run, slow, run});
    QCOMPARE(several->epochSeconds, 10.0);
    QCOMPARE(several->epochHigh, 100.0);
    QCOMPARE(several->runs, 3);
    QCOMPARE(estimateCost(small, false, {unlike})->otherwise, QStringList(QStringLiteral("threads")));
    // Selfcheck's answer for these settings goes before old runs.
    MeasuredCost measured = run;
    measured.name.clear();
    measured.epochSeconds = 3;
    QCOMPARE(estimateCost(small, false, {measured, run, slow})->epochSeconds, 3.0);
    QCOMPARE(estimateCost(small, false, {measured, run, slow})->runs, 0);
}

void TestPreflight::missingFilesAreNamed() {
    Config config = load_preset("animals-tdpo");
    QVERIFY(missingFiles(config).empty());
    config.set("model.path", std::string("/nowhere/model"));
    config.set("prompts.file", std::string("no_such_list"));
    config.set("reward.name", std::string("0.5*mine=/nowhere/mine.pt + 0.5*saturation"));
    const auto missing = missingFiles(config);
    QCOMPARE(missing.size(), std::size_t{3});
    QCOMPARE(missing[0].first, QStringLiteral("model.path"));
    QVERIFY(missing[0].second.contains(QStringLiteral("/nowhere/model")));
    QCOMPARE(missing[1].first, QStringLiteral("prompts.file"));
    QCOMPARE(missing[2].first, QStringLiteral("reward.name"));
    QVERIFY(missing[2].second.contains(QStringLiteral("/nowhere/mine.pt")));
}

void TestPreflight::earlierRunsTellTheCost() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.epochs(2);
    run.finish();
    Session session;
    QueueRunner queue(session);
    QVERIFY(openAndWait(session, place.text()));
    LaunchDialog dialog(session, queue);
    dialog.show();
    PreflightPanel* before = dialog.preflight();
    QTRY_VERIFY(before->settled());
    QVERIFY(before->text(QStringLiteral("time")).startsWith(QStringLiteral("No earlier run")));
    QVERIFY(before->text(QStringLiteral("disk")).contains(QStringLiteral("roughly")));
    Config same = load_preset((run.dir() / "config.toml").string());
    same.set("seed", std::int64_t{9});
    dialog.form()->setPreset(same);
    QTRY_VERIFY(before->text(QStringLiteral("time")).contains(QStringLiteral("From tdpo-r")));
    // 11.8 s an epoch, 40 epochs.
    QVERIFY2(before->text(QStringLiteral("time")).contains(formatDuration(11.8 * 40)),
             qPrintable(before->text(QStringLiteral("time"))));
    QVERIFY(before->text(QStringLiteral("memory")).contains(QStringLiteral("1.2 GiB")));
    // Its pictures are not there: the size of its database is not that of a picture.
    QVERIFY2(before->text(QStringLiteral("disk")).contains(QStringLiteral("roughly")),
             qPrintable(before->text(QStringLiteral("disk"))));
    // Twice the steps: twice the time, and it says so.
    dialog.form()->setValue(QStringLiteral("sample.num_steps"), QStringLiteral("100"));
    QTRY_VERIFY(before->text(QStringLiteral("time")).contains(formatDuration(11.8 * 80)));
    QVERIFY(before->text(QStringLiteral("time")).contains(QStringLiteral("2 times")));
    dialog.form()->setValue(QStringLiteral("model.path"), QStringLiteral("/nowhere/model"));
    QTRY_VERIFY(before->text(QStringLiteral("files")).contains(QStringLiteral("/nowhere/model")));
}

void TestPreflight::selfcheckMeasures() {
    TestPlace place;
    Session session;
    QueueRunner queue(session);
    QVERIFY(openAndWait(session, place.text()));
    LaunchDialog dialog(session, queue);
    dialog.resize(1200, 780);
    dialog.show();
    PreflightPanel* panel = dialog.preflight();
    QTRY_VERIFY(panel->settled());
    QTest::mouseClick(panel->measureButton(), Qt::LeftButton);
    QCOMPARE(panel->measureButton()->text(), QStringLiteral("Cancel"));
    QTRY_VERIFY_WITH_TIMEOUT(panel->text(QStringLiteral("time")).contains(QStringLiteral("Measured by selfcheck")),
                             10000);
    QVERIFY(panel->text(QStringLiteral("time")).contains(formatDuration(30)));
    QVERIFY(panel->text(QStringLiteral("memory")).contains(QStringLiteral("512 MiB")));
    QVERIFY(panel->text(QStringLiteral("disk")).contains(QStringLiteral("20 MiB")));
    QVERIFY(panel->text(QStringLiteral("selfcheck")).contains(QStringLiteral("hardly varies")));
    QCOMPARE(panel->measureButton()->text(), QStringLiteral("Measure"));
    MeasuredCost cost;
    QStringList remarks;
    QVERIFY(!readSelfcheck("{\"error\": {}}", cost, remarks));
}

QTEST_MAIN(TestPreflight)
#include "tst_preflight.moc"
