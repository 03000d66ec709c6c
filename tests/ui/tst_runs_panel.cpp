// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCompleter>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QToolButton>
#include <QTreeView>
#include <QUndoStack>

#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/run_fixtures.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/empty_state.h"
#include "ui/runs/filter_field.h"
#include "ui/runs/notes_field.h"
#include "ui/runs/run_details.h"
#include "ui/runs/run_edits.h"
#include "ui/runs/runs_model.h"
#include "ui/runs/runs_panel.h"
#include "ui/runs/tags_field.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestRunsPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void dropsOntoAGroupInTheTree();
    void selectsWithTheMouse();
    void renamesWithTheKeyboard();
    void typedNamesStayWhileTheRunGoesOn();
    void saysWhatTheFilterCannotRead();
    void completesTheFilter();
    void offersToClearAFilterThatHidesAll();
    void remembersFilterGroupingAndColumns();
    void showsDetails();
    void showsTheHistoryOfAttempts();
    void savesTagsNotesAndStarAsTheyAreMade();
};

void TestRunsPanel::dropsOntoAGroupInTheTree() {
    TestPlace place;
    populateWorkspace(place.workspace());
    Session session;
    RunsPanel panel(session);
    panel.resize(260, 800);
    panel.show();
    QVERIFY(openAndWait(session, place.text()));
    QTreeView* tree = panel.tree();
    const QString id = session.runs().front()->id();
    QMimeData data;
    data.setData(QLatin1String(RunsModel::mimeType), id.toUtf8());
    const QModelIndex target =
        tree->model()->match(tree->model()->index(0, 0), Qt::DisplayRole, QStringLiteral("ddpo")).value(0);
    const QPoint where = tree->visualRect(target).center();
    QDragEnterEvent enter(where, Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(tree->viewport(), &enter);
    QDragMoveEvent move(where, Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(tree->viewport(), &move);
    QVERIFY(move.isAccepted());
    QDropEvent drop(where, Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(tree->viewport(), &drop);
    QCOMPARE(session.run(id)->group(), QStringLiteral("ddpo"));
    QCOMPARE(session.runs().size(), 6U);
}

void TestRunsPanel::selectsWithTheMouse() {
    TestPlace place;
    populateWorkspace(place.workspace());
    Session session;
    RunsPanel panel(session);
    panel.resize(260, 700);
    panel.show();
    QVERIFY(openAndWait(session, place.text()));
    QTreeView* tree = panel.tree();
    const auto rowOf = [&](const QString& name) {
        const auto found = tree->model()->match(tree->model()->index(0, 0), Qt::DisplayRole, name, 1,
                                                Qt::MatchExactly | Qt::MatchRecursive);
        return found.value(0);
    };
    const auto click = [&](const QString& name, Qt::KeyboardModifiers keys = {}) {
        QTest::mouseClick(tree->viewport(), Qt::LeftButton, keys, tree->visualRect(rowOf(name)).center());
    };
    QCOMPARE(session.current()->name(), QStringLiteral("animals-tdpo-r"));  // the newest
    click(QStringLiteral("animals-ddpo"));
    QCOMPARE(session.current()->name(), QStringLiteral("animals-ddpo"));
    QCOMPARE(session.selected().size(), 1);
    click(QStringLiteral("animals-tdpo"), Qt::ControlModifier);
    QCOMPARE(session.selected().size(), 2);
    QCOMPARE(session.current()->name(), QStringLiteral("animals-tdpo"));
    click(QStringLiteral("tdpo-r"));  // a group selects its runs
    QCOMPARE(session.selected().size(), 2);
    QVERIFY(session.current()->name().startsWith(QStringLiteral("animals-tdpo-r")));
    // A filter hides rows, not the selection.
    QTest::keyClicks(panel.filterField(), QStringLiteral("ddpo"));
    QCOMPARE(session.selected().size(), 2);
    panel.filterField()->completions()->popup()->hide();  // it would take the mouse
    panel.filterField()->clear();
    QCOMPARE(tree->selectionModel()->selectedRows().size(), 2);
    QTest::mouseMove(tree->viewport(), tree->visualRect(rowOf(QStringLiteral("animals-quick"))).center());
    QTRY_COMPARE(session.run(session.hovered()) ? session.run(session.hovered())->name() : QString(),
                 QStringLiteral("animals-quick"));
}

void TestRunsPanel::renamesWithTheKeyboard() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    run.start();
    run.finish();
    Session session;
    RunsPanel panel(session);
    panel.show();
    QVERIFY(openAndWait(session, place.text()));
    panel.renameCurrent();
    auto* editor = panel.tree()->findChild<QLineEdit*>();
    QVERIFY(editor);
    QTest::keyClicks(editor, QStringLiteral("my run"));
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(session.current()->name(), QStringLiteral("my run"));
}

void TestRunsPanel::typedNamesStayWhileTheRunGoesOn() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    const RunLock lock(run.dir());
    run.start();
    Session session;
    session.setVisible(true);
    RunsPanel panel(session);
    panel.show();
    QVERIFY(openAndWait(session, place.text()));
    panel.renameCurrent();
    auto* editor = panel.tree()->findChild<QLineEdit*>();
    QVERIFY(editor);
    const auto epochs = [&] { return session.current()->head.summary.progress.epoch; };
    run.epoch(0);
    QTRY_COMPARE(epochs(), 1);
    QTest::keyClicks(editor, QStringLiteral("my "));  // over the old name, which is still selected
    run.epoch(1);
    QTRY_COMPARE(epochs(), 2);
    QTest::keyClicks(editor, QStringLiteral("run"));
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(session.current()->name(), QStringLiteral("my run"));
}

void TestRunsPanel::saysWhatTheFilterCannotRead() {
    TestPlace place;
    populateWorkspace(place.workspace());
    Session session;
    RunsPanel panel(session);
    panel.show();
    QVERIFY(openAndWait(session, place.text()));
    QTest::keyClicks(panel.filterField(), QStringLiteral("state:failed"));
    QCOMPARE(panel.tree()->model()->rowCount(), 1);
    QVERIFY(!panel.problem()->isVisible());
    // In one go, as a paste: the words on the way to it can be read, and would filter.
    panel.filterField()->setText(QStringLiteral("state:failed sed=1"));
    QVERIFY(panel.problem()->isVisible());
    QVERIFY2(panel.problem()->text().contains(QStringLiteral("seed")), qPrintable(panel.problem()->text()));
    QCOMPARE(panel.filterField()->accessibleDescription(), panel.problem()->text());
    QCOMPARE(panel.tree()->model()->rowCount(), 1);  // as it was
    for (int i = 0; i < 6; ++i) {
        QTest::keyClick(panel.filterField(), Qt::Key_Backspace);
    }
    QVERIFY(!panel.problem()->isVisible());
    QTest::keyClick(panel.filterField(), Qt::Key_Escape);
    QTRY_VERIFY(panel.filterField()->text().isEmpty() || !panel.filterField()->completions()->popup()->isVisible());
    panel.filterField()->clear();
    QCOMPARE(panel.tree()->model()->rowCount(), 4);
}

void TestRunsPanel::completesTheFilter() {
    TestPlace place;
    populateWorkspace(place.workspace());
    Session session;
    RunsPanel panel(session);
    panel.show();
    QVERIFY(openAndWait(session, place.text()));
    FilterField* field = panel.filterField();
    QCompleter* completer = field->completions();
    QTest::keyClicks(field, QStringLiteral("-stat"));
    QVERIFY(completer->popup()->isVisible());
    QCOMPARE(completer->currentCompletion(), QStringLiteral("state:"));
    QTest::keyClick(completer->popup(), Qt::Key_Down);
    QTest::keyClick(completer->popup(), Qt::Key_Return);
    QCOMPARE(field->text(), QStringLiteral("-state:"));
    QTRY_VERIFY(completer->popup()->isVisible());  // and its values
    QTest::keyClicks(field, QStringLiteral("fai"));
    QCOMPARE(completer->currentCompletion(), QStringLiteral("failed"));
    field->clear();
    QTest::keyClicks(field, QStringLiteral("learning_r"));
    QVERIFY(completer->currentCompletion().endsWith(QStringLiteral("learning_rate")));
    field->clear();
    QTest::keyClicks(field, QStringLiteral("method=tdpo,dd"));
    QCOMPARE(completer->currentCompletion(), QStringLiteral("ddpo"));
    completer->popup()->hide();
}

void TestRunsPanel::offersToClearAFilterThatHidesAll() {
    TestPlace place;
    populateWorkspace(place.workspace());
    QSettings().setValue(QStringLiteral("runs/filter"), QStringLiteral("nobody"));
    Session session;
    RunsPanel panel(session);
    panel.resize(300, 800);
    panel.show();
    QVERIFY(openAndWait(session, place.text()));
    auto* nothing = panel.findChild<EmptyState*>();
    QTRY_VERIFY(nothing->isVisible());
    QTest::mouseClick(nothing->button(), Qt::LeftButton);
    QVERIFY(!nothing->isVisible());
    QVERIFY(panel.tree()->isVisible());
    QVERIFY(panel.filterField()->text().isEmpty());
    QCOMPARE(panel.tree()->model()->rowCount(), 4);
}

void TestRunsPanel::remembersFilterGroupingAndColumns() {
    TestPlace place;
    populateWorkspace(place.workspace());
    const auto actionNamed = [](QMenu* menu, const QString& submenu, const QString& text) -> QAction* {
        for (QAction* entry : menu->actions()) {
            if (entry->menu() && entry->text().remove(QLatin1Char('&')) == submenu) {
                Q_EMIT entry->menu()->aboutToShow();
                for (QAction* action : entry->menu()->actions()) {
                    if (action->text().remove(QLatin1Char('&')) == text) {
                        return action;
                    }
                }
            }
        }
        return nullptr;
    };
    {
        Session session;
        QMenu menu;
        RunsPanel panel(session, nullptr, &menu);
        panel.show();
        QVERIFY(openAndWait(session, place.text()));
        QVERIFY(panel.tree()->isHeaderHidden());
        actionNamed(&menu, QStringLiteral("Columns"), QStringLiteral("Seed"))->trigger();
        QVERIFY(!panel.tree()->isHeaderHidden());
        actionNamed(&menu, QStringLiteral("Group By"), QStringLiteral("Nothing"))->trigger();
        actionNamed(&menu, QStringLiteral("Sort By"), QStringLiteral("Seed"))->trigger();
        QCOMPARE(panel.tree()->model()->index(0, 0).data().toString(), QStringLiteral("animals-quick"));  // seed 6
        actionNamed(&menu, QStringLiteral("Sort By"), QStringLiteral("Seed"))->trigger();  // the other way round
        QCOMPARE(panel.tree()->model()->index(0, 0).data().toString(), QStringLiteral("animals-tdpo-r"));
        QTest::keyClicks(panel.filterField(), QStringLiteral("seed>1"));
    }
    Session session;
    RunsPanel panel(session);
    panel.show();
    QVERIFY(openAndWait(session, place.text()));
    QCOMPARE(panel.filterField()->text(), QStringLiteral("seed>1"));
    QVERIFY(!panel.tree()->isColumnHidden(RunsModel::Seed));
    QVERIFY(panel.tree()->isColumnHidden(RunsModel::Disk));
    QCOMPARE(panel.tree()->model()->rowCount(), 5);
    QCOMPARE(panel.tree()->model()->index(0, 0).data().toString(), QStringLiteral("animals-tdpo-r-s2"));
}

void TestRunsPanel::showsDetails() {
    TestPlace place;
    FakeRunOptions options;
    options.seed = 77;
    FakeRun run(place.workspace(), options);
    run.start();
    run.epochs(3);
    run.finish(ReachedState::Failed, "the disk is full");
    Session session;
    RunsPanel panel(session);
    panel.show();
    QVERIFY(openAndWait(session, place.text()));
    const auto detail = [&](const char* key) {
        return panel.findChild<QLabel*>(QStringLiteral("details-") + QLatin1String(key))->accessibleName();
    };
    QCOMPARE(detail("seed"), QStringLiteral("77"));
    QCOMPARE(detail("reward"), QStringLiteral("animals-aesthetic"));
    QVERIFY(detail("epoch").startsWith(QStringLiteral("3 of 40")));
    bool reason = false;
    for (const QLabel* label : panel.findChildren<QLabel*>()) {
        reason = reason || label->text() == QStringLiteral("the disk is full");
    }
    QVERIFY(reason);
}

void TestRunsPanel::showsTheHistoryOfAttempts() {
    TestPlace place;
    std::filesystem::path dir;
    {
        FakeRun run(place.workspace(), plainRun("stopped", 1, 0));
        run.start();
        run.epochs(3);
        run.finish(ReachedState::Stopped, "stop asked");
        dir = run.dir();
    }
    FakeRun again(dir, plainRun("stopped", 1, 0), 2);
    again.epoch(2);
    Session session;
    RunsPanel panel(session);
    panel.show();
    QVERIFY(openAndWait(session, place.text()));
    const auto lines = panel.findChild<QLabel*>(QStringLiteral("details-history"))->text().split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 2);
    QVERIFY2(lines[0].contains(QStringLiteral("stop asked")), qPrintable(lines[0]));
    QVERIFY2(lines[1].contains(QStringLiteral("from epoch 2")), qPrintable(lines[1]));
    QVERIFY2(lines[1].contains(QStringLiteral("vanished")), qPrintable(lines[1]));
    // What it said last is on the page too.
    auto* last = panel.findChild<QLabel*>(QStringLiteral("details-last-lines"));
    QTRY_VERIFY2(last->text().endsWith(QStringLiteral("epoch 2 done")), qPrintable(last->text()));
}

