// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of a user's changes: over presets, drafts, and rows of the queue.
#include <QAbstractSpinBox>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QToolButton>
#include <cstdint>

#include "core/config/changed_toml.h"
#include "core/store/run_queue.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/message_bar.h"
#include "ui/launch/carried_edits.h"
#include "ui/launch/config_form.h"
#include "ui/launch/launch_dialog.h"
#include "ui/launch/launch_draft.h"
#include "ui/launch/preflight_panel.h"
#include "ui/launch/preset_model.h"
#include "ui/launch/sweep_form.h"
#include "ui/queue/queue_panel.h"
#include "ui/session/queue_runner.h"
#include "ui/window/actions.h"
#include "ui/window/launch_commands.h"
#include "ui/window/main_window.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestLaunchEdits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aDraftIsOfferedAgain();
    void changesGoOnToAnotherPreset();
    void aDraftHoldsWhatWaitsForItsMethod();
    void aWaitingRowCanBeEdited();
    void aRowThatStartedMeanwhileKeepsItsConfiguration();

private:
    void type(QLineEdit* field, const QString& text);
    void choose(LaunchDialog& dialog, const QString& preset);
};

namespace {

QueuedRun row(const std::string& name) {
    Config config;
    config.set("name", name);
    config.set("device", std::string("cpu"));
    QueuedRun run;
    run.name = name;
    run.config = changed_toml(config);
    return run;
}

/// A window on a workspace whose queue holds these rows and starts none.
struct HeldQueue {
    explicit HeldQueue(const std::vector<QueuedRun>& rows) {
        QueueRules rules;
        rules.paused = true;
        RunQueue queue(place.workspace());
        queue.set_rules(rules);
        queue.add(rows);
        window.resize(1280, 800);
        window.show();
        openAndWait(session, place.text());
    }
    ~HeldQueue() { place.killWorkers(); }
    QueueRunner& runner() const { return window.launch().queue(); }

    TestPlace place;
    Session session;
    MainWindow window{session};
};

}  // namespace

void TestLaunchEdits::initTestCase() {
    qputenv("TEMPERA_RUN", FAKE_WORKER);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));  // numbers are shown as the user writes them
}

void TestLaunchEdits::type(QLineEdit* field, const QString& text) {
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, text);
}

/// With the mouse, in the list.
void TestLaunchEdits::choose(LaunchDialog& dialog, const QString& preset) {
    QListView* list = dialog.presets();
    for (int row = 0; row < list->model()->rowCount(); ++row) {
        const QModelIndex index = list->model()->index(row, 0);
        if (index.data(PresetModel::NameRole).toString() == preset) {
            list->scrollTo(index);
            QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(index).center());
            return;
        }
    }
    QFAIL(qPrintable(preset));
}

void TestLaunchEdits::aDraftIsOfferedAgain() {
    TestPlace place;
    Session session;
    QueueRunner queue(session);
    QVERIFY(openAndWait(session, place.text()));
    {
        LaunchDialog dialog(session, queue);
        dialog.show();
        QVERIFY(!dialog.draftOffer()->isVisible());
        dialog.choosePreset(QStringLiteral("animals-ddpo"));
        type(dialog.form()->findChild<QLineEdit*>(QStringLiteral("train.learning_rate")), QStringLiteral("quick"));
        dialog.sweep()->setAxes({{QStringLiteral("seed"), QStringLiteral("1..3")}});
        // Stored a moment later, without any closing: a crash keeps it too.
        QTRY_VERIFY(loadDraft());
    }
    LaunchDialog dialog(session, queue);
    dialog.resize(1200, 780);
    dialog.show();
    QVERIFY(dialog.draftOffer()->isVisible());
    QVERIFY(dialog.draftOffer()->text().contains(QStringLiteral("DDPO")));
    QTest::mouseClick(dialog.draftOffer()->actionButton(), Qt::LeftButton);
    QCOMPARE(dialog.form()->value(QStringLiteral("method")), QStringLiteral("ddpo"));
    QCOMPARE(dialog.form()->value(QStringLiteral("train.learning_rate")), QStringLiteral("quick"));
    QCOMPARE(dialog.form()->problemCount(), 1);
    QCOMPARE(dialog.sweep()->axes().size(), std::size_t{1});
    dialog.form()->setValue(QStringLiteral("train.learning_rate"), QStringLiteral("1e-3"));
    QTest::mouseClick(dialog.queueButton(), Qt::LeftButton);
    QVERIFY(!loadDraft());
}

