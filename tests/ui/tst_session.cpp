// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <algorithm>
#include <fstream>

#include "core/store/run_lock.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/session/sample_cache.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void opensAndReads();
    void followsALiveRunWithinHalfASecond();
    void doesNotTickWithoutALiveRun();
    void startsAgainWhenAResumeHidesRows();
    void callsARunInterruptedWhenItsWorkerVanishes();
    void findsARunThatAppears();
    void noticesAResumeFromElsewhere();
    void keepsTheEpochInsideTheRun();
    void fetchesPicturesWithTheirScores();
    void reportsABrokenRunAndOpensTheOthers();
    void trashesAndRestores();
    void keepsNamesAndColours();
    void failsOnAFolderThatIsAFile();
};

void TestSession::opensAndReads() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.epochs(12);
    run.finish();
    Session session;
    QVERIFY(openAndWait(session, place.text()));
    QCOMPARE(session.runs().size(), 1U);
    const RunData* data = session.current();
    QVERIFY(data);
    QCOMPARE(data->head.state, RunState::Finished);
    QCOMPARE(data->name(), QStringLiteral("tdpo-r"));
    QCOMPARE(session.selected(), QStringList(run.id()));
    const MetricSeries* reward = data->series(QStringLiteral("reward/train_mean"));
    QVERIFY(reward);
    QCOMPARE(reward->size(), 12U);
    QCOMPARE(reward->back().epoch, 11.0);
    QCOMPARE(data->neurons.size(), 12U);
    QCOMPARE(data->neurons.at(0).size(), 4U);
    QCOMPARE(data->resetEpochs(), std::vector<double>{9.0});
    QCOMPARE(data->evalEpochs.size(), 13U);
    QCOMPARE(data->trainEpochs.size(), 12U);
    QVERIFY(data->configToml.contains(QStringLiteral("tdpo-r")));
    QCOMPARE(session.lastEpoch(), 12);
    QCOMPARE(session.epoch(), 12);
    QVERIFY(session.followsLive());
}

void TestSession::followsALiveRunWithinHalfASecond() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    const RunLock lock(run.dir());
    run.start();
    Session session;
    session.setVisible(true);
    QVERIFY(openAndWait(session, place.text()));
    QCOMPARE(session.current()->head.state, RunState::Running);
    QTRY_VERIFY(session.ticking());
    double worst = 0;
    for (int i = 0; i < 8; ++i) {
        QTest::qWait(37 * i % 200);  // every phase of the tick
        QSignalSpy grown(&session, &Session::valuesGrown);
        QElapsedTimer timer;
        timer.start();
        run.writer().metric("probe", {i, 0, 0}, i);
        run.writer().flush();
        QVERIFY(grown.wait(2000));
        worst = std::max(worst, static_cast<double>(timer.elapsed()));
        QCOMPARE(session.current()->series(QStringLiteral("probe"))->back().value, double(i));
    }
    qInfo("a metric was visible after %.0f ms at worst", worst);
    QVERIFY2(worst <= 500, qPrintable(QString::number(worst)));
}

void TestSession::doesNotTickWithoutALiveRun() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.finish();
    Session session;
    QVERIFY(openAndWait(session, place.text()));
    QVERIFY(!session.ticking());
    QSignalSpy changed(&session, &Session::runChanged);
    QTest::qWait(600);
    QCOMPARE(changed.count(), 0);
}

void TestSession::startsAgainWhenAResumeHidesRows() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    const RunLock lock(run.dir());
    run.start();
    run.epochs(6);
    Session session;
    session.setVisible(true);
    QVERIFY(openAndWait(session, place.text()));
    QCOMPARE(session.current()->series(QStringLiteral("reward/train_mean"))->size(), 6U);
    QSignalSpy reset(&session, &Session::valuesReset);
    run.writer().begin_attempt(3);
    run.writer().flush();
    QVERIFY(reset.wait(2000));
    const MetricSeries* series = session.current()->series(QStringLiteral("reward/train_mean"));
    QVERIFY(series);
    QCOMPARE(series->size(), 3U);
    run.epoch(3);
    QTRY_COMPARE(session.current()->series(QStringLiteral("reward/train_mean"))->size(), 4U);
    for (std::size_t i = 0; i < 4; ++i) {
        QCOMPARE((*session.current()->series(QStringLiteral("reward/train_mean")))[i].epoch, double(i));
    }
}

void TestSession::callsARunInterruptedWhenItsWorkerVanishes() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    auto lock = std::make_unique<RunLock>(run.dir());
    run.start();
    Session session;
    session.setVisible(true);
    QVERIFY(openAndWait(session, place.text()));
    QVERIFY(session.current()->live());
    lock.reset();
    QTRY_COMPARE_WITH_TIMEOUT(session.current()->head.state, RunState::Interrupted, 2000);
    QTRY_VERIFY(!session.ticking());
}

void TestSession::findsARunThatAppears() {
    TestPlace place;
    Session session;
    QVERIFY(openAndWait(session, place.text()));
    QVERIFY(session.runs().empty());
    QSignalSpy added(&session, &Session::runAdded);
    FakeRun run(place.workspace(), {});
    const RunLock lock(run.dir());
    run.start();
    QVERIFY(added.wait(3000));
    QTRY_VERIFY(session.current() && session.current()->loaded);
    QTRY_VERIFY(session.current()->live());
}

