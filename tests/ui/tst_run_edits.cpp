// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QTreeView>
#include <QTreeWidget>
#include <QUndoStack>

#include "core/store/run_lock.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/message_bar.h"
#include "ui/runs/run_edits.h"
#include "ui/runs/runs_panel.h"
#include "ui/runs/tags_dialog.h"
#include "ui/runs/tags_field.h"
#include "ui/runs/trash_dialog.h"
#include "ui/window/actions.h"
#include "ui/window/main_window.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestRunEdits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everyEditCanBeUndone();
    void undoLeavesOtherPartsAlone();
    void notesOfOneThoughtAreOneStep();
    void nothingChangedIsNoStep();
    void editsOfSeveralRunsAreOneStep();
    void anotherWorkspaceHasItsOwnHistory();
    void undoByKeyboard();
    void trashesSeveralAndTakesThemBack();
    void liveRunsStayOutOfTheTrash();
    void tagsOfSeveralRunsInADialog();
    void trashDialogRestores();
    void trashDialogDeletesForGood();

private:
    const CatalogEntry& entry(const QString& id) const { return m_session->run(id)->head.entry; }
    RunEdits& edits() const { return m_window->runsPanel().edits(); }
    QUndoStack& stack() const { return *edits().stack(); }

    std::unique_ptr<TestPlace> m_place;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
    QStringList m_ids;
};

void TestRunEdits::init() {
    m_place = std::make_unique<TestPlace>();
    for (int i = 0; i < 3; ++i) {
        FakeRunOptions options;
        options.name = "run" + std::to_string(i);
        options.method = "ddpo";
        options.pictures = options.trainPictures = 0;
        options.created = 1.7e9 - i;
        FakeRun run(m_place->workspace(), options);
        run.start();
        run.finish();
    }
    m_session = std::make_unique<Session>();
    m_window = std::make_unique<MainWindow>(*m_session);
    m_window->resize(1000, 700);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QVERIFY(openAndWait(*m_session, m_place->text()));
    m_ids.clear();
    for (const RunData* run : m_session->runs()) {
        m_ids << run->id();
    }
    QCOMPARE(m_ids.size(), 3);
}

void TestRunEdits::cleanup() {
    m_window.reset();
    m_session.reset();
    m_place.reset();
}

void TestRunEdits::everyEditCanBeUndone() {
    const QString& id = m_ids[0];
    const CatalogEntry before = entry(id);
    edits().rename(id, QStringLiteral("  golden "));
    edits().setGroup({id}, QStringLiteral("paper"));
    edits().setTags(id, {QStringLiteral("b"), QStringLiteral(" a  b "), QStringLiteral("B"), QString()});
    edits().setNotes(id, QStringLiteral("first\nsecond"));
    edits().setFavourite({id}, true);
    edits().setColour({id}, 9);
    const CatalogEntry after = entry(id);
    QCOMPARE(after.display_name, std::string("golden"));
    QCOMPARE(after.group, std::string("paper"));
    QCOMPARE(after.tags, (std::vector<std::string>{"b", "a b"}));
    QCOMPARE(after.notes, std::string("first\nsecond"));
    QVERIFY(after.favourite);
    QCOMPARE(after.colour, 9);
    QCOMPARE(stack().count(), 6);
    while (stack().canUndo()) {
        stack().undo();
    }
    QVERIFY(entry(id) == before);
    while (stack().canRedo()) {
        stack().redo();
    }
    QVERIFY(entry(id) == after);
    // What is undone is undone on disk too.
    stack().setIndex(0);
    QVERIFY(settled(*m_session));
    QCOMPARE(Catalog(m_place->workspace()).entries().at(id.toStdString()).notes, std::string());
}

void TestRunEdits::undoLeavesOtherPartsAlone() {
    const QString& id = m_ids[0];
    edits().rename(id, QStringLiteral("golden"));
    CatalogEntry other = entry(id);
    other.notes = "written elsewhere";
    m_session->setEntries({other});
    stack().undo();
    QCOMPARE(entry(id).display_name, std::string());
    QCOMPARE(entry(id).notes, std::string("written elsewhere"));
}

