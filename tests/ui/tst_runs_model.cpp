// SPDX-License-Identifier: GPL-3.0-or-later
// The list of runs without its panel.
#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QUndoStack>

#include "core/store/run_lock.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/run_fixtures.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/runs/run_edits.h"
#include "ui/runs/runs_filter.h"
#include "ui/runs/runs_model.h"
#include "ui/session/run_digests.h"

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

/// The list without its panel, watched by a tester.
struct List {
    explicit List(Session& session)
        : digests(session),
          edits(session),
          model(session, digests, edits),
          filter(model),
          modelTester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest),
          filterTester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest) {}

    void setQuery(const char* text) {
        RunQuery::Problem problem;
        filter.setQuery(*RunQuery::parse(QString::fromUtf8(text), &problem));
    }

    RunDigests digests;
    RunEdits edits;
    RunsModel model;
    RunsFilter filter;
    QAbstractItemModelTester modelTester;
    QAbstractItemModelTester filterTester;
};

}  // namespace

class TestRunsModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void groupsByMethodNewestFirst();
    void groupsByWhateverIsChosen();
    void followsChanges();
    void filters();
    void filtersByConfigurationAndMetrics();
    void sortsByEveryColumn();
    void columnsShowTheChosenMetric();
    void movesByDragAndDrop();
};