void TestLaunchEdits::changesGoOnToAnotherPreset() {
    TestPlace place;
    Session session;
    QueueRunner queue(session);
    QVERIFY(openAndWait(session, place.text()));
    LaunchDialog dialog(session, queue);
    dialog.resize(1200, 780);
    dialog.show();
    const QString rate = QStringLiteral("train.learning_rate");
    const QString target = QStringLiteral("reset.target");  // of TDPO-R alone
    ConfigForm* form = dialog.form();
    choose(dialog, QStringLiteral("animals-tdpo-r"));
    QVERIFY(!dialog.carriedEdits()->isVisible());
    QTest::mouseClick(form->allButton(), Qt::LeftButton);
    type(form->findChild<QLineEdit*>(rate), QStringLiteral("0.005"));
    type(form->findChild<QLineEdit*>(QStringLiteral("name")), QStringLiteral("mine"));
    form->setValue(target, QStringLiteral("none"));

    choose(dialog, QStringLiteral("animals-ddpo"));
    QCOMPARE(form->value(QStringLiteral("method")), QStringLiteral("ddpo"));
    QCOMPARE(form->value(rate), QStringLiteral("0.005"));
    QCOMPARE(form->value(QStringLiteral("name")), QStringLiteral("mine"));
    QCOMPARE(form->typedSettings(), QStringList{rate + QStringLiteral("=0.005")});
    QVERIFY(dialog.carriedEdits()->isVisible());
    QCOMPARE(dialog.carriedEdits()->text(),
             QStringLiteral("Your changes go on: train.learning_rate. Kept for a preset that reads it: reset.target."));

    // Back: what waited is there again.
    choose(dialog, QStringLiteral("animals-tdpo-r"));
    QCOMPARE(form->value(target), QStringLiteral("none"));
    QCOMPARE(form->value(rate), QStringLiteral("0.005"));

    // The preset's own values, and undo.
    QTest::mouseClick(dialog.carriedEdits()->actionButton(), Qt::LeftButton);
    QCOMPARE(form->typedSettings(), QStringList());
    QCOMPARE(form->value(QStringLiteral("name")), QStringLiteral("mine"));
    QTest::mouseClick(dialog.carriedEdits()->actionButton(), Qt::LeftButton);
    QCOMPARE(form->typedSettings().size(), 2);
    QCOMPARE(form->value(target), QStringLiteral("none"));

    // A preset says what its method is.
    form->setValue(QStringLiteral("method"), QStringLiteral("tdpo"));
    choose(dialog, QStringLiteral("animals-ddpo"));
    QCOMPARE(form->value(QStringLiteral("method")), QStringLiteral("ddpo"));
    QVERIFY(dialog.carriedEdits()->text().endsWith(QStringLiteral("The method is that of the preset.")));
    // Enter in a field is no click on the button beside the sentence.
    QTest::keyClick(form->findChild<QLineEdit*>(rate), Qt::Key_Return);
    QCOMPARE(form->value(rate), QStringLiteral("0.005"));
}

void TestLaunchEdits::aDraftHoldsWhatWaitsForItsMethod() {
    TestPlace place;
    Session session;
    QueueRunner queue(session);
    QVERIFY(openAndWait(session, place.text()));
    const QString target = QStringLiteral("reset.target");
    {
        LaunchDialog dialog(session, queue);
        dialog.show();
        choose(dialog, QStringLiteral("animals-tdpo-r"));
        dialog.form()->setValue(target, QStringLiteral("none"));
        choose(dialog, QStringLiteral("animals-ddpo"));
        QCOMPARE(dialog.form()->typedSettings(), QStringList());
    }
    LaunchDialog dialog(session, queue);
    dialog.resize(1200, 780);
    dialog.show();
    QVERIFY(dialog.draftOffer()->isVisible());
    QTest::mouseClick(dialog.draftOffer()->actionButton(), Qt::LeftButton);
    QCOMPARE(dialog.form()->value(QStringLiteral("method")), QStringLiteral("ddpo"));
    choose(dialog, QStringLiteral("animals-tdpo-r"));
    QCOMPARE(dialog.form()->value(target), QStringLiteral("none"));
    QTest::mouseClick(dialog.queueButton(), Qt::LeftButton);
    QVERIFY(!loadDraft());
}

