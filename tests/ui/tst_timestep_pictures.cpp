// SPDX-License-Identifier: GPL-3.0-or-later
// Single pictures on their way through the denoising steps.
#include <QComboBox>

#include "tests/ui/helpers/timesteps_stage.h"
#include "ui/common/text_format.h"
#include "ui/plot/heatmap_widget.h"
#include "ui/timesteps/trajectory_view.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestTimestepPictures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void followsThePictureOfTheEpoch();
    void stepsOfThePicture();
    void anotherPicture();
    void oldRunsHaveNoFollowedPictures();
};

void TestTimestepPictures::followsThePictureOfTheEpoch() {
    const TestPlace place;
    writeRun(place, 7, small(), {}, 3);  // followed in 0, 3 and 6
    Stage stage(place);
    QVERIFY(stage.ready);
    stage.session.setEpoch(3);
    QTRY_VERIFY(stage.page.pictureBox()->currentText().startsWith("cat, seed 300"));
    QCOMPARE(stage.page.pictureBox()->currentText(), QString("cat, seed 300, reward 5.3"));
    QCOMPARE(stage.page.trajectory()->stepCount(), 20);
    stage.session.setEpoch(5);  // the latest before it
    QTRY_VERIFY(stage.page.followedText().startsWith("epoch 3"));
    QVERIFY(stage.page.pictureBox()->currentText().startsWith("cat, seed 300"));
    stage.session.setEpoch(6);
    QTRY_VERIFY(stage.page.pictureBox()->currentText().startsWith("cat, seed 600"));
    QVERIFY(stage.page.followedText().startsWith("step 1 of 20"));
    // There and back in one go: only the last counts.
    for (const int epoch : {0, 3, 6, 0, 3, 0}) {
        stage.session.setEpoch(epoch);
    }
    QTRY_VERIFY(stage.page.pictureBox()->currentText().startsWith("cat, seed 0"));
}

void TestTimestepPictures::stepsOfThePicture() {
    const TestPlace place;
    writeRun(place, 3, small());
    Stage stage(place);
    QVERIFY(stage.ready);
    TrajectoryView& view = *stage.page.trajectory();
    QTRY_COMPARE(view.stepCount(), 20);
    const auto expected = [](int step) {
        return QString("step %1 of 20  ·  diffusion time %2  ·  critic value %3  ·  temporal reward %4")
            .arg(step + 1)
            .arg(fakeTime(step, 20))
            .arg(step < 12 ? formatNumber(0.2 + 0.05 * step) : QString("–"),
                 step < 12 ? formatNumber(fakeTemporalReward(2, step)) : QString("–"));
    };
    stage.session.setEpoch(2);
    QTRY_VERIFY(stage.page.pictureBox()->currentText().contains("seed 200"));
    QTest::mouseMove(&view, view.columnRect(9).center().toPoint());
    QCOMPARE(stage.page.followedText(), expected(9));
    QCOMPARE(view.step(), 0);
    QTest::mouseClick(&view, Qt::LeftButton, {}, view.columnRect(14).center().toPoint());
    QCOMPARE(view.step(), 14);
    QCOMPARE(stage.page.map()->row(), 14);
    view.setFocus();
    QTest::keyClick(&view, Qt::Key_Right);
    QCOMPARE(stage.page.followedText(), expected(15));
    QCOMPARE(stage.page.map()->row(), 15);
    QTest::keyClick(&view, Qt::Key_End);
    QTest::keyClick(&view, Qt::Key_Right);
    QCOMPARE(view.step(), 19);
    QTest::keyClick(&view, Qt::Key_Home);
    QCOMPARE(stage.page.followedText(), expected(0));
    QCOMPARE(stage.session.epoch(), std::int64_t{2});  // these keys are the strip's own

    // As many pictures as have room, evenly, the finished one among them; the first is gray, the last is not.
    for (const int width : {1020, 560}) {
        stage.page.resize(width, 680);
        QCoreApplication::processEvents();
        const QVector<int> drawn = view.drawnPictures();
        QVERIFY(drawn.size() >= 2 && drawn.back() == 19);
        for (int i = 2; i < drawn.size(); ++i) {
            QCOMPARE(drawn[i] - drawn[i - 1], drawn[1] - drawn[0]);
        }
        QVERIFY((drawn[1] - drawn[0]) * view.columnRect(0).width() >= 39);
    }
    view.setStep(19);
    const QImage shot = view.grab().toImage();
    int colourful = 0;
    for (int x = 20; x < 120; ++x) {
        colourful += shot.pixelColor(x, 60).hsvSaturation() > 40;
    }
    QVERIFY(colourful > 20);
}

void TestTimestepPictures::anotherPicture() {
    const TestPlace place;
    writeRun(place, 3, small());
    Stage stage(place);
    QVERIFY(stage.ready);
    QComboBox& box = *stage.page.pictureBox();
    QTRY_COMPARE(box.count(), 2);
    box.setFocus();
    QTest::keyClick(&box, Qt::Key_Down);
    QVERIFY(box.currentText().startsWith("dog"));
    QVERIFY2(stage.page.followedText().endsWith(
                 formatNumber(fakeTemporalReward(stage.session.epoch() > 2 ? 3 : stage.session.epoch() + 1, 0))),
             qPrintable(stage.page.followedText()));
    // The choice stays while scrubbing.
    stage.session.setEpoch(0);
    QTRY_COMPARE(box.currentText(), QString("dog, seed 1, reward 6"));
}

void TestTimestepPictures::oldRunsHaveNoFollowedPictures() {
    const TestPlace place;
    FakeSteps none;
    none.followed = 0;
    writeRun(place, 3, small(), none);
    Stage stage(place);
    QVERIFY(stage.ready);
    QTRY_COMPARE(stage.page.map()->table().x.size(), 3);
    QVERIFY(stage.page.followedText().contains("images.trajectories"));
    QVERIFY(!stage.page.pictureBox()->isVisible());
    QCOMPARE(stage.page.trajectory()->stepCount(), 0);
    QTest::mouseClick(stage.page.trajectory(), Qt::LeftButton, {}, QPoint(300, 60));
    QTest::keyClick(stage.page.trajectory(), Qt::Key_End);
    stage.page.grab();
}

QTEST_MAIN(TestTimestepPictures)
#include "tst_timestep_pictures.moc"
