// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QSignalSpy>
#include <cmath>

#include "core/store/run_lock.h"
#include "tests/ui/helpers/timesteps_stage.h"
#include "ui/common/text_format.h"
#include "ui/plot/heatmap_widget.h"
#include "ui/timesteps/profile_view.h"
#include "ui/timesteps/timestep_key.h"
#include "ui/timesteps/trajectory_view.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

namespace {

QPoint centre(const HeatmapWidget& map, int row, int column) {
    const QPointF middle = map.cellRect(row, column).center();
    return {static_cast<int>(std::floor(middle.x())), static_cast<int>(std::floor(middle.y()))};
}

}  // namespace

class TestTimesteps : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keysAreExplainedAndOrdered();
    void scalesLeaveOutWildCells();
    void showsTheStatistic();
    void mouseReadsAndChoosesTheEpoch();
    void keysWalkThroughStepsAndEpochs();
    void profileIsAgainstTheFirstEpoch();
    void anotherStatistic();
    void liveEpochsArrive();
    void aResumeStartsOver();
    void readsNothingWhileHidden();
    void anotherRun();
    void saysWhyThereIsNothing_data();
    void saysWhyThereIsNothing();
};

void TestTimesteps::keysAreExplainedAndOrdered() {
    QCOMPARE(orderedTimestepKeys({"approx_kl", "new_thing", "value_mean", "temporal_reward_mean"}),
             (QStringList{"temporal_reward_mean", "value_mean", "approx_kl", "new_thing"}));
    const TimestepKey key = timestepKey("clip_fraction");
    QCOMPARE(key.range, TimestepKey::Range::Share);
    QVERIFY(key.explanation.contains("train.clip_range"));
    QCOMPARE(timestepKey("new_thing").title, QString("new_thing"));
}

void TestTimesteps::scalesLeaveOutWildCells() {
    std::vector<float> values;
    for (int i = 0; i <= 300; ++i) {
        values.push_back(static_cast<float>(i) / 100 - 1);  // -1 .. 2
    }
    values.push_back(std::nanf(""));
    values.push_back(1e9F);
    const auto signedScale = timestepScale(TimestepKey::Range::Signed, values);
    QCOMPARE(signedScale.map, ColourMap::Diverging);
    QCOMPARE(signedScale.low, -signedScale.high);
    QVERIFY(std::abs(signedScale.high - 2) < 0.05);
    const auto fromZero = timestepScale(TimestepKey::Range::FromZero, {0.25F, 0.5F});
    QCOMPARE(fromZero.low, 0.0);
    QCOMPARE(fromZero.high, 0.5);
    QCOMPARE(fromZero.map, ColourMap::Sequential);
    QCOMPARE(timestepScale(TimestepKey::Range::Share, values).high, 1.0);
    const auto explained = timestepScale(TimestepKey::Range::Explained, values);
    QCOMPARE(explained.low, -1.0);
    QCOMPARE(explained.map, ColourMap::Diverging);
    for (const auto range : {TimestepKey::Range::Signed, TimestepKey::Range::FromZero}) {
        const auto nothing = timestepScale(range, {});
        QVERIFY(nothing.low < nothing.high);
        const auto zeros = timestepScale(range, {0, 0});
        QVERIFY(zeros.low < zeros.high);
    }
}

void TestTimesteps::showsTheStatistic() {
    const TestPlace place;
    writeRun(place, 6, small());
    Stage stage(place);
    QVERIFY(stage.ready);
    const HeatmapWidget& map = *stage.page.map();
    QCOMPARE(stage.page.keyBox()->currentText(), QString("Temporal reward"));
    QCOMPARE(map.table().x, (QVector<double>{0, 1, 2, 3, 4, 5}));
    QCOMPARE(map.table().y.size(), 20);
    QCOMPARE(map.table().y.front(), 981.0);  // noise on top
    QCOMPARE(map.table().y.back(), 31.0);
    for (const int epoch : {0, 5}) {
        for (const int step : {0, 11}) {
            QCOMPARE(*map.valueAt(step, epoch), static_cast<float>(fakeTemporalReward(epoch, step)));
        }
    }
    QVERIFY(!map.valueAt(12, 3));  // not trained
    QCOMPARE(map.scale().map, ColourMap::Diverging);
    QVERIFY(stage.page.emptyText().isEmpty());
}

