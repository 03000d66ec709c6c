// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>

#include "core/config/changed_toml.h"
#include "core/store/run_queue.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/message_bar.h"
#include "ui/launch/config_form.h"
#include "ui/launch/field_editor.h"
#include "ui/launch/field_row.h"
#include "ui/launch/launch_dialog.h"
#include "ui/launch/launch_draft.h"
#include "ui/launch/preflight_panel.h"
#include "ui/launch/preset_model.h"
#include "ui/launch/sweep_form.h"
#include "ui/session/queue_runner.h"
#include "ui/window/actions.h"
#include "ui/window/launch_commands.h"
#include "ui/window/main_window.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestLaunch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void listsThePresetsDemoFirst();
    void everyFieldOfTheSchemaHasAWorkingEditor();
    void showsTheEssentialsAndFindsTheRest();
    void checksAllFieldsAtOnce();
    void showsWhatChangedAndGoesBack();
    void problemsLeadToTheirFields();
    void startsWithTheConfiguration();
    void offersAFreshNameAndTellsTwins();
    void movesThroughPresetsWithTheKeyboard();
    void aSweepGoesToTheQueue();
    void aRunIsTheBaseOfAnother();

private:
    void type(QLineEdit* field, const QString& text);
};

void TestLaunch::initTestCase() {
    qputenv("TEMPERA_RUN", FAKE_WORKER);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));  // numbers are shown as the user writes them
}

void TestLaunch::type(QLineEdit* field, const QString& text) {
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, text);
}

void TestLaunch::listsThePresetsDemoFirst() {
    PresetModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(model.rowCount() >= 5);
    QCOMPARE(model.index(0).data(PresetModel::NameRole).toString(), demoPreset());
    QVERIFY(!model.index(0).data(PresetModel::DescriptionRole).toString().isEmpty());
    // Groups stand together.
    QStringList groups;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QString group = model.index(row).data(PresetModel::GroupRole).toString();
        if (groups.isEmpty() || groups.last() != group) {
            QVERIFY2(!groups.contains(group), qPrintable(group));
            groups << group;
        }
    }
    QVERIFY(groups.size() >= 3);
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
    QCOMPARE(FieldRow::rangeOf(*find_field("sample.num_steps")), QStringLiteral("1 to 1,000"));
    QCOMPARE(FieldRow::rangeOf(*find_field("num_epochs")), QStringLiteral("at least 1"));
    QCOMPARE(FieldRow::rangeOf(*find_field("method")), QString());
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

void TestLaunch::showsWhatChangedAndGoesBack() {
    ConfigForm form;
    form.resize(700, 600);
    form.show();
    auto* beta = form.findChild<QLineEdit*>(QStringLiteral("train.adam_beta2"));
    form.setValue(QStringLiteral("train.adam_beta2"), QStringLiteral("0.99"));
    QTest::mouseClick(form.changedButton(), Qt::LeftButton);
    QCOMPARE(form.changedButton()->text(), QStringLiteral("Changed (1)"));
    QVERIFY(beta->isVisible());
    QVERIFY(!form.row(QStringLiteral("num_epochs"))->isVisible());
    QToolButton* back = form.row(QStringLiteral("train.adam_beta2"))->backButton();
    QTRY_VERIFY(back->isVisible());
    QTest::mouseClick(back, Qt::LeftButton);
    QCOMPARE(beta->text(), QStringLiteral("0.999"));
    QVERIFY(!beta->isVisible());
    QCOMPARE(form.typedSettings(), QStringList());
}