void TestRunsModel::groupsByMethodNewestFirst() {
    TestPlace place;
    populateWorkspace(place.workspace());
    Session session;
    List list(session);
    QVERIFY(openAndWait(session, place.text()));
    QCOMPARE(printed(list.filter), QStringLiteral("align-prop 1\n"
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

void TestRunsModel::groupsByWhateverIsChosen() {
    TestPlace place;
    populateWorkspace(place.workspace());
    {
        FakeRunOptions again = plainRun("again-s9", 9, 0);
        FakeRun(place.workspace(), again).finish();
        again.name = "again-s10";
        again.seed = 10;
        FakeRun(place.workspace(), again).finish();
    }
    Session session;
    List list(session);
    QVERIFY(openAndWait(session, place.text()));
    const auto tops = [&] {
        QStringList names;
        for (int row = 0; row < list.filter.rowCount(); ++row) {
            names << list.filter.index(row, 0).data().toString();
        }
        return names;
    };
    list.model.setGrouping(RunsModel::ByReward);
    QCOMPARE(tops(), QStringList{QStringLiteral("animals-aesthetic")});
    list.model.setGrouping(RunsModel::ByState);
    QCOMPARE(tops(), (QStringList{QStringLiteral("Failed"), QStringLiteral("Finished"), QStringLiteral("Interrupted"),
                                  QStringLiteral("Stopped")}));
    list.model.setGrouping(RunsModel::Ungrouped);
    QCOMPARE(list.filter.rowCount(), 8);
    QVERIFY(!list.filter.index(0, 0).parent().isValid());
    QCOMPARE(tops().front(), QStringLiteral("animals-tdpo-r"));
    list.model.setGrouping(RunsModel::BySweep);
    QTRY_VERIFY(!list.digests.busy());
    // One for each method: within it, these runs differ in name and seed only.
    QTRY_COMPARE(list.filter.rowCount(), 4);
    const QModelIndex one = list.model.indexOf(session.runs().back()->id());
    QCOMPARE(list.model.rowCount(one.parent()), 3);
    list.model.setGrouping(RunsModel::ByGroup);
    QCOMPARE(tops().size(), 4);
}

void TestRunsModel::followsChanges() {
    TestPlace place;
    Session session;
    session.setVisible(true);
    List list(session);
    QVERIFY(openAndWait(session, place.text()));
    FakeRun run(place.workspace(), {});
    const RunLock lock(run.dir());
    run.start();
    QTRY_COMPARE(printed(list.filter), QStringLiteral("tdpo-r 1\n  tdpo-r 0/40\n"));
    run.epoch(0);
    QTRY_COMPARE(printed(list.filter), QStringLiteral("tdpo-r 1\n  tdpo-r 1/40\n"));
    const QModelIndex row = list.model.indexOf(run.id());
    QVERIFY(row.data(RunsModel::FractionRole).toDouble() > 0);
    QVERIFY2(row.data(RunsModel::LeftRole).toString().contains(QStringLiteral("7 min")),
             qPrintable(row.data(RunsModel::LeftRole).toString()));
    list.edits.setGroup({run.id()}, QStringLiteral("best"));
    QCOMPARE(printed(list.filter), QStringLiteral("best 1\n  tdpo-r 1/40\n"));
    QVERIFY(list.model.setData(list.model.indexOf(run.id()), QStringLiteral("golden")));
    QCOMPARE(printed(list.filter), QStringLiteral("best 1\n  golden 1/40\n"));
}

void TestRunsModel::filters() {
    TestPlace place;
    populateWorkspace(place.workspace());
    Session session;
    List list(session);
    QVERIFY(openAndWait(session, place.text()));
    list.setQuery("state:interrupted");
    QCOMPARE(printed(list.filter), QStringLiteral("tdpo 2\n  animals-tdpo-s2 12/40\n"));
    list.setQuery("S2 tdpo-r");
    QCOMPARE(printed(list.filter), QStringLiteral("tdpo-r 2\n  animals-tdpo-r-s2 31/40\n"));
    list.setQuery("-method:tdpo -state:failed");
    QCOMPARE(printed(list.filter), QStringLiteral("ddpo 1\n  animals-ddpo done\n"));
    list.setQuery("nothing of the kind");
    QCOMPARE(list.filter.rowCount(), 0);
    // A run that begins to match comes back by itself.
    list.setQuery("tag:keep");
    list.edits.addTag({session.runs().front()->id()}, QStringLiteral("keep"));
    QCOMPARE(list.filter.rowCount(), 1);
    list.edits.stack()->undo();
    QCOMPARE(list.filter.rowCount(), 0);
}

void TestRunsModel::filtersByConfigurationAndMetrics() {
    TestPlace place;
    for (int seed = 1; seed <= 3; ++seed) {
        FakeRun run(place.workspace(), plainRun("probe", static_cast<std::uint64_t>(seed), seed));
        run.start();
        run.epochs(3);
        run.finish();
    }
    Session session;
    List list(session);
    QVERIFY(openAndWait(session, place.text()));
    // Written in the field before the files have been read: the answer arrives by itself.
    list.setQuery("sample.neuron_reset_freq=10 eval/gold_mean>0 seed<=2");
    QTRY_COMPARE(list.filter.rowCount(), 1);
    QTRY_COMPARE(list.filter.rowCount(list.filter.index(0, 0)), 2);
    list.setQuery("sample.neuron_reset_freq>10");
    QCOMPARE(list.filter.rowCount(), 0);
    list.setQuery("disk>1G");
    QCOMPARE(list.filter.rowCount(), 0);
    list.setQuery("disk>1K");
    QCOMPARE(list.filter.rowCount(), 1);
}

void TestRunsModel::sortsByEveryColumn() {
    TestPlace place;
    for (int seed : {2, 10, 1}) {
        const std::string name = "cats" + std::to_string(seed);
        FakeRun run(place.workspace(), plainRun(name.c_str(), static_cast<std::uint64_t>(seed), seed));
        run.start();
        run.epochs(seed);
        run.finish();
    }
    FakeRun(place.workspace(), plainRun("empty", 5, 5)).finish();
    Session session;
    List list(session);
    QVERIFY(openAndWait(session, place.text()));
    QTRY_VERIFY(!list.digests.busy());
    const auto order = [&](int column, Qt::SortOrder direction) {
        list.filter.sort(column, direction);
        QStringList names;
        const QModelIndex group = list.filter.index(0, 0);
        for (int row = 0; row < list.filter.rowCount(group); ++row) {
            names << list.filter.index(row, 0, group).data().toString();
        }
        return names.join(QLatin1Char(' '));
    };
    QCOMPARE(order(RunsModel::Name, Qt::AscendingOrder), QStringLiteral("cats1 cats2 cats10 empty"));
    QCOMPARE(order(RunsModel::Name, Qt::DescendingOrder), QStringLiteral("empty cats10 cats2 cats1"));
    QCOMPARE(order(RunsModel::Epochs, Qt::DescendingOrder), QStringLiteral("cats10 cats2 cats1 empty"));
    QCOMPARE(order(RunsModel::Seed, Qt::AscendingOrder), QStringLiteral("cats1 cats2 empty cats10"));
    QCOMPARE(order(RunsModel::Created, Qt::DescendingOrder), QStringLiteral("cats1 cats2 empty cats10"));
    // A run without values comes last, whichever way.
    list.model.setMetric(QStringLiteral("memory/worker_mib"));
    QCOMPARE(order(RunsModel::Best, Qt::DescendingOrder), QStringLiteral("cats10 cats2 cats1 empty"));
    QCOMPARE(order(RunsModel::Best, Qt::AscendingOrder), QStringLiteral("cats1 cats2 cats10 empty"));
}

void TestRunsModel::columnsShowTheChosenMetric() {
    TestPlace place;
    FakeRun run(place.workspace(), plainRun("one", 1, 0));
    run.start();
    run.writer().metric("eval/animals-aesthetic_mean", {5, 0, 0}, 7.5);
    run.writer().metric("eval/animals-aesthetic_mean", {6, 0, 0}, 1.25);
    run.finish();
    Session session;
    List list(session);
    QVERIFY(openAndWait(session, place.text()));
    QTRY_VERIFY(list.digests.of(run.id()));
    const auto cell = [&](int column) {
        return list.model.indexOf(run.id()).siblingAtColumn(column).data().toString();
    };
    QCOMPARE(cell(RunsModel::Last), QStringLiteral("1.25"));
    QCOMPARE(cell(RunsModel::Best), QStringLiteral("7.5"));
    QCOMPARE(cell(RunsModel::Least), QStringLiteral("1.25"));
    QCOMPARE(cell(RunsModel::Seed), QStringLiteral("1"));
    QVERIFY2(cell(RunsModel::Disk).endsWith(QStringLiteral(" KiB")), qPrintable(cell(RunsModel::Disk)));
    list.model.setMetric(QStringLiteral("memory/worker_mib"));
    QCOMPARE(cell(RunsModel::Last), QStringLiteral("698"));
    QCOMPARE(list.model.headerData(RunsModel::Best, Qt::Horizontal).toString(), QStringLiteral("Best worker_mib"));
    QVERIFY(list.digests.metricKeys().contains(QStringLiteral("eval/gold_mean")));
}

void TestRunsModel::movesByDragAndDrop() {
    TestPlace place;
    populateWorkspace(place.workspace());
    Session session;
    List list(session);
    QVERIFY(openAndWait(session, place.text()));
    const auto runs = session.runs();
    const QString id = runs.front()->id();  // tdpo-r
    const auto groupRow = [&](const QString& name) {
        return list.model.match(list.model.index(0, 0), Qt::DisplayRole, name).value(0);
    };
    std::unique_ptr<QMimeData> data(list.model.mimeData({list.model.indexOf(id)}));
    QVERIFY(list.model.canDropMimeData(data.get(), Qt::MoveAction, -1, -1, groupRow(QStringLiteral("ddpo"))));
    QVERIFY(!list.model.canDropMimeData(data.get(), Qt::MoveAction, -1, -1, {}));
    QVERIFY(list.model.dropMimeData(data.get(), Qt::MoveAction, -1, -1, groupRow(QStringLiteral("ddpo"))));
    QCOMPARE(session.run(id)->group(), QStringLiteral("ddpo"));
    // Back under its method: no group of the user's is left.
    QVERIFY(list.model.dropMimeData(data.get(), Qt::MoveAction, -1, -1, groupRow(QStringLiteral("tdpo-r"))));
    QVERIFY(session.run(id)->head.entry.group.empty());
    list.edits.stack()->undo();
    QCOMPARE(session.run(id)->group(), QStringLiteral("ddpo"));
    // Other groupings say what a run is: nothing can be moved there.
    list.model.setGrouping(RunsModel::ByState);
    QVERIFY(!list.model.canDropMimeData(data.get(), Qt::MoveAction, -1, -1, list.model.index(0, 0)));
}

QTEST_MAIN(TestRunsModel)
#include "tst_runs_model.moc"
