// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QPushButton>
#include <QTreeView>

#include "core/store/checkpoint_folders.h"
#include "core/store/run_lock.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/message_bar.h"
#include "ui/common/page.h"
#include "ui/runs/recovery_centre.h"
#include "ui/runs/recovery_model.h"
#include "ui/window/actions.h"
#include "ui/window/main_window.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestRecovery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void notShownWhenNothingIsLost();
    void listsWhatIsLeft();
    void resumes();
    void marksAsEnded();
    void marksAllAsEnded();
    void opensTheLog();
    void comesBackFromTheMenu();
    void saysWhenMarkingFails();

private:
    QString lose(const char* name, int epochs);
    RecoveryCentre& centre() const { return m_window->recovery(); }
    RunState stateOf(const QString& id) const { return m_session->run(id)->head.state; }

    std::unique_ptr<TestPlace> m_place;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
};

void TestRecovery::init() {
    qputenv("TEMPERA_RUN", FAKE_WORKER);
    qunsetenv("FAKE_WORKER");
    m_place = std::make_unique<TestPlace>();
    m_session = std::make_unique<Session>();
    m_window = std::make_unique<MainWindow>(*m_session);
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestRecovery::cleanup() {
    m_place->killWorkers();
    m_window.reset();
    m_session.reset();
    m_place.reset();
}

/// A run as a killed worker leaves it: running, and nobody holds the lock.
QString TestRecovery::lose(const char* name, int epochs) {
    FakeRunOptions options;
    options.name = name;
    options.method = "ddpo";
    options.pictures = options.trainPictures = 0;
    FakeRun run(m_place->workspace(), options);
    run.start();
    run.epochs(epochs);
    std::filesystem::create_directories(checkpoint_dir(run.dir(), epochs - 1));
    return run.id();
}

void TestRecovery::notShownWhenNothingIsLost() {
    FakeRunOptions options;
    options.pictures = options.trainPictures = 0;
    FakeRun(m_place->workspace(), options).finish();
    QVERIFY(openAndWait(*m_session, m_place->text()));
    QVERIFY(!centre().isVisible());
    QVERIFY(!m_window->actions().recovery->isEnabled());
}

void TestRecovery::listsWhatIsLeft() {
    const QString id = lose("lost", 5);
    RecoveryModel model(*m_session);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(openAndWait(*m_session, m_place->text()));
    QTRY_VERIFY(centre().isVisible());
    QCOMPARE(model.rowCount(), 1);
    const auto cell = [&](int column) { return model.index(0, column).data().toString(); };
    QCOMPARE(cell(RecoveryModel::Run), QStringLiteral("lost"));
    QCOMPARE(cell(RecoveryModel::Epoch), QStringLiteral("5 of 40"));
    QTRY_COMPARE(cell(RecoveryModel::Checkpoint), QStringLiteral("epoch 4"));
    QCOMPARE(cell(RecoveryModel::LastLine), QStringLiteral("[info] epoch 4 done"));
    QVERIFY(!centre().resumeAllButton()->isVisible());  // of one there is no "all"
    QVERIFY(centre().resumeButton()->isEnabled());
    QVERIFY(m_session->run(id));
}

void TestRecovery::resumes() {
    const QString id = lose("lost", 2);
    QVERIFY(openAndWait(*m_session, m_place->text()));
    QTRY_VERIFY(centre().isVisible());
    QTest::mouseClick(centre().resumeButton(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(id), RunState::Running, 8000);
    QTRY_VERIFY(!centre().isVisible());  // nothing is left to decide
}

void TestRecovery::marksAsEnded() {
    const QString id = lose("lost", 2);
    const QString other = lose("other", 3);
    QVERIFY(openAndWait(*m_session, m_place->text()));
    QTRY_COMPARE(centre().count(), 2);
    QVERIFY(centre().isVisible());
    QTreeView* list = centre().list();
    const QModelIndex row =
        list->model()->match(list->model()->index(0, 0), Qt::DisplayRole, QStringLiteral("lost")).value(0);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(row).center());
    QTest::mouseClick(centre().endButton(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(id), RunState::Stopped, 8000);
    QCOMPARE(m_session->run(id)->head.summary.attempts.back().reason, std::string("the worker vanished"));
    QCOMPARE(stateOf(other), RunState::Interrupted);
    QTRY_COMPARE(centre().count(), 1);
    QVERIFY(centre().isVisible());
}

void TestRecovery::marksAllAsEnded() {
    const QStringList ids{lose("a", 2), lose("b", 3), lose("c", 3)};
    QVERIFY(openAndWait(*m_session, m_place->text()));
    QTRY_COMPARE(centre().count(), 3);
    QTest::mouseClick(centre().endAllButton(), Qt::LeftButton);
    for (const QString& id : ids) {
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(id), RunState::Stopped, 8000);
    }
    QTRY_VERIFY(!centre().isVisible());
    QVERIFY(!m_window->actions().recovery->isEnabled());
}

void TestRecovery::opensTheLog() {
    const QString id = lose("lost", 2);
    QVERIFY(openAndWait(*m_session, m_place->text()));
    QTRY_VERIFY(centre().isVisible());
    QTest::mouseClick(centre().logButton(), Qt::LeftButton);
    QCOMPARE(m_session->currentId(), id);
    QCOMPARE(m_window->currentPage()->id(), QStringLiteral("log"));
}

void TestRecovery::comesBackFromTheMenu() {
    lose("lost", 2);
    QVERIFY(openAndWait(*m_session, m_place->text()));
    QTRY_VERIFY(centre().isVisible());
    QTest::keyClick(&centre(), Qt::Key_Escape);
    QVERIFY(!centre().isVisible());
    QVERIFY(m_window->actions().recovery->isEnabled());
    m_window->actions().recovery->trigger();
    QVERIFY(centre().isVisible());
}

void TestRecovery::saysWhenMarkingFails() {
    const QString id = lose("lost", 2);
    QVERIFY(openAndWait(*m_session, m_place->text()));
    QTRY_VERIFY(centre().isVisible());
    // Its worker is back, and the window does not know it yet.
    const RunLock back(m_session->run(id)->head.dir);
    QTest::mouseClick(centre().endButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->messages().isVisible(), 8000);
    QVERIFY2(m_window->messages().text().contains(QStringLiteral("works on this run")),
             qPrintable(m_window->messages().text()));
    QTRY_COMPARE(stateOf(id), RunState::Running);
}

QTEST_MAIN(TestRecovery)
#include "tst_recovery.moc"