void TestRunsPanel::savesTagsNotesAndStarAsTheyAreMade() {
    TestPlace place;
    populateWorkspace(place.workspace());
    QString id;
    {
        Session session;
        RunsPanel panel(session);
        panel.resize(300, 900);
        panel.show();
        QVERIFY(QTest::qWaitForWindowActive(&panel));
        QVERIFY(openAndWait(session, place.text()));
        RunDetails& details = panel.details();
        id = session.currentId();
        const auto entry = [&]() -> const CatalogEntry& { return session.run(id)->head.entry; };
        details.notes()->setFocus();
        QTest::keyClicks(details.notes(), QStringLiteral("Good until epoch 20."));
        QVERIFY(entry().notes.empty());  // not at every key
        QTRY_COMPARE(entry().notes, std::string("Good until epoch 20."));
        QTest::keyClicks(details.notes(), QStringLiteral(" Then blobs."));
        // Another run is shown before the moment has passed: what was typed belongs to the first.
        session.setCurrent(session.runs().back()->id());
        QCOMPARE(entry().notes, std::string("Good until epoch 20. Then blobs."));
        QVERIFY(details.notes()->toPlainText().isEmpty());
        session.setCurrent(id);
        QCOMPARE(details.notes()->toPlainText(), QStringLiteral("Good until epoch 20. Then blobs."));
        QTest::mouseClick(details.star(), Qt::LeftButton);
        QVERIFY(entry().favourite);
        details.tags()->setFocus();
        QTest::keyClicks(details.tags(), QStringLiteral("paper, night shift, paper"));
        QTest::keyClick(details.tags(), Qt::Key_Return);
        QCOMPARE(entry().tags, (std::vector<std::string>{"paper", "night shift"}));
        // One step back at a time; the notes were one thought.
        QUndoStack* stack = panel.edits().stack();
        QCOMPARE(stack->count(), 3);
        stack->undo();
        QVERIFY(entry().tags.empty());
        QVERIFY(entry().favourite);
        stack->redo();
        QVERIFY(settled(session));
    }
    Session again;
    QVERIFY(openAndWait(again, place.text()));
    const CatalogEntry& kept = again.run(id)->head.entry;
    QCOMPARE(kept.tags.size(), 2U);
    QCOMPARE(kept.notes, std::string("Good until epoch 20. Then blobs."));
    QVERIFY(kept.favourite);
}

QTEST_MAIN(TestRunsPanel)
#include "tst_runs_panel.moc"