void TestLaunchEdits::aWaitingRowCanBeEdited() {
    Config config = load_preset("animals-tdpo");
    config.set("name", "second");
    config.set("num_epochs", std::int64_t{7});
    QueuedRun second = row("second");
    second.sweep = "both";
    second.config = changed_toml(config);
    HeldQueue held({row("first"), second, row("third")});
    const auto names = [&] {
        QStringList all;
        for (const QueuedRun& each : held.runner().rows()) {
            all << QString::fromStdString(each.name);
        }
        return all.join(QLatin1Char(' '));
    };
    QTRY_COMPARE(names(), QStringLiteral("first second third"));
    const std::int64_t id = held.runner().rows()[1].id;
    held.window.launch().showQueue();
    QListView* list = held.window.launch().panel().list();
    QTRY_VERIFY(list->isVisible());
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(1, 0)).center());
    QVERIFY(held.window.actions().queue.edit->isEnabled());
    held.window.activateWindow();
    QTest::keyClick(list, Qt::Key_Return);
    auto* dialog = held.window.findChild<LaunchDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    QCOMPARE(dialog->form()->value(QStringLiteral("name")), QStringLiteral("second"));
    QCOMPARE(dialog->form()->value(QStringLiteral("num_epochs")), QStringLiteral("7"));
    QCOMPARE(dialog->form()->typedSettings(), QStringList());
    QVERIFY(!dialog->presets()->isVisible() && !dialog->startButton()->isVisible());
    QVERIFY(!dialog->queueButton()->isVisible());
    // It is no twin of itself.
    QTRY_VERIFY(dialog->preflight()->settled());
    QCOMPARE(dialog->preflight()->text(QStringLiteral("twins")), QString());
    auto* epochs = dialog->form()->findChild<QAbstractSpinBox*>(QStringLiteral("num_epochs"));
    QVERIFY(epochs);
    epochs->setFocus();
    epochs->selectAll();
    QTest::keyClicks(epochs, QStringLiteral("9"));
    dialog->form()->setValue(QStringLiteral("train.learning_rate"), QStringLiteral("fast"));
    QVERIFY(!dialog->saveButton()->isEnabled());
    dialog->form()->setValue(QStringLiteral("train.learning_rate"), QStringLiteral("0.001"));
    dialog->form()->setValue(QStringLiteral("name"), QStringLiteral("changed"));
    QTest::mouseClick(dialog->saveButton(), Qt::LeftButton);
    QVERIFY(!dialog->isVisible());
    QTRY_COMPARE(names(), QStringLiteral("first changed third"));
    const QueuedRun& changed = held.runner().rows()[1];
    QCOMPARE(changed.id, id);
    QCOMPARE(changed.sweep, std::string("both"));
    config.set("name", "changed");
    config.set("num_epochs", std::int64_t{9});
    config.set("train.learning_rate", 0.001);
    QCOMPARE(Config::from_toml(changed.config, "row"), config);
    QVERIFY(!loadDraft());  // no draft of a new run
}

void TestLaunchEdits::aRowThatStartedMeanwhileKeepsItsConfiguration() {
    HeldQueue held({row("only")});
    QTRY_COMPARE(held.runner().rows().size(), std::size_t{1});
    LaunchDialog* dialog = held.window.launch().editQueued(held.runner().rows()[0].id);
    QVERIFY(dialog);
    const std::string before = held.runner().rows()[0].config;
    dialog->form()->setValue(QStringLiteral("seed"), QStringLiteral("77"));
    held.runner().setPaused(false);
    QTRY_COMPARE_WITH_TIMEOUT(held.runner().waiting(), 0, 15000);
    QTest::mouseClick(dialog->saveButton(), Qt::LeftButton);
    QTRY_VERIFY(held.window.messages().text().contains(QStringLiteral("does not wait any more")));
    QCOMPARE(held.runner().rows()[0].config, before);
    QCOMPARE(held.window.launch().editQueued(held.runner().rows()[0].id), nullptr);
}

QTEST_MAIN(TestLaunchEdits)
#include "tst_launch_edits.moc"