void TestLaunch::problemsLeadToTheirFields() {
    TestPlace place;
    Session session;
    QueueRunner queue(session);
    QVERIFY(openAndWait(session, place.text()));
    LaunchDialog dialog(session, queue);
    dialog.resize(1200, 780);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    QVERIFY(dialog.startButton()->isEnabled());
    ConfigForm* form = dialog.form();
    QTest::mouseClick(form->allButton(), Qt::LeftButton);
    type(form->findChild<QLineEdit*>(QStringLiteral("train.learning_rate")), QStringLiteral("fast"));
    type(form->findChild<QLineEdit*>(QStringLiteral("sample.eta")), QStringLiteral("7"));
    QCOMPARE(form->problemCount(), 2);
    QVERIFY(!dialog.startButton()->isEnabled());
    QVERIFY(!dialog.queueButton()->isEnabled());
    QLabel* list = dialog.preflight()->problemList();
    QVERIFY(list->isVisible());
    QVERIFY(list->text().contains(QStringLiteral("href=\"sample.eta\"")));
    QVERIFY(list->text().contains(QStringLiteral("href=\"train.learning_rate\"")));
    // By keyboard: Tab enters the list, Enter follows the link.
    dialog.activateWindow();
    list->setFocus(Qt::TabFocusReason);
    QTest::keyClick(list, Qt::Key_Tab);
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(QApplication::focusWidget(), form->findChild<QWidget*>(QStringLiteral("sample.eta")));
    // By mouse: the first line of the list.
    form->searchField()->setFocus();
    QTest::mouseClick(list, Qt::LeftButton, {}, QPoint(8, 6));
    QCOMPARE(QApplication::focusWidget(), form->findChild<QWidget*>(QStringLiteral("sample.eta")));
    type(form->findChild<QLineEdit*>(QStringLiteral("sample.eta")), QStringLiteral("1"));
    type(form->findChild<QLineEdit*>(QStringLiteral("train.learning_rate")), QStringLiteral("1e-4"));
    QVERIFY(!list->isVisible());
    QVERIFY(dialog.startButton()->isEnabled());
}

void TestLaunch::startsWithTheConfiguration() {
    TestPlace place;
    Session session;
    QueueRunner queue(session);
    QVERIFY(openAndWait(session, place.text()));
    LaunchDialog dialog(session, queue);
    dialog.show();
    QSignalSpy asked(&dialog, &LaunchDialog::startAsked);
    dialog.form()->setValue(QStringLiteral("seed"), QStringLiteral("123"));
    QTest::mouseClick(dialog.startButton(), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    const auto config = asked[0][0].value<Config>();
    Config wanted = load_preset(demoPreset().toStdString());
    wanted.set("name", demoPreset().toStdString());
    wanted.set("seed", std::int64_t{123});
    QCOMPARE(config, wanted);
    QVERIFY(!dialog.isVisible());
}

void TestLaunch::offersAFreshNameAndTellsTwins() {
    TestPlace place;
    FakeRunOptions options;
    options.name = "animals-quick";
    FakeRun run(place.workspace(), options);
    run.finish();
    Session session;
    QueueRunner queue(session);
    QVERIFY(openAndWait(session, place.text()));
    LaunchDialog dialog(session, queue);
    QCOMPARE(dialog.form()->value(QStringLiteral("name")), QStringLiteral("animals-quick-2"));
    dialog.show();
    QTRY_VERIFY(dialog.preflight()->settled());
    QCOMPARE(dialog.preflight()->text(QStringLiteral("twins")), QString());
    // Every setting as in the fake run, the name aside.
    Config same;
    same.set("method", std::string("tdpo-r"));
    same.set("reward.name", std::string("animals-aesthetic"));
    same.set("seed", std::int64_t{1});
    same.set("num_epochs", std::int64_t{40});
    same.set("sample.neuron_reset_freq", std::int64_t{10});
    dialog.form()->setPreset(same);
    QTRY_VERIFY(
        dialog.preflight()->text(QStringLiteral("twins")).contains(QStringLiteral("already ran: animals-quick")));
    QVERIFY(dialog.startButton()->isEnabled());
    // What waits in the queue counts as well.
    QueueRules rules;
    rules.paused = true;
    queue.setRules(rules);
    same.set("seed", std::int64_t{5});
    QueuedRun waiting;
    waiting.name = "waits";
    waiting.config = changed_toml(same);
    queue.add({waiting});
    dialog.form()->setPreset(same);
    QTRY_VERIFY(dialog.preflight()->text(QStringLiteral("twins")).contains(QStringLiteral("queue: waits")));
}

void TestLaunch::movesThroughPresetsWithTheKeyboard() {
    TestPlace place;
    Session session;
    QueueRunner queue(session);
    QVERIFY(openAndWait(session, place.text()));
    LaunchDialog dialog(session, queue);
    dialog.show();
    const QString before = dialog.form()->value(QStringLiteral("method"));
    QCOMPARE(before, QStringLiteral("align-prop"));
    dialog.choosePreset(QStringLiteral("animals-tdpo-r"));
    QCOMPARE(dialog.form()->value(QStringLiteral("method")), QStringLiteral("tdpo-r"));
    QCOMPARE(dialog.form()->value(QStringLiteral("name")), QStringLiteral("animals-tdpo-r"));
    QTest::keyClick(dialog.presets(), Qt::Key_Home);
    QCOMPARE(dialog.form()->value(QStringLiteral("method")), QStringLiteral("align-prop"));
}

void TestLaunch::aSweepGoesToTheQueue() {
    TestPlace place;
    QueueRules rules;
    rules.paused = true;
    RunQueue(place.workspace()).set_rules(rules);
    Session session;
    MainWindow window(session);
    window.resize(1280, 800);
    window.show();
    QVERIFY(openAndWait(session, place.text()));
    window.activateWindow();
    QTest::keyClick(&window, Qt::Key_N, Qt::ControlModifier);
    auto* dialog = window.findChild<LaunchDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    dialog->choosePreset(QStringLiteral("animals-tdpo"));
    QTabBar* bar = dialog->tabs()->tabBar();
    QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(1).center());
    SweepForm* sweep = dialog->sweep();
    QTRY_VERIFY(sweep->isVisible());
    type(sweep->valuesField(0), QStringLiteral("1..2"));
    QTest::mouseClick(sweep->addButton(), Qt::LeftButton);
    type(sweep->keyField(1)->lineEdit(), QStringLiteral("train.learning_rate"));
    type(sweep->valuesField(1), QStringLiteral("1e-3, x"));
    QVERIFY(!dialog->queueButton()->isEnabled());
    type(sweep->valuesField(1), QStringLiteral("1e-3, 3e-3"));
    QVERIFY(dialog->queueButton()->isEnabled());
    QVERIFY(dialog->queueButton()->text().contains(QStringLiteral("4")));
    QVERIFY(!dialog->startButton()->isVisible());
    QTest::mouseClick(dialog->queueButton(), Qt::LeftButton);
    QTRY_COMPARE(window.launch().queue().rows().size(), std::size_t{4});
    const QueuedRun& last = window.launch().queue().rows()[3];
    QCOMPARE(last.name, std::string("animals-tdpo-s2-lr0.003"));
    QCOMPARE(last.sweep, std::string("animals-tdpo"));
    QCOMPARE(last.state, QueuedState::Waiting);
    Config wanted = load_preset("animals-tdpo");
    wanted.set("name", last.name);
    wanted.set("seed", std::int64_t{2});
    wanted.set("train.learning_rate", 3e-3);
    QCOMPARE(Config::from_toml(last.config, "row"), wanted);
    QVERIFY(!loadDraft());
}