void TestRunEdits::notesOfOneThoughtAreOneStep() {
    edits().setNotes(m_ids[0], QStringLiteral("a"));
    edits().setNotes(m_ids[0], QStringLiteral("ab"));
    QCOMPARE(stack().count(), 1);
    edits().setNotes(m_ids[1], QStringLiteral("other"));
    edits().setNotes(m_ids[0], QStringLiteral("abc"));
    QCOMPARE(stack().count(), 3);
    stack().undo();
    QCOMPARE(entry(m_ids[0]).notes, std::string("ab"));
    stack().setIndex(0);
    QCOMPARE(entry(m_ids[0]).notes, std::string());
}

void TestRunEdits::nothingChangedIsNoStep() {
    edits().setFavourite(m_ids, false);
    edits().setGroup(m_ids, QString());
    edits().setNotes(m_ids[0], QString());
    edits().rename(QStringLiteral("nobody"), QStringLiteral("somebody"));
    edits().trash({QStringLiteral("nobody")});
    QCOMPARE(stack().count(), 0);
}

void TestRunEdits::editsOfSeveralRunsAreOneStep() {
    edits().setGroup({m_ids[1]}, QStringLiteral("old"));
    edits().setGroup(m_ids, QStringLiteral("new"));
    edits().addToNotes(m_ids, QStringLiteral("one"));
    edits().addToNotes(m_ids, QStringLiteral("two"));
    QCOMPARE(entry(m_ids[2]).notes, std::string("one\ntwo"));
    QCOMPARE(stack().count(), 4);
    stack().undo();
    stack().undo();
    stack().undo();
    QCOMPARE(entry(m_ids[0]).group, std::string());
    QCOMPARE(entry(m_ids[1]).group, std::string("old"));
}

void TestRunEdits::anotherWorkspaceHasItsOwnHistory() {
    edits().setFavourite(m_ids, true);
    QVERIFY(m_window->actions().undo->isEnabled());
    QTemporaryDir other;
    QVERIFY(openAndWait(*m_session, other.path()));
    QVERIFY(!stack().canUndo());
    QVERIFY(!m_window->actions().undo->isEnabled());
}

void TestRunEdits::undoByKeyboard() {
    m_session->setSelected(m_ids);
    QTest::keyClick(m_window.get(), Qt::Key_D, Qt::ControlModifier);
    QTRY_VERIFY(entry(m_ids[2]).favourite);
    QVERIFY(m_window->actions().favourite->isChecked());
    QVERIFY(m_window->actions().undo->text().contains(QStringLiteral("3 runs")));
    QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_VERIFY(!entry(m_ids[2]).favourite);
    QVERIFY(!m_window->actions().favourite->isChecked());
    QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(entry(m_ids[2]).favourite);
    m_window->actions().colourMenu()->actions().at(10)->trigger();
    QCOMPARE(entry(m_ids[0]).colour, 10);
    QCOMPARE(entry(m_ids[1]).colour, 10);
}

void TestRunEdits::trashesSeveralAndTakesThemBack() {
    edits().setNotes(m_ids[1], QStringLiteral("kept"));
    m_session->setSelected({m_ids[0], m_ids[1]});
    m_window->actions().trash->trigger();
    QTRY_COMPARE(m_session->runs().size(), 1U);
    QVERIFY2(m_window->messages().text().contains(QStringLiteral("2 runs")), qPrintable(m_window->messages().text()));
    stack().undo();
    QTRY_COMPARE(m_session->runs().size(), 3U);
    QCOMPARE(entry(m_ids[1]).notes, std::string("kept"));
    stack().redo();
    QTRY_COMPARE(m_session->runs().size(), 1U);
    // By the button of the message, after something else was done.
    QTest::mouseClick(m_window->messages().actionButton(), Qt::LeftButton);
    QTRY_COMPARE(m_session->runs().size(), 3U);
    QSignalSpy problem(m_session.get(), &Session::problem);
    stack().undo();  // they are there already
    QVERIFY(settled(*m_session));
    QCOMPARE(problem.count(), 0);
}

