// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QTreeView>

#include "core/store/run_lock.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/runs/runs_filter.h"
#include "ui/runs/runs_model.h"
#include "ui/runs/runs_panel.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

namespace {

/// The tree as text: one line per row, two spaces per level.
QString printed(const QAbstractItemModel& model, const QModelIndex& parent = {}, int depth = 0) {
    QString text;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        text += QString(2 * depth, QLatin1Char(' ')) + index.data().toString() + QLatin1Char(' ') +
                index.data(RunsModel::ProgressTextRole).toString() + QLatin1Char('\n');
        text += printed(model, index, depth + 1);
    }
    return text;
}

}  // namespace

class TestRunsPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void groupsByMethodNewestFirst();
    void followsChanges();
    void filters();
    void selectsWithTheMouse();
    void renamesWithTheKeyboard();
    void showsDetails();
};

void TestRunsPanel::groupsByMethodNewestFirst() {
    TestPlace place;
    populateWorkspace(place.workspace());
    Session session;
    RunsModel model(session);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(openAndWait(session, place.text()));
    QCOMPARE(printed(model), QStringLiteral("align-prop 1\n"
                                            "  animals-quick 9/40\n"
                                            "ddpo 1\n"
                                            "  animals-ddpo done\n"
                                            "tdpo 2\n"
                                            "  animals-tdpo done\n"
                                            "  animals-tdpo-s2 12/40\n"
                                            "tdpo-r 2\n"
                                            "  animals-tdpo-r done\n"
                                            "  animals-tdpo-r-s2 31/40\n"));
}

void TestRunsPanel::followsChanges() {
    TestPlace place;
    Session session;
    session.setVisible(true);
    RunsModel model(session);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(openAndWait(session, place.text()));
    FakeRun run(place.workspace(), {});
    const RunLock lock(run.dir());
    run.start();
    QTRY_COMPARE(printed(model), QStringLiteral("tdpo-r 1\n  tdpo-r 0/40\n"));
    run.epoch(0);
    QTRY_COMPARE(printed(model), QStringLiteral("tdpo-r 1\n  tdpo-r 1/40\n"));
    QVERIFY(model.indexOf(run.id()).data(RunsModel::FractionRole).toDouble() > 0);
    session.setGroup(run.id(), QStringLiteral("best"));
    QCOMPARE(printed(model), QStringLiteral("best 1\n  tdpo-r 1/40\n"));
    QVERIFY(model.setData(model.indexOf(run.id()), QStringLiteral("golden")));
    QCOMPARE(printed(model), QStringLiteral("best 1\n  golden 1/40\n"));
}

void TestRunsPanel::filters() {
    TestPlace place;
    populateWorkspace(place.workspace());
    Session session;
    RunsModel model(session);
    RunsFilter filter;
    filter.setSourceModel(&model);
    QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(openAndWait(session, place.text()));
    filter.setText(QStringLiteral("interrupted"));
    QCOMPARE(printed(filter), QStringLiteral("tdpo 2\n  animals-tdpo-s2 12/40\n"));
    filter.setText(QStringLiteral("S2 tdpo-r"));
    QCOMPARE(printed(filter), QStringLiteral("tdpo-r 2\n  animals-tdpo-r-s2 31/40\n"));
    filter.setText(QStringLiteral("nothing of the kind"));
    QCOMPARE(filter.rowCount(), 0);
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
    panel.filterField()->clear();
    QCOMPARE(tree->selectionModel()->selectedIndexes().size(), 2);
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

QTEST_MAIN(TestRunsPanel)
#include "tst_runs_panel.moc"