void TestTimesteps::mouseReadsAndChoosesTheEpoch() {
    const TestPlace place;
    writeRun(place, 6, small());
    Stage stage(place);
    QVERIFY(stage.ready);
    HeatmapWidget& map = *stage.page.map();
    QTest::mouseMove(&map, centre(map, 3, 2));
    QCOMPARE(stage.page.summaryText(), QString("Epoch 2  ·  Diffusion time 831  ·  Temporal reward %1")
                                           .arg(formatNumber(static_cast<float>(fakeTemporalReward(2, 3)))));
    QTest::mouseMove(&map, centre(map, 15, 2));
    QVERIFY(stage.page.summaryText().endsWith("not trained"));
    QTest::mouseClick(&map, Qt::LeftButton, {}, centre(map, 4, 1));
    QCOMPARE(stage.session.epoch(), std::int64_t{1});
    QCOMPARE(map.currentColumn(), 1);
    QCOMPARE(stage.page.trajectory()->step(), 4);
    QTest::mouseMove(&map, QPoint(1, 1));
    QVERIFY(stage.page.summaryText().startsWith("Epoch 1  ·  Diffusion time 781"));
}

void TestTimesteps::keysWalkThroughStepsAndEpochs() {
    const TestPlace place;
    writeRun(place, 6, small());
    Stage stage(place);
    QVERIFY(stage.ready);
    HeatmapWidget& map = *stage.page.map();
    map.setFocus();
    QTest::keyClick(&map, Qt::Key_Down);
    QTest::keyClick(&map, Qt::Key_Down);
    QCOMPARE(stage.page.trajectory()->step(), 2);
    const std::int64_t before = stage.session.epoch();
    QTest::keyClick(&map, Qt::Key_Left);
    QTest::keyClick(&map, Qt::Key_Left);
    QCOMPARE(stage.session.epoch(), before - 2);
    QVERIFY2(stage.page.summaryText().startsWith(QString("Epoch %1  ·  Diffusion time 881").arg(map.currentColumn())),
             qPrintable(stage.page.summaryText()));
}

void TestTimesteps::profileIsAgainstTheFirstEpoch() {
    const TestPlace place;
    writeRun(place, 6, small());
    Stage stage(place);
    QVERIFY(stage.ready);
    stage.session.setEpoch(3);
    const ProfileView& profile = *stage.page.profile();
    QCOMPARE(profile.current().name, QString("epoch 3"));
    QCOMPARE(profile.first().name, QString("epoch 0"));
    QCOMPARE(profile.current().values.size(), 20);
    QCOMPARE(profile.current().values[5], static_cast<float>(fakeTemporalReward(3, 5)));
    QCOMPARE(profile.first().values[5], static_cast<float>(fakeTemporalReward(0, 5)));
    QVERIFY(std::isnan(profile.current().values[13]));
    const int y = centre(*stage.page.map(), 7, 0).y();
    QTest::mouseClick(stage.page.profile(), Qt::LeftButton, {}, QPoint(40, y));
    QCOMPARE(stage.page.map()->row(), 7);
}

void TestTimesteps::anotherStatistic() {
    const TestPlace place;
    writeRun(place, 4, small());
    Stage stage(place);
    QVERIFY(stage.ready);
    QComboBox& box = *stage.page.keyBox();
    QCOMPARE(box.count(), 8);
    box.setFocus();
    while (box.currentData().toString() != "sensitivity") {
        const int before = box.currentIndex();
        QTest::keyClick(&box, Qt::Key_Down);
        QVERIFY(box.currentIndex() > before);
    }
    QCOMPARE(*stage.page.map()->valueAt(19, 0), 0.6F + 0.03F * 19);
    QCOMPARE(stage.page.map()->scale().map, ColourMap::Sequential);
    QCOMPARE(stage.page.profile()->current().values[19], 0.6F + 0.03F * 19);
}

void TestTimesteps::liveEpochsArrive() {
    const TestPlace place;
    FakeRun run(place.workspace(), small());
    const RunLock lock(run.dir());
    run.start();
    Stage stage(place);
    QVERIFY(stage.ready);
    QTRY_COMPARE(stage.page.emptyText(), QString("The denoising steps appear here after the first epoch."));
    for (const int epoch : {0, 1}) {
        writeSteps(run.writer(), epoch);
        run.epoch(epoch);
        QTRY_COMPARE(stage.page.map()->table().x.size(), epoch + 1);
    }
    stage.session.setEpoch(1);
    QTRY_VERIFY(stage.page.pictureBox()->currentText().startsWith("cat, seed 100"));
    QVERIFY(stage.page.emptyText().isEmpty());
}