void TestSession::noticesAResumeFromElsewhere() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    { const RunLock lock(run.dir()); }
    run.start();
    run.finish(ReachedState::Stopped, "stop asked");
    Session session;
    QVERIFY(openAndWait(session, place.text()));
    QCOMPARE(session.current()->head.state, RunState::Stopped);
    const RunLock lock(run.dir());
    run.writer().set_state(ReachedState::Running);
    run.writer().flush();
    QTRY_COMPARE_WITH_TIMEOUT(session.current()->head.state, RunState::Running, 3000);
}

void TestSession::keepsTheEpochInsideTheRun() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    const RunLock lock(run.dir());
    run.start();
    run.epochs(5);
    Session session;
    session.setVisible(true);
    QVERIFY(openAndWait(session, place.text()));
    QCOMPARE(session.epoch(), 5);
    session.stepEpoch(-2);
    QCOMPARE(session.epoch(), 3);
    QVERIFY(!session.followsLive());
    session.setEpoch(99);
    QCOMPARE(session.epoch(), 5);
    session.setEpoch(-4);
    QCOMPARE(session.epoch(), 0);
    run.epoch(5);
    QTRY_COMPARE(session.lastEpoch(), 6);
    QCOMPARE(session.epoch(), 0);  // the user looks back: nothing moves
    session.setFollowLive(true);
    QCOMPARE(session.epoch(), 6);
    run.epoch(6);
    QTRY_COMPARE(session.epoch(), 7);
}

void TestSession::fetchesPicturesWithTheirScores() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.epochs(2);
    run.finish();
    Session session;
    QVERIFY(openAndWait(session, place.text()));
    QSignalSpy arrived(&session.samples(), &SampleCache::arrived);
    const SampleKey key{run.id(), 1, SampleKind::Eval};
    QVERIFY(!session.samples().get(key));
    QVERIFY(arrived.wait(2000));
    const SampleSetPtr set = session.samples().get(key);
    QVERIFY(set);
    QCOMPARE(set->items.size(), 24U);
    QCOMPARE(set->rewards, (std::vector<QString>{QStringLiteral("animals-aesthetic"), QStringLiteral("gold")}));
    QCOMPARE(set->items[3].thumbnail.size(), QSize(64, 64));
    QCOMPARE(set->items[3].thumbnail.pixelColor(5, 60),
             FakeRun::picture(set->items[3].row.prompt, set->items[3].row.seed, 1.0 / 40, 64).pixelColor(5, 60));
    QCOMPARE(set->items[3].scores.size(), 2U);
}

void TestSession::reportsABrokenRunAndOpensTheOthers() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.finish();
    const auto broken = place.workspace() / "runs" / "broken-000000";
    std::filesystem::create_directories(broken);
    std::ofstream(broken / "run.db") << "this is not a database";
    Session session;
    QSignalSpy problem(&session, &Session::problem);
    QVERIFY(openAndWait(session, place.text()));
    QCOMPARE(session.runs().size(), 1U);
    QCOMPARE(problem.count(), 1);
    QVERIFY2(problem[0][0].toString().contains(QStringLiteral("broken-000000")), qPrintable(problem[0][0].toString()));
    session.rescan();
    QVERIFY(settled(session));
    QCOMPARE(problem.count(), 1);  // told once
}

void TestSession::trashesAndRestores() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.finish();
    Session session;
    QVERIFY(openAndWait(session, place.text()));
    QSignalSpy trashed(&session, &Session::trashed);
    session.trash(run.id());
    QTRY_COMPARE(trashed.count(), 1);
    QCOMPARE(trashed[0][1].toString(), QStringLiteral("tdpo-r"));
    QVERIFY(session.runs().empty());
    QVERIFY(!session.current());
    session.restore(run.id());
    QTRY_COMPARE(session.runs().size(), 1U);
    QTRY_VERIFY(session.current() && session.current()->loaded);
}

void TestSession::keepsNamesAndColours() {
    TestPlace place;
    for (const char* name : {"first", "second"}) {
        FakeRunOptions options;
        options.name = name;
        FakeRun run(place.workspace(), options);
        run.start();
        run.finish();
    }
    std::map<QString, int> colours;
    QString renamed;
    {
        Session session;
        QVERIFY(openAndWait(session, place.text()));
        for (const RunData* run : session.runs()) {
            colours[run->id()] = run->head.entry.colour;
        }
        QCOMPARE(colours.size(), 2U);
        QVERIFY(colours.begin()->second != colours.rbegin()->second);
        renamed = session.runs().front()->id();
        CatalogEntry entry = session.run(renamed)->head.entry;
        entry.display_name = "my favourite";
        entry.group = "good ones";
        session.setEntries({entry});
        QVERIFY(settled(session));
    }
    Session again;
    QVERIFY(openAndWait(again, place.text()));
    QCOMPARE(again.run(renamed)->name(), QStringLiteral("my favourite"));
    QCOMPARE(again.run(renamed)->group(), QStringLiteral("good ones"));
    for (const RunData* run : again.runs()) {
        QCOMPARE(run->head.entry.colour, colours[run->id()]);
    }
}

void TestSession::failsOnAFolderThatIsAFile() {
    TestPlace place;
    const QString file = place.text() + QStringLiteral("/file");
    std::ofstream(file.toStdString()) << "x";
    Session session;
    QSignalSpy failed(&session, &Session::workspaceFailed);
    session.openWorkspace(file);
    QVERIFY(failed.wait(3000));
    QVERIFY2(failed[0][0].toString().contains(file), qPrintable(failed[0][0].toString()));
}

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
