// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/launch/config_form.h"
#include "ui/launch/field_editor.h"
#include "ui/launch/field_row.h"
#include "ui/launch/launch_dialog.h"
#include "ui/launch/preset_model.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestLaunch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listsThePresetsDemoFirst();
    void everyFieldOfTheSchemaHasAWorkingEditor();
    void showsTheEssentialsAndFindsTheRest();
    void checksAllFieldsAtOnce();
    void startsWithTheDifferences();
    void offersAFreshNameAndWarnsOfATwin();
    void movesThroughPresetsWithTheKeyboard();
};

void TestLaunch::listsThePresetsDemoFirst() {
    PresetModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(model.rowCount() >= 5);
    QCOMPARE(model.index(0).data(PresetModel::NameRole).toString(), demoPreset());
    QVERIFY(!model.index(0).data(PresetModel::DescriptionRole).toString().isEmpty());
    const int row = model.addFile(QStringLiteral("/somewhere/mine.toml"));
    QCOMPARE(model.index(row).data().toString(), QStringLiteral("mine"));
    QCOMPARE(model.addFile(QStringLiteral("/somewhere/mine.toml")), row);
}

void TestLaunch::everyFieldOfTheSchemaHasAWorkingEditor() {
    for (const Field& field : schema()) {
        const QString standard = QString::fromStdString(to_text(field.default_value));
        FieldRow row(field);
        row.setStandard(standard);
        QVERIFY2(row.text() == standard, field.key.c_str());
        QVERIFY(!row.changed());
        QVERIFY(!row.editor()->control()->accessibleName().isEmpty());
        QVERIFY(!row.toolTip().isEmpty());
    }
    QCOMPARE(FieldRow::labelFor("sample.num_batches_per_epoch"), QStringLiteral("Batches per epoch"));
}

void TestLaunch::showsTheEssentialsAndFindsTheRest() {
    ConfigForm form;
    form.show();
    QVERIFY(form.row(QStringLiteral("num_epochs"))->isVisible());
    QVERIFY(!form.row(QStringLiteral("train.adam_beta2"))->isVisible());
    QTest::keyClicks(form.searchField(), QStringLiteral("adam beta2"));
    QVERIFY(form.row(QStringLiteral("train.adam_beta2"))->isVisible());
    QVERIFY(!form.row(QStringLiteral("num_epochs"))->isVisible());
    form.searchField()->clear();
    QTest::mouseClick(form.allButton(), Qt::LeftButton);
    QVERIFY(form.row(QStringLiteral("train.adam_beta2"))->isVisible());
    // What the chosen method does not read is not offered.
    form.setValue(QStringLiteral("method"), QStringLiteral("ddpo"));
    QVERIFY(!form.row(QStringLiteral("reset.target"))->isVisible());
    form.setValue(QStringLiteral("method"), QStringLiteral("tdpo-r"));
    QVERIFY(form.row(QStringLiteral("reset.target"))->isVisible());
}

void TestLaunch::checksAllFieldsAtOnce() {
    ConfigForm form;
    form.show();
    QCOMPARE(form.problemCount(), 0);
    auto* rate = form.findChild<QLineEdit*>(QStringLiteral("train.learning_rate"));
    QVERIFY(rate);
    rate->selectAll();
    QTest::keyClicks(rate, QStringLiteral("fast"));
    QCOMPARE(form.problemCount(), 1);
    QVERIFY(!form.row(QStringLiteral("train.learning_rate"))->problem().isEmpty());
    form.setValue(QStringLiteral("sample.eta"), QStringLiteral("7"));
    QCOMPARE(form.problemCount(), 2);
    QVERIFY(form.row(QStringLiteral("sample.eta"))->isVisible());  // what is wrong is never hidden
    form.setValue(QStringLiteral("sample.eta"), QStringLiteral("1"));
    form.setValue(QStringLiteral("train.learning_rate"), QStringLiteral("3e-4"));
    QCOMPARE(form.problemCount(), 0);
    // A rule that joins several fields.
    form.setValue(QStringLiteral("train.gradient_accumulation_steps"), QStringLiteral("7"));
    QCOMPARE(form.problemCount(), 1);
}

void TestLaunch::startsWithTheDifferences() {
    TestPlace place;
    Session session;
    QVERIFY(openAndWait(session, place.text()));
    LaunchDialog dialog(session);
    dialog.show();
    QSignalSpy asked(&dialog, &LaunchDialog::startAsked);
    dialog.form()->setValue(QStringLiteral("seed"), QStringLiteral("123"));
    dialog.form()->setValue(QStringLiteral("sample.eta"), QStringLiteral("9"));
    QVERIFY(!dialog.startButton()->isEnabled());
    QCOMPARE(dialog.note(), QStringLiteral("1 setting needs attention."));
    dialog.form()->setValue(QStringLiteral("sample.eta"), QStringLiteral("1"));
    QVERIFY(dialog.startButton()->isEnabled());
    QTest::mouseClick(dialog.startButton(), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked[0][0].toString(), demoPreset());
    QCOMPARE(asked[0][1].toString(), demoPreset());
    QCOMPARE(asked[0][2].toStringList(), QStringList(QStringLiteral("seed=123")));
    QVERIFY(!dialog.isVisible());
}

void TestLaunch::offersAFreshNameAndWarnsOfATwin() {
    TestPlace place;
    FakeRunOptions options;
    options.name = "animals-quick";
    FakeRun run(place.workspace(), options);
    run.finish();
    Session session;
    QVERIFY(openAndWait(session, place.text()));
    LaunchDialog dialog(session);
    QCOMPARE(dialog.form()->value(QStringLiteral("name")), QStringLiteral("animals-quick-2"));
    QCOMPARE(dialog.note(), QString());
    // Every setting as in the fake run, the name aside.
    Config same;
    same.set("method", std::string("tdpo-r"));
    same.set("reward.name", std::string("animals-aesthetic"));
    same.set("seed", std::int64_t{1});
    same.set("num_epochs", std::int64_t{40});
    same.set("sample.neuron_reset_freq", std::int64_t{10});
    dialog.form()->setPreset(same);
    QVERIFY2(dialog.note().contains(QStringLiteral("same settings")), qPrintable(dialog.note()));
    QVERIFY(dialog.startButton()->isEnabled());
}

void TestLaunch::movesThroughPresetsWithTheKeyboard() {
    TestPlace place;
    Session session;
    QVERIFY(openAndWait(session, place.text()));
    LaunchDialog dialog(session);
    dialog.show();
    const QString before = dialog.form()->value(QStringLiteral("method"));
    QCOMPARE(before, QStringLiteral("align-prop"));
    dialog.choosePreset(QStringLiteral("animals-tdpo-r"));
    QCOMPARE(dialog.form()->value(QStringLiteral("method")), QStringLiteral("tdpo-r"));
    QCOMPARE(dialog.form()->value(QStringLiteral("name")), QStringLiteral("animals-tdpo-r"));
    QTest::keyClick(dialog.presets(), Qt::Key_Home);
    QCOMPARE(dialog.form()->value(QStringLiteral("method")), QStringLiteral("align-prop"));
}

QTEST_MAIN(TestLaunch)
#include "tst_launch.moc"