void TestRunEdits::liveRunsStayOutOfTheTrash() {
    FakeRunOptions options;
    options.pictures = options.trainPictures = 0;
    FakeRun run(m_place->workspace(), options);
    const RunLock lock(run.dir());
    run.start();
    m_session->rescan();
    QTRY_VERIFY(m_session->run(run.id()) && m_session->run(run.id())->live());
    m_session->setSelected({run.id()});
    QVERIFY(!m_window->actions().trash->isEnabled());
    m_session->setSelected({run.id(), m_ids[0]});
    QVERIFY(m_window->actions().trash->isEnabled());
    m_window->actions().trash->trigger();
    QTRY_VERIFY(!m_session->run(m_ids[0]));
    QVERIFY(settled(*m_session));
    QVERIFY(m_session->run(run.id()));
}

void TestRunEdits::tagsOfSeveralRunsInADialog() {
    edits().setTags(m_ids[0], {QStringLiteral("some"), QStringLiteral("all")});
    edits().setTags(m_ids[1], {QStringLiteral("all")});
    m_session->setSelected({m_ids[0], m_ids[1]});
    m_window->actions().editTags->trigger();
    auto* dialog = m_window->findChild<TagsDialog*>();
    QVERIFY(dialog);
    QCOMPARE(dialog->list()->count(), 2);
    QCOMPARE(dialog->list()->item(0)->checkState(), Qt::Checked);  // all
    QCOMPARE(dialog->list()->item(1)->checkState(), Qt::PartiallyChecked);
    dialog->list()->item(0)->setCheckState(Qt::Unchecked);
    QTest::keyClicks(dialog->field(), QStringLiteral("new, newer"));
    dialog->accept();
    QCOMPARE(entry(m_ids[0]).tags, (std::vector<std::string>{"some", "new", "newer"}));
    QCOMPARE(entry(m_ids[1]).tags, (std::vector<std::string>{"new", "newer"}));
    stack().undo();
    QCOMPARE(entry(m_ids[1]).tags, std::vector<std::string>{"all"});
}

void TestRunEdits::trashDialogRestores() {
    edits().trash({m_ids[0], m_ids[1]});
    QTRY_COMPARE(m_session->runs().size(), 1U);
    m_window->actions().showTrash->trigger();
    auto* dialog = m_window->findChild<TrashDialog*>();
    QVERIFY(dialog);
    QTRY_COMPARE(dialog->list()->topLevelItemCount(), 2);
    QVERIFY(dialog->restoreButton()->isEnabled());
    QTest::mouseClick(dialog->restoreButton(), Qt::LeftButton);
    QTRY_COMPARE(dialog->list()->topLevelItemCount(), 1);
    QTRY_COMPARE(m_session->runs().size(), 2U);
    dialog->close();
}

void TestRunEdits::trashDialogDeletesForGood() {
    edits().trash({m_ids[0], m_ids[1]});
    QTRY_COMPARE(m_session->runs().size(), 1U);
    m_window->actions().showTrash->trigger();
    auto* dialog = m_window->findChild<TrashDialog*>();
    QTRY_COMPARE(dialog->list()->topLevelItemCount(), 2);
    const auto answer = [&](bool yes) {
        QTest::mouseClick(dialog->emptyButton(), Qt::LeftButton);
        auto* question = dialog->findChild<QMessageBox*>();
        QVERIFY(question);
        QVERIFY2(question->text().contains(QStringLiteral("2 runs")), qPrintable(question->text()));
        for (QAbstractButton* button : question->buttons()) {
            if ((question->buttonRole(button) == QMessageBox::DestructiveRole) == yes) {
                QTest::mouseClick(button, Qt::LeftButton);
                return;
            }
        }
    };
    answer(false);
    QTRY_VERIFY(!dialog->findChild<QMessageBox*>());
    QCOMPARE(dialog->list()->topLevelItemCount(), 2);
    QVERIFY(stack().canUndo());
    answer(true);
    QTRY_COMPARE(dialog->list()->topLevelItemCount(), 0);
    QVERIFY(std::filesystem::is_empty(m_place->workspace() / "trash"));
    QVERIFY(!stack().canUndo());  // they can not come back
    QVERIFY(!dialog->emptyButton()->isEnabled());
    QVERIFY(!Catalog(m_place->workspace()).entries().contains(m_ids[0].toStdString()));
    dialog->close();
}

QTEST_MAIN(TestRunEdits)
#include "tst_run_edits.moc"