void TestLaunch::aRunIsTheBaseOfAnother() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.finish();
    Session session;
    MainWindow window(session);
    window.resize(1280, 800);
    window.show();
    QVERIFY(openAndWait(session, place.text()));
    QTRY_VERIFY(window.actions().newRunLikeThis->isEnabled());
    window.activateWindow();
    QTest::keyClick(&window, Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    auto* dialog = window.findChild<LaunchDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    QCOMPARE(dialog->form()->value(QStringLiteral("name")), QStringLiteral("tdpo-r-2"));
    QCOMPARE(dialog->form()->value(QStringLiteral("num_epochs")), QStringLiteral("40"));
    QCOMPARE(dialog->form()->typedSettings(), QStringList());
    QSignalSpy asked(dialog, &LaunchDialog::startAsked);
    dialog->form()->setValue(QStringLiteral("seed"), QStringLiteral("77"));
    // A worker of the fake kind comes up and is shown.
    qputenv("FAKE_WORKER_EPOCHS", "2");
    QTest::mouseClick(dialog->startButton(), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(session.runs().size(), std::size_t{2}, 10000);
    QTRY_COMPARE(session.current()->name(), QStringLiteral("tdpo-r-2"));
    QTRY_VERIFY_WITH_TIMEOUT(!session.current()->live(), 10000);
    QCOMPARE(session.current()->head.summary.info.seed, std::uint64_t{77});
}

QTEST_MAIN(TestLaunch)
#include "tst_launch.moc"