void TestTimesteps::aResumeStartsOver() {
    const TestPlace place;
    writeRun(place, 5, small());
    Stage stage(place);
    QVERIFY(stage.ready);
    QTRY_COMPARE(stage.page.map()->table().x.size(), 5);
    const std::filesystem::path dir = stage.session.current()->head.dir;
    const RunLock lock(dir);
    FakeRun resumed(dir, small(), 2);
    FakeSteps other;
    other.trained = 3;
    writeSteps(resumed.writer(), 2, other);
    resumed.epoch(2);
    stage.session.rescan();
    QTRY_COMPARE(stage.page.map()->table().x, (QVector<double>{0, 1, 2}));
    QTRY_VERIFY(stage.page.map()->valueAt(2, 2) && !stage.page.map()->valueAt(5, 2));
    QVERIFY(stage.page.map()->valueAt(5, 1));
}

void TestTimesteps::readsNothingWhileHidden() {
    const TestPlace place;
    writeRun(place, 3, small());
    Session session;
    TimestepsPage page(session);
    QVERIFY(openAndWait(session, place.text()));
    QVERIFY(settled(session));
    QVERIFY(page.map()->table().x.isEmpty());
    session.setEpoch(1);
    QCoreApplication::processEvents();
    QVERIFY(!session.busy());
    page.resize(800, 600);
    page.show();
    QTRY_COMPARE(page.map()->table().x.size(), 3);
    QCOMPARE(page.profile()->current().name, QString("epoch 1"));
}

void TestTimesteps::anotherRun() {
    const TestPlace place;
    FakeRunOptions first = small("first");
    first.created = 1000;
    writeRun(place, 3, first);
    FakeSteps few;
    few.count = 10;
    few.critic = false;
    FakeRunOptions second = small("second", "ddpo");
    second.created = 2000;
    writeRun(place, 5, second, few);
    Stage stage(place);
    QVERIFY(stage.ready);
    QTRY_COMPARE(stage.page.map()->table().y.size(), 10);
    QVERIFY(stage.page.keyBox()->findData("value_mean") < 0);
    QTRY_VERIFY(stage.page.followedText().contains("critic value –"));
    QString other;
    for (const RunData* run : stage.session.runs()) {
        other = run->id() == stage.session.currentId() ? other : run->id();
    }
    const QString own = stage.session.currentId();
    stage.session.setCurrent(other);
    QTRY_COMPARE(stage.page.map()->table().y.size(), 20);
    QCOMPARE(stage.page.map()->table().x.size(), 3);
    QVERIFY(stage.page.keyBox()->findData("value_mean") >= 0);
    stage.session.setCurrent(own);  // back before the answer is here
    stage.session.setCurrent(other);
    QTRY_COMPARE(stage.page.map()->table().x.size(), 3);
    QVERIFY(stage.quiet());
    QCOMPARE(stage.page.map()->table().x.size(), 3);
}

void TestTimesteps::saysWhyThereIsNothing_data() {
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("part");
    QTest::newRow("no run") << QString() << "Choose a run";
    QTest::newRow("align-prop") << "align-prop"
                                << "credits no single denoising step";
    QTest::newRow("seppo") << "seppo"
                           << "credits no single denoising step";
    QTest::newRow("tdpo without") << "tdpo"
                                  << "has no statistics";
}

void TestTimesteps::saysWhyThereIsNothing() {
    QFETCH(QString, method);
    QFETCH(QString, part);
    const TestPlace place;
    if (!method.isEmpty()) {
        FakeRun run(place.workspace(), small("run", method.toStdString()));
        run.start();
        run.epochs(2);
        run.finish();
    }
    Stage stage(place);
    QVERIFY(stage.ready);
    QTRY_VERIFY2(stage.page.emptyText().contains(part), qPrintable(stage.page.emptyText()));
    QVERIFY(!stage.page.keyBox()->isEnabled());
}

QTEST_MAIN(TestTimesteps)
#include "tst_timesteps.moc"
